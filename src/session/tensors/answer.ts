// Answers questions about a tensor of a finished check.

import type { Checked, CheckedTensor } from '../../check/checked';
import { badness, verdictName } from '../../check/verdict';
import { indexOf, sizeOf, stridesOf, type Shape } from '../../engine/tensor';
import { isChecked, numbersOf, type TensorNumbers } from './columns';
import { pooled } from './matrix';
import type { Column, Columns, MatrixQuery, RankedElement, Selection, TensorAnswer, TensorQuery } from './types';

/** Throws RangeError where the network has no such tensor, or the tensor no such elements. */
export function answerTensor(
  checked: Checked,
  { tensor, columns, elements, worst, matrix }: TensorQuery,
): TensorAnswer {
  const numbers = numbersOf(checked, tensor);
  const { shape } = numbers.value;
  return {
    tensor,
    shape,
    elements: elements ? eachOf(columns, numbers, pickerOf(elements, shape)) : null,
    worst: worst === undefined ? [] : worstElements(numbers, worst),
    matrices: matrix ? eachOf(columns, numbers, poolerOf(matrix, shape)) : {},
  };
}

function eachOf<T>(
  columns: readonly Column[],
  numbers: TensorNumbers,
  take: (data: ArrayLike<number>) => T,
): Columns<T> {
  return Object.fromEntries(
    columns.flatMap((which) => {
      const data = numbers.column(which);
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
  return (data) => Float64Array.from({ length: count }, (_, i) => data[from + i]);
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

/** From the worst on; of those that are equally bad the first. */
function worstElements({ value: { shape }, compared, column }: TensorNumbers, most: number): RankedElement[] {
  if (!compared || !column('numeric')) return [];
  const values = column('value')!;
  return worstPositions(compared, most).map(([flat, bad]) => ({
    index: indexOf(shape, flat),
    value: values[flat],
    analytic: compared.analytic[flat],
    numeric: compared.numeric[flat],
    bound: compared.bound[flat],
    badness: bad,
    verdict: verdictName(compared.verdicts[flat])!,
  }));
}

function worstPositions(compared: CheckedTensor, most: number): [flat: number, badness: number][] {
  const { analytic, numeric, bound, verdicts } = compared;
  const worst: [number, number][] = [];
  for (let flat = 0; flat < verdicts.length; flat++) {
    if (!isChecked(compared, flat)) continue;
    const bad = badness(analytic[flat], numeric[flat], bound[flat], compared.toleranceOf(flat));
    if (worst.length === most && !(bad > worst[most - 1][1])) continue;
    let at = worst.length;
    while (at > 0 && worst[at - 1][1] < bad) at--;
    worst.splice(at, 0, [flat, bad]);
    if (worst.length > most) worst.pop();
  }
  return worst;
}
