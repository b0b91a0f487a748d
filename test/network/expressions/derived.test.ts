// The backward pass that an expression should have, as text.
import fc from 'fast-check';
import * as math from 'mathjs';
import { describe, expect, it } from 'vitest';
import type { Attributes } from '../../../src/engine/op';
import { tensor, type Shape } from '../../../src/engine/tensor';
import { derivedBackward, expressionCode, parseExpression } from '../../../src/network/expressions';
import { gradientTexts } from '../../../src/network/expressions/derive';
import { layerType, source } from './harness';

type Parts = Parameters<typeof layerType>[0];

function derived(parts: Parts, shapes: Readonly<Record<string, Shape>>, attributes: Attributes = {}): object {
  return Object.fromEntries(derivedBackward(layerType(parts), attributes, new Map(Object.entries(shapes))));
}

describe('a derived gradient is written as a person would', () => {
  const x = [3, 4];
  it.each<[string, Parts, Record<string, Shape>, Record<string, string>, Attributes?]>([
    ['Sigmoid', { forward: '1 ./ (1 + exp(-x))' }, { x }, { x: 'dout .* out .* (1 - out)' }],
    ['Tanh', { forward: 'tanh(x)' }, { x }, { x: 'dout .* (1 - out .^ 2)' }],
    ['ReLU', { forward: 'relu(x)' }, { x }, { x: 'dout .* (x > 0)' }],
    ['a product of three', { forward: 'x .* x .* x' }, { x }, { x: '3 * dout .* x .^ 2' }],
    ['a third', { forward: 'x / 3' }, { x }, { x: 'dout / 3' }],
    ['a scaled sum', { forward: 'mean(x, 0)' }, { x }, { x: 'broadcastto(dout / x.shape[0], x.shape)' }],
    [
      'Swish',
      { attributes: { beta: 1 }, let: { s: '1 ./ (1 + exp(-beta * x))' }, forward: 'x .* s' },
      { x },
      { x: 'dout .* s .* (1 + beta * x .* (1 - s))' },
      { beta: 1.5 },
    ],
    [
      'Affine',
      { attributes: { units: 5 }, params: { W: ['x.shape[1]', 'units'], b: ['units'] }, forward: 'x * W + b' },
      { x },
      { x: "dout * W'", W: "x' * dout", b: 'sum(dout, 0)' },
      { units: 5 },
    ],
    ['Softmax', { forward: 'softmax(x)' }, { x }, { x: 'out .* (dout - sum(dout .* out, -1, true))' }],
    [
      'two outputs',
      { inputs: ['x', 'c'], let: { g: 'sigmoid(x)' }, forward: { h: 'g .* tanh(c)', s: 'c .* g + x' } },
      { x, c: x },
      { x: 'ds + (dh .* tanh(c) + ds .* c) .* g .* (1 - g)', c: 'g .* (dh .* (1 - tanh(c) .^ 2) + ds)' },
    ],
    [
      'a squared error',
      { inputs: ['y', 't'], forward: 'sum((y - t) .^ 2) / (2 * y.shape[0])' },
      { y: x, t: x },
      { y: 'dout * (y - t) / y.shape[0]', t: '-dout * (y - t) / y.shape[0]' },
    ],
    [
      'a transposed product',
      { inputs: ['a', 'b'], forward: "2 * a' * b" },
      { a: [3, 4], b: [3, 2] },
      { a: "2 * (dout * b')'", b: '2 * (a * dout)' },
    ],
    ['a scalar', { inputs: ['x', 's'], forward: 's * x' }, { x, s: [] }, { x: 's * dout', s: 'sum(dout .* x)' }],
    ['a column', { inputs: ['x', 'c'], forward: 'x + c' }, { x, c: [3, 1] }, { x: 'dout', c: 'sum(dout, 1, true)' }],
    [
      'vectors',
      { inputs: ['x', 'W'], forward: 'x * W' },
      { x: [4], W: [4, 2] },
      { x: "dout * W'", W: 'reshape(x, [-1, 1]) .* dout' },
    ],
  ])('%s', (_name, parts, shapes, expected, attributes = {}) => {
    expect(derived(parts, shapes, attributes)).toEqual(expected);
  });

  it('and left out where it cannot be: an index has no inverse', () => {
    expect(derived({ inputs: ['x', 'y'], forward: 'x[0] .* y' }, { x: [3, 4], y: [4] })).toEqual({
      y: 'dout .* x[0]',
    });
  });

  it('and left out where it would be too long to read', () => {
    const forward = Array.from({ length: 12 }, (_, k) => `sin(${k + 2} * x) .* exp(x .^ ${k + 2})`).join(' .* ');
    expect(derived({ forward }, { x: [2, 3] })).toEqual({});
  });
});

const LEAVES = ['x', 'y', 's', '2', '0.5'];
/** Elementwise over x (N, D), a row y (D) and a scalar s. */
const elementwise: fc.Arbitrary<string> = fc.letrec<{ e: string }>((tie) => ({
  e: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    fc.constantFrom(...LEAVES),
    fc.tuple(tie('e'), fc.constantFrom('+', '-', '.*'), tie('e')).map(([a, o, b]) => `(${a} ${o} ${b})`),
    tie('e').map((a) => `-${a}`),
    tie('e').map((a) => `(${a}) .^ 2`),
    tie('e').map((a) => `(1 ./ (2 + (${a}) .^ 2))`),
    fc.tuple(fc.constantFrom('tanh', 'sin', 'cos', 'sigmoid', 'softplus'), tie('e')).map(([f, a]) => `${f}(${a})`),
  ),
})).e;

/** What is in it, summed, averaged, normalised, multiplied. */
const expressions = fc.tuple(elementwise, elementwise, fc.constantFrom(...'abcdefgh')).map(([a, b, form]): string => {
  const whole = `(x + ${a})`;
  switch (form) {
    case 'a':
      return a;
    case 'b':
      return `sum(${whole}, 0) .* (${b})`;
    case 'c':
      return `mean(${whole}, 1, true) + (${b})`;
    case 'd':
      return `softmax(${whole}) .* (${b})`;
    case 'e':
      return `${whole}' * (x .* (${b}))`;
    case 'f':
      return `sum(${whole}) * (${b})`;
    case 'g':
      return `${whole} ./ sqrt(sum((x + ${b}) .^ 2, 1, true) + 1)`;
    default:
      return `mean(${whole}, 1) * (x .* (${b}))`;
  }
});

describe('what is derived', () => {
  it('agrees with the gradients of the graph, for random expressions, and is mostly short', () => {
    let written = 0;
    let asked = 0;
    let refused = 0;
    fc.assert(
      fc.property(expressions, (forward) => {
        const type = layerType({ inputs: ['x', 'y', 's'], forward });
        const shapes = new Map<string, Shape>([
          ['x', [3, 4]],
          ['y', [4]],
          ['s', []],
        ]);
        const texts = derivedBackward(type, {}, shapes);
        refused += gradientTexts(type, {}, shapes).size - texts.size;
        written += texts.size;
        asked += ['x', 'y', 's'].filter((name) => new RegExp(`\\b${name}\\b`).test(forward)).length;
      }),
      { numRuns: 200, seed: 7 },
    );
    expect(written / asked).toBeGreaterThan(0.7);
    // Only what is degenerate is refused, such as softmax(x - x), whose shape is lost with its zeros.
    expect(refused / written).toBeLessThan(0.02);
  });

  it('is what mathjs derives, of scalars', () => {
    const scalars = elementwise.filter((text) => /\bx\b/.test(text) && !/sigmoid|softplus/.test(text));
    fc.assert(
      fc.property(scalars, (forward) => {
        const type = layerType({ inputs: ['x', 'y', 's'], forward });
        const shapes = new Map(type.inputs.map((name): [string, Shape] => [name, []]));
        const text = derivedBackward(type, {}, shapes).get('x');
        if (text === undefined) return;
        const values = { x: 0.37, y: -0.81, s: 1.21 };
        const plain = forward.replaceAll('.', ' ').replace(/(\d) (\d)/g, '$1.$2');
        const theirs = math.derivative(plain, 'x').evaluate(values) as number;
        const code = expressionCode({ ...type, backward: new Map([['x', parseExpression(source(text))]]) }, {});
        const inputs = Object.values(values).map((value) => tensor([], [value]));
        const one = tensor([], [1]);
        const outputs = code.forward(inputs, new Map());
        const [ours] = code.backward({ inputs, params: new Map(), outputs, douts: [one] }).inputs;
        expect(Math.abs(ours!.data[0] - theirs)).toBeLessThan(1e-9 * Math.max(1, Math.abs(theirs)));
      }),
      { numRuns: 100, seed: 3 },
    );
  });
});
