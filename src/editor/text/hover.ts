// What a hover on a name says of its tensors: faults, shape, values and gradients side by side, worst element, verdict, formulas.

import { indexOf } from '../../engine/tensor';
import type { CheckResult, Summary, TensorReport, TensorView, ViewNode } from '../../protocol/messages';
import { culprits } from '../../session/inherited';
import { faultText } from '../../session/prose';
import { formatCount, formatError, formatIndex, formatNumber, formatShape } from '../../session/format';
import { ICONS, VERDICT_WORDS, counted } from './verdict';

const ROWS = 6;

/** Markdown; null where the network has nothing of that name. `name` is an input, param, layer or a layer's tensor. */
export function hoverText(name: string, { view, report }: CheckResult): string | null {
  const own = Object.hasOwn(view.tensors, name) ? [view.tensors[name]] : outputsOf(name, Object.values(view.tensors));
  if (own.length === 0) return null;
  const node = view.nodes.find(({ id }) => id === name);
  const params = paramsOf(name, node, view.tensors, report.tensors);
  const faults = report.faults
    .filter(({ layer }) => layer === name)
    .map((fault) => `$(error) ${escape(faultText(fault))}`);
  const culpritOf = culprits(report);
  const formula = Object.hasOwn(view.formulas, name) ? view.formulas[name] : (node?.formula ?? null);
  const sections = own.map((tensor) => tensorSection(tensor, formula?.forward, culpritOf.get(tensor.name)));
  return [...faults, ...sections, paramTable(params), derivatives(formula)].filter(Boolean).join('\n\n');
}

function outputsOf(layer: string, tensors: readonly TensorView[]): TensorView[] {
  return tensors.filter(({ name, role }) => role === 'activation' && name.startsWith(`${layer}.`));
}

function paramsOf(
  layer: string,
  node: ViewNode | undefined,
  tensors: Readonly<Record<string, TensorView>>,
  reports: readonly TensorReport[],
): TensorView[] {
  if (node?.kind === 'param') return [];
  return reports.filter((report) => report.role === 'param' && report.layer === layer).map(({ name }) => tensors[name]);
}

/** What matters first: a hover is low, and who wants the rest scrolls. */
function tensorSection(tensor: TensorView, formula: string | undefined, culprit: string | undefined): string {
  const status = tensor.report?.status;
  const heading = [
    `**${escape(tensor.name)}** \`${formatShape(tensor.shape)}\``,
    formula && ` = \`${formula}\``,
    status && ` — ${ICONS[status]} ${VERDICT_WORDS[status]}`,
    culprit && `, because of ${escape(culprit)}`,
  ];
  const parts = [
    heading.filter(Boolean).join(''),
    tensor.report && evidence(tensor.report),
    isSingle(tensor) ? '' : summaryTable(tensor),
    elementTable(tensor),
  ];
  return parts.filter(Boolean).join('\n\n');
}

function isSingle({ shape }: TensorView): boolean {
  return shape.every((extent) => extent === 1);
}

interface Column {
  readonly title: string;
  readonly summary: Summary;
  /** How many elements have no number in it because they were not checked. */
  readonly unchecked: number;
  readonly format: (x: number) => string;
}

function columnsOf({ value, analytic, numeric, difference, report }: TensorView): Column[] {
  const unchecked = report ? report.elements - report.checked : 0;
  const all: (Omit<Column, 'summary'> & { readonly summary: Summary | null })[] = [
    { title: 'value', summary: value, unchecked: 0, format: formatNumber },
    { title: 'analytic', summary: analytic, unchecked: 0, format: formatNumber },
    { title: 'numerical', summary: numeric, unchecked, format: formatNumber },
    { title: 'difference', summary: difference, unchecked, format: formatError },
  ];
  return all.filter((column): column is Column => column.summary !== null);
}

/** The first elements, a row each. */
function elementTable(tensor: TensorView): string {
  const columns = columnsOf(tensor);
  const shown = Math.min(ROWS, tensor.value.head.length);
  const rows = Array.from({ length: shown }, (_, i) => [
    isSingle(tensor) ? '' : formatIndex(indexOf(tensor.shape, i)),
    ...columns.map(({ summary: { head }, unchecked, format }) =>
      unchecked > 0 && Number.isNaN(head[i]) ? '–' : format(head[i]),
    ),
  ]);
  const rest = tensor.shape.reduce((a, b) => a * b, 1) - shown;
  const more = rest > 0 ? `\n\n_and ${formatCount(rest)} more_` : '';
  return table(['', ...columns.map(({ title }) => title)], rows) + more;
}

/** Statistics of the whole tensor, a row for the value and one for each gradient. */
function summaryTable(tensor: TensorView): string {
  const rows = columnsOf(tensor).map(({ title, summary: { min, max, mean, norm, nonFinite }, unchecked, format }) => {
    const unreal = nonFinite - unchecked;
    const heading = unreal > 0 ? `${title} (${counted(unreal, 'element')} not finite)` : title;
    return [heading, ...[min, max, mean, norm].map(format)];
  });
  return table(['', 'min', 'max', 'mean', 'norm'], rows);
}

function evidence({ worst, checked, elements, maxRelError }: TensorReport): string {
  if (!worst) return '';
  const at = worst.index.length > 0 ? ` ${formatIndex(worst.index)}` : '';
  const sides = worst.slopes ? `; slopes ${worst.slopes.map(formatNumber).join(' and ')}` : '';
  const of =
    checked === elements ? counted(elements, 'element') : `${formatCount(checked)} of ${counted(elements, 'element')}`;
  return [
    `${of} checked, largest relative error ${formatError(maxRelError)}.`,
    `Worst element${at}: analytic ${formatNumber(worst.analytic)}, ` +
      `numerical ${formatNumber(worst.numeric)} ± ${formatError(worst.bound)}${sides}.`,
  ].join('  \n');
}

function paramTable(params: readonly TensorView[]): string {
  const rows = params.map(({ name, shape, value, analytic, report }) => [
    escape(name),
    formatShape(shape),
    formatNumber(value.norm),
    analytic ? formatNumber(analytic.norm) : '',
    report ? `${ICONS[report.status]} ${formatError(report.maxRelError)}` : '',
  ]);
  return rows.length > 0 ? table(['', 'shape', 'norm', 'gradient norm', 'relative error'], rows) : '';
}

function derivatives(formula: ViewNode['formula']): string {
  const lines = Object.entries(formula?.gradients ?? {}).map(([operand, text]) => `d${operand} = ${text}`);
  return lines.length > 0 ? ['```text', ...lines, '```'].join('\n') : '';
}

/** Numbers stand to the right, names to the left. The editor sets columns close: hard spaces keep them apart. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = ([first, ...rest]: readonly string[]): string =>
    `| ${[first, ...rest.map((cell) => `&nbsp;&nbsp;${cell}`)].join(' | ')} |`;
  return [line(head), `| :-- |${' --: |'.repeat(head.length - 1)}`, ...rows.map(line)].join('\n');
}

/** Text that Markdown would take for something else. */
export function escape(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~$&]/g, '\\$&');
}
