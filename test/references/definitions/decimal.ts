// Tensors of decimals with 64 digits, in which the definitions of the ops are written: of a difference at a step of
// 1e-15, more digits are left than a double has.

import { Decimal } from 'decimal.js';
import { indexOf, sizeOf, type Shape, type Tensor } from '../../../src/engine/tensor';
import type { Attributes } from '../../../src/engine/op';

export const Num = Decimal.clone({ precision: 64 });
export type Num = Decimal;

export interface Exact {
  readonly shape: Shape;
  readonly data: readonly Num[];
}

/** An op as mathematics has it: the result's elements. */
export type Definition = (operands: readonly Exact[], attributes: Attributes, out: Shape) => readonly Num[];

/** A double as it is, which its shortest decimal form is not. */
export function num(x: number): Num {
  let whole = x;
  let halvings = 0;
  for (; Number.isFinite(whole) && !Number.isInteger(whole); halvings++) whole *= 2;
  return Number.isFinite(whole) ? new Num(BigInt(whole).toString()).div(new Num(2).pow(halvings)) : new Num(whole);
}

export const ZERO = num(0);
export const ONE = num(1);

export function exactly({ shape, data }: Tensor): Exact {
  return { shape, data: Array.from(data, num) };
}

export function sum(terms: readonly Num[]): Num {
  let total = ZERO;
  for (const term of terms) total = total.plus(term);
  return total;
}

export function largest(values: readonly Num[]): Num {
  return values.reduce((most, value) => (value.gt(most) ? value : most));
}

/** A function whose results are kept by the decimal itself: while one operand moves, all others are asked again and again. */
export function remembered(f: (x: Num) => Num): (x: Num) => Num {
  const known = new WeakMap<Num, Num>();
  return (x) => {
    const found = known.get(x) ?? f(x);
    known.set(x, found);
    return found;
  };
}

export const exp = remembered((x) => x.exp());
export const logistic = remembered((x) => ONE.div(ONE.plus(x.neg().exp())));

/** Row-major position in a shape. */
export function flatOf(shape: Shape, index: readonly number[]): number {
  return index.reduce((flat, at, axis) => flat * shape[axis] + at, 0);
}

/** For every element of a result: `of` its index. */
export function each(shape: Shape, of: (index: readonly number[], flat: number) => Num): Num[] {
  return Array.from({ length: sizeOf(shape) }, (_, flat) => of(indexOf(shape, flat), flat));
}

/** The element of `x` that broadcasts to `index` of a result. */
export function stretched({ shape, data }: Exact, index: readonly number[]): Num {
  const tail = index.slice(index.length - shape.length);
  return data[
    flatOf(
      shape,
      tail.map((at, axis) => (shape[axis] === 1 ? 0 : at)),
    )
  ];
}

/** An attribute that may be one number or a list. */
export function listOf(value: Attributes[string]): readonly number[] {
  return typeof value === 'number' ? [value] : (value as readonly number[]);
}

/** An axis counted from the end where negative. */
export function axisFrom(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

/** Height and width. */
export function pairOf(value: Attributes[string], otherwise?: readonly [number, number]): readonly [number, number] {
  if (value === undefined) return otherwise!;
  const [height, width = height] = listOf(value);
  return [height, width];
}
