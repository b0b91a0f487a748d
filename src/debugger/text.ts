// Values in the debugger, as text.

import type { JsonNumber, TensorReport } from '../check/report';
import { sizeOf } from '../engine/tensor';
import { formatCount, formatError, formatIndex, formatNumber, formatShape } from '../session/format';
import type { Column } from '../session/tensors/types';
import { t } from '../session/translate';
import { HEAD, type TensorValue } from './questions';
import type { Share } from './progress';

type Format = (x: JsonNumber) => string;

/** A number; of few elements all of them; else the shape and what the elements are like. */
export function tensorText({ shape, data, summary, share }: TensorValue, column: Column, format?: Format): string {
  const write = format ?? formatOf(column);
  const size = sizeOf(shape);
  const measured = summary ? statistics(summary, column) : '';
  const text = size <= HEAD ? nested(shape, data, write) : `${formatShape(shape)} ${measured}`;
  return share ? `${text} — ${shareText(share)}` : text;
}

/** What was not compared has no numerical gradient: it is NaN in the numbers that the check has kept. */
export function formatOf(column: Column): Format {
  return isCompared(column) ? (x) => (Number.isNaN(x) ? '–' : formatNumber(x)) : formatNumber;
}

function isCompared(column: Column): boolean {
  return column === 'numeric' || column === 'difference';
}

function statistics({ norm, min, max, nonFinite }: NonNullable<TensorValue['summary']>, column: Column): string {
  const measured = t('norm {0}, {1} to {2}', ...[norm, min, max].map(formatNumber));
  if (nonFinite === 0) return measured;
  const count = formatCount(nonFinite);
  return `${measured}, ${isCompared(column) ? t('{0} not compared', count) : t('{0} not finite', count)}`;
}

function shareText({ done, of }: Share): string {
  return t('so far: {0} of {1} uses', done, of);
}

/** A row of a tensor: what there is room for of it. */
export function rowText(shape: readonly number[], data: ArrayLike<number>, column: Column): string {
  const format = formatOf(column);
  const shown = Array.from(data, (x) => format(x)).join(', ');
  const more = sizeOf(shape) > data.length ? ', …' : '';
  return shape.length === 1 ? `[${shown}${more}]` : `${formatShape(shape)} [${shown}${more}]`;
}

function nested(shape: readonly number[], data: ArrayLike<number>, format: Format): string {
  let at = 0;
  const build = (axis: number): string =>
    axis === shape.length
      ? format(data[at++])
      : `[${Array.from({ length: shape[axis] }, () => build(axis + 1)).join(', ')}]`;
  return build(0);
}

/** `agrees`, `wrong at [3, 1]: relative error 0.5 (12 of 39,200 elements)`. */
export function verdictText({ status, failed, checked, maxRelError, worst, inherited }: TensorReport): string {
  if (status === 'skipped') return t('not differentiated');
  if (status === 'undecided') return t('no verdict');
  if (status !== 'fail') return status === 'kink' ? t('accepted at a kink') : t('agrees');
  const place = worst && worst.index.length > 0 ? ` ${t('at {0}', formatIndex(worst.index))}` : '';
  const count = t('{0} of {1} elements', formatCount(failed), formatCount(checked));
  const numbers = t('relative error up to {0}, {1}', formatError(maxRelError), count);
  const cause = inherited ? `; ${t('inherited')}` : '';
  return `${t('wrong')}${place}: ${numbers}${cause}`;
}

/** Every digit, as a person needs it who copies a number. */
export function exactNumber(x: JsonNumber): string {
  return String(x);
}
