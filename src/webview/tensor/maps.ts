// Which maps there are of a tensor, and in which colours: gradients and their difference share one scale.

import type { Summary, TensorView } from '../../protocol/messages';
import type { Numbers, Which } from './numbers';
import type { Scale } from './scale';

export interface MapOf {
  readonly which: Which;
  readonly title: string;
  readonly data: Float64Array;
  readonly scale: Scale;
}

export const TITLES: Readonly<Record<Which, string>> = {
  value: 'value',
  analytic: 'analytic',
  numeric: 'numerical',
  difference: 'difference',
  relative: 'relative error',
};

const ORDER = ['value', 'analytic', 'numeric', 'difference', 'relative'] as const;

export function mapsOf({ tensor, columns }: Pick<Numbers, 'tensor' | 'columns'>, logarithmic: boolean): MapOf[] {
  const scales = scalesOf(tensor, logarithmic);
  return ORDER.flatMap((which): MapOf[] => {
    const data = columns[which];
    return data ? [{ which, title: TITLES[which], data, scale: scales[which] }] : [];
  });
}

function scalesOf({ value, analytic, numeric, difference }: TensorView, logarithmic: boolean): Record<Which, Scale> {
  const gradient: Scale = { kind: 'signed', full: largestOf([analytic, numeric, difference]), logarithmic };
  return {
    value: { kind: value.min >= 0 ? 'unsigned' : 'signed', full: largestOf([value]), logarithmic },
    analytic: gradient,
    numeric: gradient,
    difference: gradient,
    relative: { kind: 'error', full: 1, logarithmic: true },
  };
}

/** Of what is finite. */
function largestOf(summaries: readonly (Summary | null)[]): number {
  const ends = summaries.flatMap((summary) => (summary ? [Math.abs(summary.min), Math.abs(summary.max)] : []));
  return Math.max(0, ...ends.filter(Number.isFinite));
}
