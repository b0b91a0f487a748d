// Layers of expressions whose backward pass is code under test.
import { describe, expect, it } from 'vitest';
import { fromNested, toNested, type Nested } from '../../../src/engine/tensor';
import { expressionCode } from '../../../src/network/expressions';
import { layerType, mistakeOf } from './harness';

type Parts = Parameters<typeof layerType>[0];

const X = [
  [1, -2],
  [-3, 4],
  [5, 6],
];

const ONES = X.map((row) => row.map(() => 1));

function backward(parts: Parts, inputs: Nested[], douts: Nested[], params: Record<string, Nested> = {}) {
  const code = expressionCode(layerType(parts), {});
  const tensors = inputs.map((input) => fromNested(input));
  const own = new Map(Object.entries(params).map(([name, value]) => [name, fromNested(value)]));
  const outputs = code.forward(tensors, own);
  return code.backward({ inputs: tensors, params: own, outputs, douts: douts.map((dout) => fromNested(dout)) });
}

describe('a backward pass that is written as expressions', () => {
  it('is run as it is written, right or wrong', () => {
    const { inputs } = backward({ forward: 'relu(x)', backward: { x: '2 * dout .* (x > 0)' } }, [X], [ONES]);
    expect(toNested(inputs[0]!)).toEqual([
      [2, 0],
      [0, 2],
      [2, 2],
    ]);
  });

  it('sees params, out, dout and let names that only it uses', () => {
    const parts = {
      params: { W: [2, 1] },
      let: { half: 'x * W ./ 2' },
      forward: 'x * W',
      backward: { x: "dout * W'", W: "x' * (dout .* half + 0 .* out)" },
    };
    const { inputs, params } = backward(parts, [X], [[[1], [1], [1]]], { W: [[1], [2]] });
    expect(toNested(inputs[0]!)).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
    // out is -3, 5, 17.
    expect(toNested(params.get('W')!)).toEqual([[33.5], [64]]);
  });

  it('has a cotangent for each of several outputs', () => {
    const parts = { forward: { h: '2 * x', c: 'x .* x' }, backward: { x: '2 * dh + 2 * dc .* x + 0 .* h' } };
    const { inputs } = backward(
      parts,
      [[1, 2]],
      [
        [1, 1],
        [10, 100],
      ],
    );
    expect(toNested(inputs[0]!)).toEqual([22, 402]);
  });

  it('gives nothing for what it has no expression for', () => {
    const parts = { inputs: ['x', 't'], params: { b: [2] }, forward: 'x + t + b', backward: { x: 'dout' } };
    const { inputs, params } = backward(parts, [X, X], [X], { b: [0, 0] });
    expect([inputs[1], params.get('b')]).toEqual([null, null]);
  });

  it('may give a wrong shape: that is for the check to tell', () => {
    const { inputs } = backward({ forward: 'x', backward: { x: "dout'" } }, [X], [X]);
    expect(inputs[0]!.shape).toEqual([2, 3]);
  });

  it('follows the shapes that it is called with', () => {
    const code = expressionCode(layerType({ forward: 'x', backward: { x: 'dout / x.shape[0]' } }), {});
    for (const rows of [1, 2, 4]) {
      const x = fromNested(Array.from({ length: rows }, () => [rows]));
      const { inputs } = code.backward({ inputs: [x], params: new Map(), outputs: [x], douts: [x] });
      expect(toNested(inputs[0]!)).toEqual(Array.from({ length: rows }, () => [1]));
    }
  });

  it('computes in the precision of its network', () => {
    const code = expressionCode(layerType({ forward: 'x', backward: { x: 'dout / 3' } }), {});
    const x = fromNested([1], 'float32');
    const { inputs } = code.backward({ inputs: [x], params: new Map(), outputs: [x], douts: [x] });
    expect(inputs[0]!.data).toEqual(Float32Array.of(Math.fround(1 / 3)));
  });

  it('names the place of shapes that do not fit', () => {
    const parts = { forward: 'x', backward: { x: 'dout + [1, 2, 3]' } };
    const { code, span } = mistakeOf(() => backward(parts, [X], [X]));
    expect([code, span.column, span.endColumn]).toEqual(['shape-mismatch', 1, 17]);
  });
});
