// The numbers of a tensor as they come from the worker, slice by slice, and what follows from them.

import type { Column, Matrix, RankedElement, TensorAnswer, TensorView } from '../../protocol/messages';
import { blockSpace, wholeSpace, type Space } from './space';

/** What is drawn as a map of its own. */
export type Which = 'value' | 'analytic' | 'numeric' | 'difference' | 'relative';

/** What maps are drawn of, and what else is told of an element: that may come a moment later. */
export const DRAWN = ['value', 'analytic', 'numeric'] as const satisfies readonly Column[];
export const TOLD = ['bound', 'verdicts'] as const satisfies readonly Column[];
export const COLUMNS = [...DRAWN, ...TOLD] as const;

/** So many elements travel at once. */
export const SLICE = 2 ** 16;
/** Of so many elements at most all numbers are held; larger tensors are seen part by part, or put together. */
export const MOST_ELEMENTS = 2 ** 18;
/** Of a matrix that is larger: so many rows and columns of blocks. */
export const BLOCKS = 512;

/** Numbers that lie side by side. Arrays are missing where the tensor has none of them. */
export interface Numbers {
  readonly tensor: TensorView;
  readonly space: Space;
  /** The flat position in the space of the first. */
  readonly from: number;
  readonly count: number;
  readonly columns: Partial<Readonly<Record<Which | 'bound' | 'verdicts', Float64Array>>>;
  readonly worst: readonly RankedElement[];
  /** Of each block the element of the largest magnitude: which differs from column to column. */
  readonly pooled: boolean;
}

/** A tensor whose elements are yet to come. */
export class Arriving {
  private readonly columns: Partial<Record<(typeof COLUMNS)[number], Float64Array>> = {};
  /** What follows from both gradients. */
  private compared: ReturnType<typeof comparedOf> | null = null;
  private worst: readonly RankedElement[] = [];
  private readonly space: Space;

  constructor(
    private readonly tensor: TensorView,
    private readonly from: number,
    private readonly count: number,
  ) {
    this.space = wholeSpace(tensor.shape);
  }

  add({ elements, worst }: TensorAnswer, from: number): void {
    if (worst.length > 0) this.worst = worst;
    for (const column of COLUMNS) {
      const slice = elements?.[column];
      if (!slice) continue;
      if (slice.length === this.count) this.columns[column] = slice;
      else (this.columns[column] ??= new Float64Array(this.count).fill(NaN)).set(slice, from - this.from);
    }
    const { analytic, numeric } = this.columns;
    if (elements?.numeric && analytic && numeric)
      this.compared = comparedOf(analytic, numeric, largestSlope(this.tensor));
  }

  /** As far as they are here. */
  numbers(): Numbers {
    const { tensor, space, from, count, worst } = this;
    return { tensor, space, from, count, columns: { ...this.columns, ...this.compared }, worst, pooled: false };
  }
}

/** What a relative error is measured by where both gradients are small. */
const FLOOR = 1e-6;

/** |a - n| / max(|a|, |n|, 1e-6 · the largest |n| of the tensor); 0 where both are 0. */
export function relativeError(analytic: number, numeric: number, largest: number): number {
  const distance = Math.abs(analytic - numeric);
  return distance === 0 ? 0 : distance / Math.max(Math.abs(analytic), Math.abs(numeric), FLOOR * largest);
}

function comparedOf(analytic: Float64Array, numeric: Float64Array, largest: number) {
  const difference = new Float64Array(analytic.length);
  const relative = new Float64Array(analytic.length);
  for (let i = 0; i < analytic.length; i++) {
    difference[i] = analytic[i] - numeric[i];
    relative[i] = relativeError(analytic[i], numeric[i], largest);
  }
  return { difference, relative };
}

export function largestSlope({ numeric }: TensorView): number {
  return numeric ? Math.max(Math.abs(numeric.min), Math.abs(numeric.max)) || 0 : 0;
}

/** Of what is asked for of a matrix in blocks. */
export const POOLED = ['value', 'analytic', 'numeric', 'difference'] as const satisfies readonly Column[];

export function pooledNumbers(tensor: TensorView, { matrices, worst }: TensorAnswer, start: number): Numbers | null {
  const found = POOLED.flatMap((column): [string, Matrix][] => (matrices[column] ? [[column, matrices[column]]] : []));
  if (found.length === 0) return null;
  const [[, blocks]] = found;
  const columns = Object.fromEntries(found.map(([column, { data }]) => [column, data]));
  const { length } = blocks.data;
  return {
    tensor,
    space: blockSpace(tensor.shape, blocks, start),
    from: 0,
    count: length,
    columns,
    worst,
    pooled: true,
  };
}

/** One element with all that is known of it. */
export interface Element {
  readonly value: number;
  readonly analytic?: number;
  readonly numeric?: number;
  readonly difference?: number;
  readonly relative?: number;
  readonly bound?: number;
  /** Undefined where it was not checked. */
  readonly verdict?: (typeof VERDICTS)[number] | undefined;
}

/** By code, as the worker sends them. */
export const VERDICTS = [undefined, 'pass', 'kink', 'undecided', 'fail'] as const;

export function elementAt({ columns, from, count }: Numbers, flat: number): Element | null {
  const at = flat - from;
  if (at < 0 || at >= count || !columns.value) return null;
  const { value, verdicts, ...others } = columns;
  return {
    value: value[at],
    ...Object.fromEntries(Object.entries(others).map(([name, data]) => [name, data[at]])),
    verdict: verdicts && VERDICTS[verdicts[at]],
  };
}
