// The slopes of whole networks by carried differences, against those of their definition to forty digits.

import { describe, expect, test } from 'vitest';
import { NETS, distances, overBounds, type Distance } from './exact-nets';
import { randomNet } from './random-nets';

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
  test.each([0, 2, 4, 8, 10, 12, 14, 18, 20])('no error is over its bound (%s)', (seed) => {
    for (const { name, overBound } of overBounds(randomNet(seed, 'float64').net)) {
      expect(overBound, `${name}: error over its bound`).toBeLessThan(1);
    }
  });
});
