// Picks out of a tensor's numbers, wherever they are kept, what a question is about.

import { sizeOf, stridesOf, type Shape } from '../../engine/tensor';
import { pooled } from './matrix';
import type { Column, Columns, MatrixQuery, RankedElement, Selection, TensorAnswer, TensorQuery } from './types';

export interface Answerable {
  readonly shape: Shape;
  /** Undefined where the tensor does not have it. */
  column(which: Column): ArrayLike<number> | undefined;
  /** At most so many, from the worst on. */
  worst(most: number): readonly RankedElement[];
}

/** Throws RangeError where the tensor has no such elements. */
export function answerFrom(
  numbers: Answerable,
  { tensor, columns, elements, worst, matrix }: TensorQuery,
): TensorAnswer {
  const { shape } = numbers;
  return {
    tensor,
    shape,
    elements: elements ? eachOf(columns, numbers, pickerOf(elements, shape)) : null,
    worst: worst === undefined ? [] : numbers.worst(worst),
    matrices: matrix ? eachOf(columns, numbers, poolerOf(matrix, shape)) : {},
  };
}

function eachOf<T>(
  columns: readonly Column[],
  { column }: Answerable,
  take: (data: ArrayLike<number>) => T,
): Columns<T> {
  return Object.fromEntries(
    columns.flatMap((which) => {
      const data = column(which);
      return data ? [[which, take(data)]] : [];
    }),
  );
}

function pickerOf(selection: Selection, shape: Shape): (data: ArrayLike<number>) => Float64Array {
  if ('at' in selection) {
    const { at } = selection;
    for (const flat of at) inside(flat, sizeOf(shape));
    return (data) => Float64Array.from(at, (flat) => data[flat]);
  }
  const { from, count } = 'leading' in selection ? below(selection.leading, shape) : selection;
  if (count > 0) [from, from + count - 1].forEach((flat) => inside(flat, sizeOf(shape)));
  return (data) => {
    // `Float64Array.from` calls a function for each element, which takes ten times as long.
    const picked = new Float64Array(count);
    for (let i = 0; i < count; i++) picked[i] = data[from + i];
    return picked;
  };
}

function poolerOf({ rows, columns, leading = [] }: MatrixQuery, shape: Shape) {
  const { from } = below(leading, shape);
  return (data: ArrayLike<number>) => pooled(data, from, shape.slice(leading.length), rows, columns);
}

/** The elements below leading indices, which lie side by side. */
function below(leading: readonly number[], shape: Shape): { readonly from: number; readonly count: number } {
  const strides = stridesOf(shape);
  const from = leading.reduce((at, i, axis) => at + inside(i, shape[axis] ?? 0) * strides[axis], 0);
  return { from, count: sizeOf(shape.slice(leading.length)) };
}

function inside(at: number, extent: number): number {
  if (!Number.isInteger(at) || at < 0 || at >= extent) throw new RangeError(`there is no ${at} in 0 to ${extent - 1}`);
  return at;
}
