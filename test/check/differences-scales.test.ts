// Elements that are far smaller than others of their tensor.

import { expect, test } from 'vitest';
import { registry } from '../../src/engine/ops';
import { filled } from '../../src/engine/tensor';
import { check, Net } from './nets';

const { BatchNorm, LayerNorm, Log, Pow, Reciprocal, Sqrt, Sum, Tanh, Transpose } = registry;

const CASES = [
  ['1 / x', Reciprocal, {}, (x: number) => -1 / (x * x)],
  ['log x', Log, {}, (x: number) => 1 / x],
  ['the square root', Sqrt, {}, (x: number) => 0.5 / Math.sqrt(x)],
  ['a power', Pow, { exponent: 1.5 }, (x: number) => 1.5 * Math.sqrt(x)],
] as const;

test.each(CASES.flatMap((each) => [1e-9, 1e-12, 1e-20].map((least) => [...each, least] as const)))(
  'a small element among large ones is measured at its own scale: %s',
  (_name, op, attributes, slopeAt, least) => {
    const net = new Net()
      .input('x', [[least, 1]])
      .layer('A', op, ['x'], attributes)
      .layer('L', Sum, ['A']);
    const [x] = check(net).checked.tensors;
    expect(x).toMatchObject({ status: 'pass', method: 'difference', suspect: false });
    expect(x.numeric[0] / slopeAt(least)).toBeCloseTo(1, 13);
    expect(x.numeric[1] / slopeAt(1)).toBeCloseTo(1, 13);
  },
);

const FAR = [
  [1e8, 1e8 + 1, 1e8],
  [1e12, 1e12 + 1, 1e12],
  [1e6, 1e6 + 1e-3, 1e6],
];
const ROWS = [
  [5, 5, 5],
  [0, 0, 0],
  [1e8, 1e8, 1e8],
  [1, 2, 3],
];

test.each(FAR.flatMap((far) => ROWS.flatMap((row) => [1e-5, 1e-12].map((epsilon) => [far, row, epsilon] as const))))(
  'what is far from 0 is normalised as exactly as its distances allow: %j beside %j',
  (far, row, epsilon) => {
    const rows = new Net()
      .input('x', [far, row])
      .param('g', [1, 2, 3])
      .param('b', [0.1, 0, 0])
      .layer('N', LayerNorm, ['x', 'g', 'b'], { epsilon });
    const columns = new Net()
      .input('x', [far, row])
      .param('g', [1, 2])
      .param('b', [0.1, 0])
      .layer('T', Transpose, ['x'])
      .layer('N', BatchNorm, ['T', 'g', 'b'], { epsilon });
    for (const net of [rows, columns]) {
      net.layer('Act', Tanh, ['N']);
      const weights = filled(net.shapeOf('Act'), 1);
      weights.data.forEach((_, i) => (weights.data[i] = Math.cos(i)));
      for (const method of ['auto', 'response'] as const) {
        for (const { value, status, suspect } of check(net, { method }, weights).checked.tensors) {
          expect({ status, suspect }, value.name).toEqual({ status: 'pass', suspect: false });
        }
      }
    }
  },
);
