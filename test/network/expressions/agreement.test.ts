// Random expressions mean what mathjs itself makes of them, wherever the two are meant to agree.
import fc from 'fast-check';
import * as math from 'mathjs';
import { describe, expect, it } from 'vitest';
import { fromNested, type Nested } from '../../../src/engine/tensor';
import { run } from './harness';

/** Elementwise functions, which mathjs applies to scalars alone. */
const functions = Object.fromEntries(
  (['tanh', 'sin', 'cos', 'abs'] as const).map((name) => [
    name,
    (x: number | math.Matrix) => (typeof x === 'number' ? Math[name](x) : math.map(x, Math[name])),
  ]),
);

const TENSORS = {
  s: 0.75,
  a: [
    [0.5, -1.25, 2],
    [1.5, 0.25, -0.75],
  ],
  b: [
    [-1, 0.5, 0.125],
    [2, -0.5, 1],
  ],
  w: [
    [1, -2],
    [0.5, 0.25],
    [-1, 3],
  ],
  m: [
    [0.3, -0.7, 1.1],
    [0.9, 0.2, -0.4],
    [-1.3, 0.6, 0.8],
  ],
};
type Shape = 'scalar' | '2x3' | '3x2' | '2x2' | '3x3';
const TRANSPOSED: Record<Shape, Shape> = { scalar: 'scalar', '2x3': '3x2', '3x2': '2x3', '2x2': '2x2', '3x3': '3x3' };
const LEAVES: Record<Shape, string[]> = {
  scalar: ['s', '2', '.5', '1.5e-1', 'pi'],
  '2x3': ['a', 'b', '[1, 2, 3; -4, 5, -6]'],
  '3x2': ['w', '[[1, 0], [0, 1], [1, 1]]'],
  '2x2': ['[1, -1; 2, 0.5]'],
  '3x3': ['m'],
};
const PRODUCTS: Record<Exclude<Shape, 'scalar'>, [Shape, Shape][]> = {
  '2x3': [
    ['2x3', '3x3'],
    ['2x2', '2x3'],
  ],
  '3x2': [
    ['3x2', '2x2'],
    ['3x3', '3x2'],
  ],
  '2x2': [
    ['2x3', '3x2'],
    ['2x2', '2x2'],
  ],
  '3x3': [
    ['3x2', '2x3'],
    ['3x3', '3x3'],
  ],
};

const made = new Map<string, fc.Arbitrary<string>>();

function expressions(shape: Shape, depth: number): fc.Arbitrary<string> {
  const key = `${shape} ${depth}`;
  const expression = made.get(key) ?? makeExpressions(shape, depth);
  made.set(key, expression);
  return expression;
}

/** Expressions of a shape. Binary operators stand without brackets now and then, so that precedence is compared too. */
function makeExpressions(shape: Shape, depth: number): fc.Arbitrary<string> {
  const leaf = fc.constantFrom(...LEAVES[shape]);
  if (depth === 0) return leaf;
  const of = (other: Shape) => expressions(other, depth - 1);
  const pair = (left: Shape, right: Shape, operator: string) =>
    fc.tuple(of(left), of(right), fc.constantFrom('', ' ', '\t')).map(([x, y, gap]) => x + gap + operator + ' ' + y);
  const inBrackets = (text: fc.Arbitrary<string>) => text.map((inner) => `(${inner})`);
  const options = [
    pair(shape, shape, '+'),
    pair(shape, shape, '-'),
    inBrackets(pair(shape, shape, '+')),
    inBrackets(pair(shape, shape, '-')),
    inBrackets(pair(shape, shape, '.*')),
    inBrackets(pair('scalar', shape, '*')),
    inBrackets(pair(shape, 'scalar', '+')),
    inBrackets(of(shape)).map((x) => `-${x}`),
    inBrackets(of(shape)).map((x) => `${x} .^ 2`),
    inBrackets(of(shape)).map((x) => `-${x} .^ 3`),
    inBrackets(of(shape)).map((x) => `${x} ./ 8`),
    inBrackets(of(shape)).map((x) => `${x} / -4`),
    inBrackets(of(TRANSPOSED[shape])).map((x) => `${x}'`),
    fc.tuple(fc.constantFrom('tanh', 'sin', 'cos', 'abs'), of(shape)).map(([f, x]) => `${f}(${x})`),
    ...(shape === 'scalar'
      ? []
      : PRODUCTS[shape].map(([l, r]) =>
          fc.tuple(inBrackets(of(l)), inBrackets(of(r))).map(([x, y]) => `(${x} * ${y})`),
        )),
  ];
  return fc.oneof(leaf, ...options);
}

function mathjs(text: string): Nested {
  const names = Object.fromEntries(
    Object.entries(TENSORS).map(([name, x]) => [name, typeof x === 'number' ? x : math.matrix(x)]),
  );
  const value = math.evaluate(text, { ...names, ...functions }) as number | math.Matrix | Nested;
  return (math.isMatrix(value) ? value.toArray() : value) as Nested;
}

describe('mathjs agrees', () => {
  it('about random expressions over scalars and matrices', () => {
    const shapes = fc.constantFrom<Shape>('scalar', '2x3', '3x2', '2x2', '3x3');
    fc.assert(
      fc.property(
        shapes.chain((shape) => expressions(shape, 3)),
        (text) => {
          const theirs = fromNested(mathjs(text));
          const ours = fromNested(run(text, TENSORS));
          expect(ours.shape).toEqual(theirs.shape);
          ours.data.forEach((value, i) => {
            expect(Math.abs(value - theirs.data[i])).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(theirs.data[i])));
          });
        },
      ),
      { numRuns: 600 },
    );
  });

  it('about indices, once they count from 1 and include the end', () => {
    const cut = (extent: number) =>
      fc.oneof(
        fc.nat(extent - 1).map((at) => [`${at}`, `${at + 1}`]),
        fc.tuple(fc.nat(extent - 1), fc.nat(extent - 1)).map(([p, q]) => {
          const from = Math.min(p, q);
          const to = Math.max(p, q) + 1;
          return [`${from}:${to}`, `${from + 1}:${to}`];
        }),
        fc.constant([':', ':']),
      );
    fc.assert(
      fc.property(cut(2), cut(3), ([rowOurs, rowTheirs], [columnOurs, columnTheirs]) => {
        const theirs = mathjs(`(a + 0)[${rowTheirs}, ${columnTheirs}]`);
        const ours = run(`(a + 0)[${rowOurs}, ${columnOurs}]`, TENSORS);
        // mathjs keeps an axis of one element; NumPy drops the axis of an integer.
        expect([ours].flat(2)).toEqual([theirs].flat(2));
      }),
    );
  });
});
