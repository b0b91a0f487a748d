// What a finished check knows of a tensor, column by column: its value, both gradients, their difference, bound and verdict.

import type { Checked, CheckedTensor } from '../../check/checked';
import { UNCHECKED } from '../../check/verdict';
import type { Value } from '../../engine/graph';
import { flatOf } from '../../engine/tensor';
import { difference } from '../summary';
import type { Column } from './types';

export interface TensorNumbers {
  readonly value: Value;
  /** Undefined for constants, and for what was not to be checked. */
  readonly compared: CheckedTensor | undefined;
  /** Undefined where the tensor does not have it. */
  column(which: Column): ArrayLike<number> | undefined;
}

/** Throws RangeError where the network has no such tensor. */
export function numbersOf({ graph, tape, gradients, tensors }: Checked, name: string): TensorNumbers {
  const value = graph.values.find((one) => one.name === name);
  if (!value) throw new RangeError(`the network has no tensor ${name}`);
  const compared = tensors.find((tensor) => tensor.value === value);
  const analytic = gradients[value.id]?.data;
  const numeric = (compared && numericOf(compared)) ?? undefined;
  const columns: Record<Column, () => ArrayLike<number> | undefined> = {
    value: () => tape.values[value.id].data,
    analytic: () => analytic,
    numeric: () => numeric,
    bound: () => numeric && compared?.bound,
    difference: () => analytic && numeric && difference(analytic, numeric),
    verdicts: () => numeric && compared?.verdicts,
  };
  return { value, compared, column: (which) => columns[which]() };
}

/** Per element; of a projection, whose numbers belong to directions, and of what was not checked there are none. */
export function numericOf({ method, numeric }: CheckedTensor): Float64Array | null {
  return method === null || method === 'projection' ? null : numeric;
}

/** Whether both gradients of an element were compared. */
export function isChecked({ verdicts }: CheckedTensor, flat: number): boolean {
  return verdicts[flat] !== UNCHECKED;
}

/** What was compared, where that was this element too. */
export function comparedAt({ compared }: TensorNumbers, flat: number): CheckedTensor | null {
  return compared && numericOf(compared) && isChecked(compared, flat) ? compared : null;
}

/** Throws RangeError where the tensor has no such element. */
export function flatIn({ name, shape }: Value, index: readonly number[]): number {
  const inside = index.length === shape.length && index.every((i, axis) => i >= 0 && i < shape[axis]);
  if (!inside) throw new RangeError(`${name} has no element [${index.join(', ')}]`);
  return flatOf(shape, index);
}
