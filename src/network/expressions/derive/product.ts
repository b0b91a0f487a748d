// Products of factors, the form in which a derivative is put together, and how they are written as an expression.

import { broadcastShapes } from '../../../engine/elementwise';
import type { Shape } from '../../../engine/tensor';

/** How strongly a text holds together: what is weaker than its surroundings stands in brackets. */
export const LEVEL = { comparison: 0, sum: 1, product: 2, minus: 3, power: 4, whole: 5 } as const;
export type Level = (typeof LEVEL)[keyof typeof LEVEL];

export interface Factor {
  readonly text: string;
  readonly level: Level;
  readonly shape: Shape;
}

/** coefficient · above / below, elementwise. */
export interface Product {
  readonly coefficient: number;
  readonly above: readonly Factor[];
  readonly below: readonly Factor[];
}

const MOST_DIGITS = 8;

export function number(coefficient: number): Product {
  return { coefficient, above: [], below: [] };
}

export function just(text: string, shape: Shape, level: Level = LEVEL.whole): Product {
  return { coefficient: 1, above: [{ text, level, shape }], below: [] };
}

export function isNumber({ above, below }: Product): boolean {
  return above.length === 0 && below.length === 0;
}

export function shapeOf({ above, below }: Product): Shape {
  return [...above, ...below].map(({ shape }) => shape).reduce(broadcastShapes, []);
}

export function times(a: Product, b: Product): Product {
  return cancelled(a.coefficient * b.coefficient, [...a.above, ...b.above], [...a.below, ...b.below]);
}

export function over(a: Product, b: Product): Product {
  const quotient = a.coefficient / b.coefficient;
  // A third stays a third.
  const exact = `${quotient}`.length <= MOST_DIGITS;
  const below = exact ? [] : asFactor(number(b.coefficient));
  return cancelled(exact ? quotient : a.coefficient, [...a.above, ...b.below], [...a.below, ...b.above].concat(below));
}

export function negated(a: Product): Product {
  return { ...a, coefficient: -a.coefficient };
}

function cancelled(coefficient: number, above: readonly Factor[], below: readonly Factor[]): Product {
  if (coefficient === 0) return number(0);
  const [up, down] = without(above, below);
  return { coefficient, above: up, below: down };
}

/** Both lists without what they have in common. */
function without(above: readonly Factor[], below: readonly Factor[]): [Factor[], Factor[]] {
  const down = [...below];
  const up = above.filter(({ text }) => {
    const at = down.findIndex((factor) => factor.text === text);
    if (at >= 0) down.splice(at, 1);
    return at < 0;
  });
  return [up, down];
}

/** The sum, in which equal terms have become one. */
export function added(terms: readonly Product[]): Product {
  const merged: Product[] = [];
  for (const term of terms) {
    const at = merged.findIndex((other) => write({ ...other, coefficient: 1 }) === write({ ...term, coefficient: 1 }));
    if (at < 0) merged.push(term);
    else merged[at] = { ...term, coefficient: merged[at].coefficient + term.coefficient };
  }
  const left = merged.filter(({ coefficient }) => coefficient !== 0);
  if (left.length === 0) return number(0);
  if (left.length === 1) return left[0];
  const [first, ...others] = left;
  const shape = left.map(shapeOf).reduce(broadcastShapes);
  const text = others.reduce(
    (text, term) => {
      const sign = term.coefficient < 0 ? '-' : '+';
      return `${text} ${sign} ${bracketed(asFactor(sign === '-' ? negated(term) : term), LEVEL.product)}`;
    },
    bracketed(asFactor(first), LEVEL.sum),
  );
  return just(text, shape, LEVEL.sum);
}

/** The sum, with what all terms have in common in front of it: dout .* (s + x .* ds). */
export function gathered(terms: readonly Product[]): Product {
  if (terms.length < 2) return added(terms);
  const [first, ...others] = terms;
  const common = first.above.filter(
    ({ text }, k) =>
      first.above.findIndex((factor) => factor.text === text) === k &&
      others.every(({ above }) => above.some((factor) => factor.text === text)),
  );
  if (common.length === 0) return added(terms);
  const rest = terms.map(({ coefficient, above, below }) => ({ coefficient, above: without(above, common)[0], below }));
  return times({ coefficient: 1, above: common, below: [] }, added(rest));
}

/** What is only a number or of rank 0 apart from the rest, so that it can stand in front of a product of matrices. */
export function scaleOf({ coefficient, above, below }: Product): { readonly scale: Product; readonly rest: Product } {
  const isScalar = ({ shape }: Factor): boolean => shape.length === 0;
  const isTensor = (factor: Factor): boolean => !isScalar(factor);
  return {
    scale: { coefficient, above: above.filter(isScalar), below: below.filter(isScalar) },
    rest: { coefficient: 1, above: above.filter(isTensor), below: below.filter(isTensor) },
  };
}

export function bracketed({ text, level }: Factor, least: Level): string {
  return level < least ? `(${text})` : text;
}

export function write(product: Product): string {
  return asFactor(product).text;
}

export function asFactor(product: Product): Factor {
  const { coefficient, above, below } = product;
  const shape = shapeOf(product);
  const size = Math.abs(coefficient);
  const sign = coefficient < 0 ? '-' : '';
  if (isNumber(product)) return { text: `${coefficient}`, level: sign ? LEVEL.minus : LEVEL.whole, shape };
  const powers = [...grouped(above, false), ...grouped(below, true)];
  const leads = size !== 1 || above.length === 0;
  if (!leads && powers.length === 1) {
    const { text, level } = powers[0];
    if (!sign) return { text, level, shape };
    return { text: `-${bracketed({ text, level, shape }, LEVEL.power)}`, level: LEVEL.minus, shape };
  }
  let text = leads ? `${size}` : '';
  let scalar = true;
  for (const { under, ...power } of powers) {
    const dot = scalar || power.shape.length === 0 ? '' : '.';
    const operator = under ? (power.shape.length === 0 ? '/' : './') : `${dot}*`;
    text += `${text === '' ? '' : ` ${operator} `}${bracketed(power, LEVEL.power)}`;
    scalar &&= power.shape.length === 0;
  }
  return { text: sign + text, level: LEVEL.product, shape };
}

/** Equal factors as a power. */
function grouped(factors: readonly Factor[], under: boolean): (Factor & { readonly under: boolean })[] {
  const counts = new Map<string, number>();
  for (const { text } of factors) counts.set(text, (counts.get(text) ?? 0) + 1);
  const distinct = factors.filter(({ text }, k) => factors.findIndex((factor) => factor.text === text) === k);
  const scalarsFirst = distinct.toSorted((a, b) => Math.min(a.shape.length, 1) - Math.min(b.shape.length, 1));
  return scalarsFirst.map((factor) => {
    const count = counts.get(factor.text)!;
    if (count === 1) return { ...factor, under };
    return { text: `${bracketed(factor, LEVEL.whole)} .^ ${count}`, level: LEVEL.power, shape: factor.shape, under };
  });
}
