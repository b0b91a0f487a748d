// The report as a person reads it in a terminal.

import type {
  CheckReport,
  ErrorReport,
  Fault,
  NetworkStatus,
  Report,
  TensorReport,
  TensorStatus,
  Warning,
} from '../check/report';
import { formatCount, formatDuration, formatError, formatIndex, formatNumber, formatShape } from '../session/format';
import { culprits } from '../session/inherited';
import { faultText, warningText } from '../session/prose';
import { excerpt } from './excerpt';
import type { Style } from './style';
import { tableLines, type Column } from './table';

export interface Layout {
  readonly style: Style;
  /** Characters in a line. */
  readonly width: number;
}

type Paint = 'good' | 'bad' | 'doubtful' | 'faint';

const SIGNS: Readonly<Record<TensorStatus | NetworkStatus, { readonly glyph: string; readonly paint: Paint }>> = {
  pass: { glyph: '✓', paint: 'good' },
  fail: { glyph: '✗', paint: 'bad' },
  kink: { glyph: '∠', paint: 'doubtful' },
  undecided: { glyph: '?', paint: 'doubtful' },
  skipped: { glyph: '–', paint: 'faint' },
  error: { glyph: '✗', paint: 'bad' },
};

const INDENT = '  ';

/** `source` is the network's text, for errors to be shown in; null where it could not be read. */
export function reportText(report: Report, source: string | null, layout: Layout): string {
  const lines = report.status === 'error' ? errorLines(report, source, layout) : checkLines(report, layout);
  return lines.map((line) => `${line}\n`).join('');
}

/** The last line under the reports of several networks. */
export function totalText(reports: readonly Report[], { style }: Layout): string {
  const count = (status: NetworkStatus): number => reports.filter((report) => report.status === status).length;
  const parts = (['pass', 'fail', 'undecided', 'error'] as const)
    .filter((status) => count(status) > 0)
    .map((status) => style[SIGNS[status].paint](`${count(status)} ${status}`));
  return `${plural(reports.length, 'network')}${parts.length > 0 ? `: ${parts.join(', ')}` : ''}\n`;
}

function titleLine(report: Report, { style }: Layout): string {
  const { glyph, paint } = SIGNS[report.status];
  const name = report.status === 'error' ? [] : [style.strong(report.network)];
  return [style[paint](glyph), ...name, report.status === 'error' ? style.strong(report.file) : report.file].join(' ');
}

function errorLines(report: ErrorReport, source: string | null, layout: Layout): string[] {
  const { style, width } = layout;
  const lines = report.errors.flatMap(({ span, message }) => [
    `${report.file}:${span.line}:${span.column}: ${style.bad('error:')} ${message}`,
    ...(source === null ? [] : excerpt(source, span, width).map((line) => style.faint(line))),
  ]);
  return [titleLine(report, layout), ...lines];
}

function checkLines(report: CheckReport, layout: Layout): string[] {
  const { style, width } = layout;
  const { loss, dtype, method, seed, elapsedMs } = report;
  const facts = [`loss ${formatNumber(loss)}`, dtype, `method ${method}`, `seed ${seed}`, formatDuration(elapsedMs)];
  return [
    titleLine(report, layout),
    `${INDENT}${verdict(report, style)} ${style.faint(`· ${facts.join(' · ')}`)}`,
    '',
    ...faultLines(report, style),
    ...table(report, style, width - INDENT.length).map((line) => INDENT + line),
    ...missedLines(report, style),
    ...report.warnings.map(
      (warning) => `${INDENT}${placeOf(report, warning)}${style.doubtful('warning:')} ${warningText(warning)}`,
    ),
  ];
}

/** What a projection may have missed. */
function missedLines({ tensors }: CheckReport, style: Style): string[] {
  const likely = tensors.reduce((most, { missProbability = 0 }) => Math.max(most, missProbability), 0);
  if (likely === 0) return [];
  const text = `along random directions alone: an error of 1 % of a gradient goes unseen with a probability of ${formatError(likely)} at most`;
  return [INDENT + style.faint(text)];
}

/** `net.grad.ts:4:7: `; empty of a warning that has no place of its own. */
function placeOf({ file }: CheckReport, { span }: Warning): string {
  return span ? `${file}:${span.line}:${span.column}: ` : '';
}

function verdict({ status, tensors }: CheckReport, style: Style): string {
  const compared = tensors.filter((tensor) => tensor.checked > 0);
  const elements = compared.reduce((sum, { checked }) => sum + checked, 0);
  const having = (status: TensorStatus): string =>
    `${compared.filter((tensor) => tensor.status === status).length} of ${plural(compared.length, 'tensor')}`;
  const texts = {
    pass: `gradients agree: ${plural(elements, 'element')} of ${plural(compared.length, 'tensor')}`,
    fail: `gradient wrong in ${having('fail')}`,
    undecided: `undecided in ${having('undecided')}`,
  };
  return style[SIGNS[status].paint](texts[status]);
}

/** A line for each, its place first, as compilers write it; then a blank one. */
function faultLines({ file, faults }: CheckReport, style: Style): string[] {
  const line = (fault: Fault): string => {
    const { layer, tensor, code, confidence, fix, span } = fault;
    const place = span ? `${file}:${span.line}:${span.column}` : file;
    const details = [tensor, code, `confidence ${formatError(confidence)}`, fix && `fix: ${fix.title}`].filter(Boolean);
    return `${place}: ${style.bad('fault:')} ${layer}: ${faultText(fault)} ${style.faint(`(${details.join(', ')})`)}`;
  };
  return faults.length > 0 ? [...faults.map(line), ''] : [];
}

function table(report: CheckReport, style: Style, width: number): string[] {
  const culpritOf = culprits(report);
  const paint = (row: TensorReport, text: string): string =>
    style[row.inherited ? 'faint' : SIGNS[row.status].paint](text);
  const columns: readonly Column<TensorReport>[] = [
    { title: '', align: 'left', worth: 9, cell: (row) => SIGNS[row.status].glyph, paint },
    { title: 'tensor', align: 'left', worth: 9, cell: (row) => row.name },
    { title: 'role', align: 'left', worth: 2, cell: (row) => row.role },
    { title: 'shape', align: 'left', worth: 4, cell: (row) => formatShape(row.shape) },
    { title: 'checked', align: 'right', worth: 3, cell: checkedText },
    {
      title: 'rel. error',
      align: 'right',
      worth: 8,
      cell: (row) => (row.checked ? formatError(row.maxRelError) : ''),
      paint,
    },
    { title: 'worst at', align: 'left', worth: 6, cell: ({ worst }) => (worst ? formatIndex(worst.index) : '') },
    { title: 'analytic', align: 'right', worth: 7, cell: ({ worst }) => (worst ? formatNumber(worst.analytic) : '') },
    { title: 'numerical', align: 'right', worth: 7, cell: ({ worst }) => (worst ? formatNumber(worst.numeric) : '') },
    { title: 'bound', align: 'right', worth: 1, cell: ({ worst }) => (worst ? formatError(worst.bound) : '') },
    { title: '', align: 'left', worth: 5, cell: (row) => noteText(row, culpritOf.get(row.name)), paint },
  ];
  const [title, ...rows] = tableLines(columns, report.tensors, width);
  return [style.faint(title), ...rows];
}

function checkedText({ checked, elements }: TensorReport): string {
  if (checked === 0) return '';
  return checked === elements ? formatCount(checked) : `${formatCount(checked)}/${formatCount(elements)}`;
}

function noteText(
  { status, failed, undecided, kinks, worst }: TensorReport,
  inheritedFrom: string | undefined,
): string {
  if (status === 'skipped') return 'not differentiated';
  const counts = [
    inheritedFrom === undefined ? '' : `inherited from ${inheritedFrom}`,
    failed > 0 ? `${formatCount(failed)} wrong` : '',
    undecided > 0 ? `${formatCount(undecided)} undecided` : '',
    kinks > 0 ? plural(kinks, 'kink') : '',
    worst?.slopes ? `slopes ${worst.slopes.map(formatNumber).join(' and ')}` : '',
  ];
  return counts.filter((text) => text !== '').join(', ');
}

export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
