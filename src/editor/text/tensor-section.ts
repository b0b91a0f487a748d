// What a hover says of one tensor: shape and verdict, pictures, statistics, its worst elements, the chain rule at one of them.

import { indexOf } from '../../engine/tensor';
import type { ElementAnswer, RankedElement, Summary, TensorReport, TensorView } from '../../protocol/messages';
import { formatCount, formatError, formatIndex, formatNumber, formatShape } from '../../session/format';
import { t } from '../../session/translate';
import { chainText } from './chain';
import { escape, table } from './markdown';
import { ICONS, VERDICT_WORDS, elementCount } from './verdict';

/** What the worker adds to the report's own numbers. */
export interface Detail {
  readonly worst: readonly RankedElement[];
  /** The worst element, or the first. */
  readonly element: ElementAnswer | null;
  /** Markdown, by where it stands: the error bar of the worst element, and the heat maps. */
  readonly errorBar: string;
  readonly heatMaps: string;
}

/** Around the tensor. */
export interface Context {
  readonly formula: string | undefined;
  /** The layer because of which it is wrong. */
  readonly culprit: string | undefined;
  readonly detail: Detail | undefined;
  /** What else there is to be said below the heading. */
  readonly below: string;
  /** What is different from another check. */
  readonly change: string | undefined;
}

const ROWS = 6;

/** What matters first: a hover is low, and who wants the rest scrolls. */
export function tensorSection(tensor: TensorView, { formula, culprit, detail, below, change }: Context): string {
  const status = tensor.report?.status;
  const heading = [
    `**${escape(tensor.name)}** \`${formatShape(tensor.shape)}\``,
    formula && ` = \`${formula}\``,
    status && ` — ${ICONS[status]} ${t(VERDICT_WORDS[status])}`,
    culprit && t(', because of {0}', escape(culprit)),
  ];
  const ranked = detail && detail.worst.length > 1;
  const parts = [
    heading.filter(Boolean).join(''),
    below,
    tensor.report && evidence(tensor.report),
    change,
    detail?.errorBar,
    detail?.heatMaps,
    isSingle(tensor) ? '' : summaryTable(tensor),
    ranked ? worstTable(detail.worst) : elementTable(tensor),
    detail?.element && chainText(detail.element),
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
    { title: t('value'), summary: value, unchecked: 0, format: formatNumber },
    { title: t('analytic'), summary: analytic, unchecked: 0, format: formatNumber },
    { title: t('numerical'), summary: numeric, unchecked, format: formatNumber },
    { title: t('difference'), summary: difference, unchecked, format: formatError },
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
  const more = rest > 0 ? `\n\n_${t('and {0} more', formatCount(rest))}_` : '';
  return table(['', ...columns.map(({ title }) => title)], rows) + more;
}

/** From the worst on. */
function worstTable(worst: readonly RankedElement[]): string {
  const rows = worst.map(({ index, value, analytic, numeric, bound, verdict }) => [
    `${ICONS[verdict]} ${formatIndex(index)}`,
    formatNumber(value),
    formatNumber(analytic),
    `${formatNumber(numeric)} ± ${formatError(bound)}`,
    formatError(analytic - numeric),
  ]);
  return table([t('worst first'), t('value'), t('analytic'), t('numerical'), t('difference')], rows);
}

/** Statistics of the whole tensor, a row for the value and one for each gradient. */
function summaryTable(tensor: TensorView): string {
  const rows = columnsOf(tensor).map(({ title, summary: { min, max, mean, norm, nonFinite }, unchecked, format }) => {
    const unreal = nonFinite - unchecked;
    const heading = unreal > 0 ? t('{0} ({1} not finite)', title, elementCount(unreal)) : title;
    return [heading, ...[min, max, mean, norm].map(format)];
  });
  return table(['', t('min'), t('max'), t('mean'), t('norm')], rows);
}

function evidence({ worst, checked, elements, maxRelError }: TensorReport): string {
  if (!worst) return '';
  const at = worst.index.length > 0 ? ` ${formatIndex(worst.index)}` : '';
  const sides = worst.slopes ? t('; slopes {0} and {1}', ...worst.slopes.map(formatNumber)) : '';
  const of =
    checked === elements ? elementCount(elements) : t('{0} of {1}', formatCount(checked), elementCount(elements));
  return [
    t('{0} checked, largest relative error {1}.', of, formatError(maxRelError)),
    t(
      'Worst element{0}: analytic {1}, numerical {2} ± {3}{4}.',
      at,
      formatNumber(worst.analytic),
      formatNumber(worst.numeric),
      formatError(worst.bound),
      sides,
    ),
  ].join('  \n');
}
