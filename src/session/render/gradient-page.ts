// One tensor as a page of Markdown: its value and both gradients.

import { indexOf } from '../../engine/tensor';
import type { CheckResult, Summary, TensorView } from '../types';
import { formatCount, formatError, formatIndex, formatNumber, formatShape } from '../format';
import { culprits } from '../inherited';
import { t } from '../translate';
import { escape, table } from './markdown';
import { statusWord } from './status';

type Column = readonly [title: string, summary: Summary];

/** Of a tensor that the report has. */
export function gradientPage(name: string, { report, view }: CheckResult): string {
  const tensor = report.tensors.find((tensor) => tensor.name === name)!;
  const culprit = culprits(report).get(name);
  const because = culprit === undefined ? '' : t(', because of {0}', escape(culprit));
  const { worst, checked, elements, failed } = tensor;
  const counts = t(
    '{0} of {1} elements checked, {2} wrong; largest relative error {3}.',
    formatCount(checked),
    formatCount(elements),
    formatCount(failed),
    formatError(tensor.maxRelError),
  );
  const worstLine =
    worst && worst.index.length > 0
      ? t(
          'Worst element {0}: analytic {1}, numerical {2} ± {3}.',
          escape(formatIndex(worst.index)),
          formatNumber(worst.analytic),
          formatNumber(worst.numeric),
          formatError(worst.bound),
        )
      : '';
  const seen = columnsOf(view.tensors[name]);
  return [
    `# ${escape(name)} \`${formatShape(tensor.shape)}\``,
    `${statusWord(tensor.status)}${because}`,
    checked > 0 ? counts : '',
    worstLine,
    tensor.elements > 1 ? statistics(seen) : '',
    elementTable(view.tensors[name], seen),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function columnsOf({ value, analytic, numeric, difference }: TensorView): Column[] {
  const all: readonly (readonly [string, Summary | null])[] = [
    [t('value'), value],
    [t('analytic'), analytic],
    [t('numerical'), numeric],
    [t('difference'), difference],
  ];
  return all.filter((column): column is Column => column[1] !== null);
}

function statistics(columns: readonly Column[]): string {
  const rows = columns.map(([title, { min, max, mean, norm }]) => [title, ...[min, max, mean, norm].map(formatNumber)]);
  return table(['', t('min'), t('max'), t('mean'), t('norm')], rows);
}

/** The first elements, a row each. */
function elementTable({ shape, value }: TensorView, columns: readonly Column[]): string {
  const rows = value.head.map((_, i) => [
    shape.length === 0 ? '' : escape(formatIndex(indexOf(shape, i))),
    ...columns.map(([, { head }]) => formatNumber(head[i])),
  ]);
  const rest = shape.reduce((product, extent) => product * extent, 1) - rows.length;
  const more = rest > 0 ? `\n\n${t('and {0} more', formatCount(rest))}` : '';
  return table(['', ...columns.map(([title]) => title)], rows) + more;
}
