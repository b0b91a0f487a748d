// Random streams: pinned to the bit, and random.

import { describe, expect, test } from 'vitest';
import { randomStream } from '../../src/engine/random';

describe('the numbers of a stream are pinned: networks keep their values from version to version', () => {
  test('uniform', () => {
    const { uniform } = randomStream(7, 'Affine1.W');
    expect([uniform(), uniform(), uniform()]).toEqual([0.8780175152082853, 0.21565494108870242, 0.8273918947565424]);
  });

  test('normal', () => {
    const { normal } = randomStream(7, 'Affine1.W');
    expect([normal(), normal(), normal(), normal()]).toEqual([
      0.3764256731463792, -0.28314767411651953, 1.5518805352154612, -0.2820131333073179,
    ]);
  });

  test('below', () => {
    const { below } = randomStream(0, 'train');
    expect(Array.from({ length: 10 }, () => below(10))).toEqual([9, 6, 1, 7, 3, 1, 0, 7, 2, 7]);
  });
});

test.each([
  ['another seed', 8, 'Affine1.W'],
  ['a seed beyond 32 bits', 7 + 2 ** 32, 'Affine1.W'],
  ['a negative seed', -7, 'Affine1.W'],
  ['another name', 7, 'Affine2.W'],
  ['a name with its letters exchanged', 7, 'Affine1W.'],
])('%s gives another stream', (_, seed, name) => {
  const first = Array.from({ length: 4 }, randomStream(7, 'Affine1.W').uniform);
  const other = Array.from({ length: 4 }, randomStream(seed, name).uniform);
  expect(other.every((value, i) => value !== first[i])).toBe(true);
});

describe('a hundred thousand numbers', () => {
  const COUNT = 100_000;
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

  test('uniform ones fill [0, 1) evenly and follow each other independently', () => {
    const { uniform } = randomStream(1, 'x');
    const values = Array.from({ length: COUNT }, uniform);
    const counts = new Array<number>(100).fill(0);
    for (const value of values) counts[Math.floor(value * 100)]++;
    // χ² of 99 degrees of freedom is below 149 in 999 of 1000 cases.
    const expected = COUNT / 100;
    expect(counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)).toBeLessThan(149);
    const lagged = mean(values.slice(1).map((value, i) => (value - 0.5) * (values[i] - 0.5)));
    expect(Math.abs(lagged * 12)).toBeLessThan(3.3 / Math.sqrt(COUNT));
  });

  test('normal ones have mean 0, variance 1, and the tails of a normal distribution', () => {
    const { normal } = randomStream(1, 'x');
    const values = Array.from({ length: COUNT }, normal);
    expect(Math.abs(mean(values))).toBeLessThan(3.3 / Math.sqrt(COUNT));
    expect(mean(values.map((value) => value ** 2))).toBeCloseTo(1, 1);
    expect(mean(values.map((value) => value ** 4))).toBeCloseTo(3, 0);
    // P(|x| > 1) = 0.3173, P(|x| > 2) = 0.0455
    expect(mean(values.map((value) => (Math.abs(value) > 1 ? 1 : 0)))).toBeCloseTo(0.3173, 2);
    expect(mean(values.map((value) => (Math.abs(value) > 2 ? 1 : 0)))).toBeCloseTo(0.0455, 2);
  });

  test('whole ones below n take each value, and never n', () => {
    const { below } = randomStream(1, 'x');
    const values = new Set(Array.from({ length: COUNT }, () => below(7)));
    expect([...values].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});
