// The story of a guilty layer, in Markdown: what was expected, what was found, where it entered, how it spreads, the evidence, the fix.

import type { Fault, Fix, Span, TensorReport } from '../../check/report';
import { formatCount, formatError, formatIndex, formatNumber, formatShape } from '../format';
import { culprits } from '../inherited';
import { faultText } from '../prose';
import { t } from '../translate';
import type { CheckResult } from '../types';
import { evidenceLines } from './evidence';
import { statusWord } from './status';
import { escape, fenced, table } from './markdown';

/** The layers that have a story, in the order in which the backward pass comes to them. */
export function guiltyLayers({ report }: CheckResult): string[] {
  return [...new Set(report.faults.map(({ layer }) => layer))];
}

/**
 * Null where the layer is not at fault. `source` is the network's text, to quote from; null where it is no longer that.
 * `depth` is that of its title.
 */
export function faultStory(layer: string, result: CheckResult, source: string | null, depth = 1): string | null {
  const faults = result.report.faults.filter((fault) => fault.layer === layer);
  if (faults.length === 0) return null;
  const sections = [
    [t('Expected and found'), comparison(faults, result)],
    [t('Where it enters'), entrance(layer, faults, result, source)],
    [t('How it spreads'), spread(layer, result)],
    [t('Evidence'), evidence(faults, depth)],
    [faults.length === 1 ? t('The fix') : t('The fixes'), faults.map((fault) => cure(fault, source)).join('\n\n')],
  ];
  return [
    `${title(depth)} ${escape(layer)}`,
    ...faults.map((fault) => `**${escape(faultText(fault))}**`),
    facts(faults, result),
    ...sections.map(([heading, text]) => `${title(depth + 1)} ${heading}\n\n${text}`),
  ].join('\n\n');
}

function title(depth: number): string {
  return '#'.repeat(depth);
}

function facts(faults: readonly Fault[], { report: { network, file, loss, seed } }: CheckResult): string {
  const span = faults.find((fault) => fault.span)?.span;
  const place = span ? `${file}:${span.line}:${span.column}` : file;
  const codes = [...new Set(faults.map(({ code }) => `\`${code}\``))].join(', ');
  return [escape(network), `\`${place}\``, codes, t('loss {0}', formatNumber(loss)), t('seed {0}', seed)].join(' · ');
}

/** The worst element of each gradient that is wrong, and how many are like it. */
function comparison(faults: readonly Fault[], { report }: CheckResult): string {
  const wrong = faults.flatMap(({ tensor }) => report.tensors.find(({ name }) => name === tensor) ?? []);
  const counts = wrong.filter(({ failed }) => failed > 0).map(countLine);
  const hidden = wrong.filter(({ status }) => status !== 'fail').map(hiddenLine);
  const rows = wrong.flatMap(({ name, worst }) =>
    worst
      ? [[`${escape(name)}${escape(worst.index.length > 0 ? formatIndex(worst.index) : '')}`, ...numbersOf(worst)]]
      : [],
  );
  const head = [t('worst element'), t('expected'), t('found'), t('difference'), t('error bound')];
  return [rows.length > 0 ? table(head, rows) : '', [...counts, ...hidden].join('\n')].filter(Boolean).join('\n\n');
}

function numbersOf({ analytic, numeric, bound }: NonNullable<TensorReport['worst']>): string[] {
  return [
    formatNumber(numeric),
    formatNumber(analytic),
    formatError(Number(analytic) - Number(numeric)),
    formatError(bound),
  ];
}

function countLine({ name, failed, checked, maxRelError }: TensorReport): string {
  return `- ${t(
    '{0}: {1} of {2} checked elements are wrong; the largest relative error is {3}.',
    escape(name),
    formatCount(failed),
    formatCount(checked),
    formatError(maxRelError),
  )}`;
}

/** Where the fault shows in the layer's own check and not in this network's numbers. */
function hiddenLine({ name }: TensorReport): string {
  return `- ${t('{0}: with the numbers of this network its gradient happens to agree.', escape(name))}`;
}

/** The gradient arrives right and leaves wrong: all tensors of the layer, side by side. */
function entrance(
  layer: string,
  faults: readonly Fault[],
  { report, view }: CheckResult,
  source: string | null,
): string {
  const outputs = report.tensors.filter((tensor) => tensor.layer === layer && tensor.role === 'activation');
  const left = passedOn(layer, faults, { report, view });
  const names = outputs.map(({ name }) => escape(name)).join(', ');
  const wired = faults.every(({ input }) => input === null);
  const arrives = outputs.every(({ status }) => status !== 'fail');
  const told = wired
    ? t('{0} by itself is right, but it was given a wrong gradient: the fault lies between the layers.', escape(layer))
    : arrives
      ? t('The gradient of {0} arrives right. What {1} passes on is not:', names, escape(layer))
      : t('{0} is wrong by itself: under a random gradient from above, its own check fails.', escape(layer));
  const row = (way: string, { name, status, checked, maxRelError }: TensorReport): string[] => {
    return [escape(name), way, statusWord(status), checked > 0 ? formatError(maxRelError) : ''];
  };
  const rows = [
    ...outputs.map((tensor) => row(t('arrives'), tensor)),
    ...left.map((tensor) => row(t('passed on'), tensor)),
  ];
  const head = [t('gradient of'), '', t('verdict'), t('relative error')];
  const span = faults.find((fault) => fault.span)?.span ?? null;
  return [told, table(head, rows), quotation(span, report.file, source)].filter(Boolean).join('\n\n');
}

/** What the layer computes a gradient of: its params, and what enters it, also where it is drawn as a subgraph. */
function passedOn(
  layer: string,
  faults: readonly Fault[],
  { report, view }: Pick<CheckResult, 'report' | 'view'>,
): TensorReport[] {
  const own = new Set(view.nodes.filter((node) => node.layer === layer).map(({ id }) => id));
  const entering = view.edges.filter(({ from, to }) => own.has(to) && !own.has(from)).map(({ tensor }) => tensor);
  const names = new Set([...entering, ...faults.map(({ tensor }) => tensor)]);
  return report.tensors.filter(
    ({ name, role, layer: owner }) => names.has(name) || (owner === layer && role === 'param'),
  );
}

const LONGEST = 30;

/** The lines that the fault stands at, as they are in the text. */
function quotation(span: Span | null, file: string, source: string | null): string {
  if (!span || source === null) return '';
  const lines = linesOf(source).slice(span.line - 1, span.endLine);
  const rest = lines.length - LONGEST;
  const shown = rest > 1 ? [...lines.slice(0, LONGEST), '…'] : lines;
  return fenced(file.endsWith('.ts') ? 'ts' : 'jsonc', dedented(shown).join('\n'));
}

function linesOf(text: string): string[] {
  return text.split(/\r\n|[\r\n]/);
}

function dedented(lines: readonly string[]): string[] {
  const margins = lines
    .filter((line) => line.trim() !== '' && line !== '…')
    .map((line) => line.length - line.trimStart().length);
  const least = Math.min(...margins);
  return lines.map((line) => (line === '…' ? line : line.slice(Number.isFinite(least) ? least : 0)));
}

/** From the layer back to the inputs: the order in which the backward pass carries it on. */
function spread(layer: string, { report }: CheckResult): string {
  const culpritOf = culprits(report);
  const inherited = report.tensors.filter(({ name }) => culpritOf.get(name) === layer).toReversed();
  if (inherited.length === 0) return t('It does not: no other gradient is wrong because of it.');
  const line = ({ name, shape, maxRelError, checked }: TensorReport, n: number): string => {
    const error = checked > 0 ? t('relative error {0}', formatError(maxRelError)) : t('not checked');
    return `${n + 1}. ${escape(name)} \`${formatShape(shape)}\`: ${error}`;
  };
  return [
    t(
      'These gradients are wrong only because of {0}, in the order of the backward pass. They need no change:',
      escape(layer),
    ),
    inherited.map(line).join('\n'),
  ].join('\n\n');
}

function evidence(faults: readonly Fault[], depth: number): string {
  const lines = (fault: Fault): string =>
    evidenceLines(fault)
      .map((line) => `- ${escape(line)}`)
      .join('\n');
  if (faults.length === 1) return lines(faults[0]);
  return faults
    .map((fault) => `${title(depth + 2)} ${escape(fault.input ?? fault.tensor)}\n\n${lines(fault)}`)
    .join('\n\n');
}

function cure({ input, tensor, code, fix }: Fault, source: string | null): string {
  const where = escape(input ?? tensor);
  if (fix)
    return [
      t(
        '{0}: {1}. It was tried: with this change the gradient is right, and no other is wrong because of it.',
        where,
        escape(fix.title),
      ),
      source === null ? '' : fenced('diff', changes(fix, source)),
    ]
      .filter(Boolean)
      .join('\n\n');
  return t('{0}: no change could be proven. The page of causes tells what cures {1}.', where, `\`${code}\``);
}

/** Each line that the fix touches, before and after. */
function changes({ edits }: Fix, source: string): string {
  const lines = linesOf(source);
  return edits
    .map(({ span, newText }) => {
      const before = lines.slice(span.line - 1, span.endLine);
      const head = lines[span.line - 1].slice(0, span.column - 1);
      const tail = lines[span.endLine - 1].slice(span.endColumn - 1);
      const after = linesOf(head + newText + tail);
      return [`@@ ${span.line} @@`, ...before.map((line) => `-${line}`), ...after.map((line) => `+${line}`)].join('\n');
    })
    .join('\n');
}
