// Hand-written layers in a network: their own backward pass is what is checked.

import { expect, it } from 'vitest';
import { registry } from '../../src/engine/ops';
import { handWritten } from './hand-written';
import { elementwise } from './layers';
import { Net, check } from './nets';

const square = (slope: (x: number) => number) => elementwise((v) => v * v, slope, 'Square');

const squareNet = (slope: (x: number) => number) =>
  new Net()
    .input('x', [[0.5, -1.5]])
    .layer('Tanh1', registry.Tanh, ['x'])
    .handLayer('Square1', square(slope), ['Tanh1'])
    .layer('Sum1', registry.Sum, ['Square1']);

it('passes a hand-written backward pass that is right', () => {
  expect(check(squareNet((x) => 2 * x)).statuses).toEqual({
    x: 'pass',
    'Tanh1.out': 'pass',
    'Square1.out': 'pass',
    'Sum1.out': 'pass',
  });
});

it('fails one that is wrong, from there on upstream', () => {
  const { statuses } = check(squareNet((x) => x));
  expect(statuses).toEqual({ x: 'fail', 'Tanh1.out': 'fail', 'Square1.out': 'pass', 'Sum1.out': 'pass' });
});

it('packs several outputs and cuts them up again', () => {
  const parts = handWritten({
    type: 'SumAndDifference',
    inputs: ['x', 'y'],
    outputs: ['sum', 'difference'],
    make: () => ({
      forward: ([x, y]) => [
        { shape: x.shape, data: x.data.map((v, i) => v + y.data[i]) },
        { shape: x.shape, data: x.data.map((v, i) => v - y.data[i]) },
      ],
      backward: ([a, b]) => ({
        inputs: [
          { shape: a.shape, data: a.data.map((v, i) => v + b.data[i]) },
          { shape: a.shape, data: a.data.map((v, i) => v - b.data[i]) },
        ],
      }),
    }),
  });
  const net = new Net()
    .input('x', [1, 2, 3])
    .input('y', [0.5, -1, 4])
    .handLayer('Parts', parts, ['x', 'y'])
    .layer('Mul1', registry.Mul, ['Parts.sum', 'Parts.difference']);
  const { statuses, reports } = check(net);
  expect(new Set(Object.values(statuses))).toEqual(new Set(['pass']));
  // (x + y)(x - y) = x² - y²
  expect(reports.x.analytic).toEqual([2, 4, 6]);
  expect(reports.y.analytic).toEqual([-1, 2, -8]);
});
