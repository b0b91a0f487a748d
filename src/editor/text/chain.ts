// The chain rule at one element, with its own numbers: upstream × local derivative = what goes on.

import type { ChainStep, ElementAnswer } from '../../protocol/messages';
import { formatCount, formatIndex, formatNumber } from '../../session/format';
import { t } from '../../session/translate';
import { escape, table } from './markdown';

const MOST_STEPS = 3;
const MOST_TERMS = 4;

/** The sum of the products is the gradient but for rounding, or it is not the gradient. */
const SAME = 1e-6;

/** Empty where there is nothing to derive: of the output, of labels. */
export function chainText({ tensor, index, analytic, steps, cotangent }: ElementAnswer): string {
  if (analytic === null || steps.length === 0) return '';
  const place = `${escape(tensor)}${index.length > 0 ? escape(formatIndex(index)) : ''}`;
  const sum = steps.reduce((total, step) => total + step.sum, cotangent ?? 0);
  const shown = steps.slice(0, MOST_STEPS);
  const left = steps.length - shown.length;
  return [
    `**${t('Chain rule at')} ${place}**`,
    ...shown.map(stepText),
    ...(left > 0 ? [t('and through {0} more', left)] : []),
    conclusion(analytic, sum, steps),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function stepText({ to, operand, formula, terms, reached, sum }: ChainStep): string {
  const rows = terms
    .slice(0, MOST_TERMS)
    .map(({ index, upstream, local, product }) => [
      `${escape(to)}${index.length > 0 ? escape(formatIndex(index)) : ''}`,
      formatNumber(upstream),
      `× ${formatNumber(local)}`,
      `= ${formatNumber(product)}`,
    ]);
  if (reached > 1) rows.push([t('sum of all {0}', formatCount(reached)), '', '', `= ${formatNumber(sum)}`]);
  const heading = formula ? `d${escape(operand)} = ${escape(formula)}` : '';
  return table([heading, t('upstream'), t('local'), t('goes on')], rows);
}

/** Whether the backward pass gave what the chain rule gives. */
function conclusion(analytic: number, sum: number, steps: readonly ChainStep[]): string {
  const same = Math.abs(analytic - sum) <= SAME * Math.max(Math.abs(analytic), Math.abs(sum));
  if (same) {
    return steps.length > 1 ? t('Together {0}: the analytic gradient.', formatNumber(sum)) : '';
  }
  const tested = steps.some(({ handWritten }) => handWritten);
  return tested
    ? t('The backward pass under test gives {0} instead of {1}.', formatNumber(analytic), formatNumber(sum))
    : t('The analytic gradient is {0} instead of {1}.', formatNumber(analytic), formatNumber(sum));
}
