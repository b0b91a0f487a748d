// The slopes of whole networks by carried differences, against those of their definition to forty digits.

import { describe, expect, test } from 'vitest';
import { registry } from '../../src/engine/ops';
import { NETS, distances, overBounds, type Distance } from './exact-nets';
import { Net } from './nets';
import { randomNet } from './random-nets';

const { GELU, SiLU, SigmoidWithLoss, SoftmaxWithLoss, Sum } = registry;

/** Largest errors and the tensors that they are in, as a failing test shows them. */
function expectExact(all: readonly Distance[]): void {
  for (const { name, tensor, worst, relative, overBound } of all) {
    expect(['pass', 'kink'], name).toContain(tensor.status);
    expect(tensor.method, name).toBe('difference');
    expect(worst, `${name}: error of the largest slope`).toBeLessThan(1e-14);
    expect(relative, `${name}: relative error`).toBeLessThan(1e-9);
    expect(overBound, `${name}: error over its bound`).toBeLessThan(1);
  }
}

describe.each(Object.entries(NETS))('%s', (_name, netOf) => {
  test.each([1, 2])('has exact slopes, within their bounds (%s)', (seed) => expectExact(distances(netOf(seed))));
});

describe('of networks at random', () => {
  test.each([0, 2, 4, 8, 10, 12, 14, 18, 20, 42])('no error is over its bound (%s)', (seed) => {
    for (const { name, overBound } of overBounds(randomNet(seed, 'float64').net)) {
      expect(overBound, `${name}: error over its bound`).toBeLessThan(1);
    }
  });
});

describe('where the terms of a movement cancel within an op', () => {
  const X = [
    [-0.75179152469356, 0.2, -1.2784645427611],
    [-0.752461422071, 2.1, -0.4],
  ];
  const softmax = X.map((row) => row.map((x) => Math.exp(x) / row.reduce((sum, z) => sum + Math.exp(z), 0)));
  const sigmoid = X.map((row) => row.map((x) => 1 / (1 + Math.exp(-x))));
  const start = (): Net => new Net().input('x', X);

  test.each([
    ['GELU', start().layer('A', GELU, ['x'], { approximate: 'none' }).layer('L', Sum, ['A'])],
    ['GELU by tanh', start().layer('A', GELU, ['x'], { approximate: 'tanh' }).layer('L', Sum, ['A'])],
    ['SiLU', start().layer('A', SiLU, ['x']).layer('L', Sum, ['A'])],
    ['SoftmaxWithLoss', start().input('t', softmax, false).layer('L', SoftmaxWithLoss, ['x', 't'])],
    ['SigmoidWithLoss', start().input('t', sigmoid, false).layer('L', SigmoidWithLoss, ['x', 't'])],
  ])('the bound knows of it: %s', (_name, net) => {
    for (const { name, tensor, overBound } of distances(net)) {
      expect(overBound, `${name}: error over its bound`).toBeLessThan(1);
      expect(tensor.status, name).not.toBe('fail');
    }
  });
});
