// The bench measures what it says that it measures.
import path from 'node:path';
import { expect, test } from 'vitest';
import { interleaved } from '../../bench/measure';
import {
  CONVOLUTION,
  deepSigmoid,
  dense,
  nameOf,
  networkText,
  parameters,
  strictMultiplyAdds,
} from '../../bench/networks';
import { readNetwork } from '../../src/network';
import { filesBeside } from '../../src/platform/node/files';

const files = filesBeside(path.resolve(import.meta.dirname, '../../examples/any.grad.json'));
const NETWORKS = [dense(3, 784, 50, 10), dense(8, 20, 16, 5), deepSigmoid(10, 16), CONVOLUTION];

test.each(NETWORKS.map((spec) => [nameOf(spec), spec] as const))(
  '%s has as many parameters as told',
  async (_, spec) => {
    const reading = await readNetwork(networkText(spec), files);
    if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
    const { values, output } = reading.network.graph;
    const params = values.filter(({ role }) => role === 'param');
    const sizes = params.map(({ shape }) => shape.reduce((size, extent) => size * extent, 1));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(parameters(spec));
    expect(values[output].shape.reduce((size, extent) => size * extent, 1)).toBe(1);
  },
);

test('an element of a weight moves its own column, then all that follows it', () => {
  // 2-3-4-5 at one row: 9 elements of W1 and b1 reach 1 + 4 + 4·5 products, 16 of the second layer 1 + 5, 25 one each.
  expect(strictMultiplyAdds(dense(1, 2, 3, 4, 5))).toBe(9 * 25 + 16 * 6 + 25);
});

const LASTING = { least: 0.1, warmUp: 2 };

test('contenders run by turns; the first round warms up for longer, and whoever has no second keeps it', async () => {
  const order: string[] = [];
  const contender = (name: string, seconds: readonly number[]): ((least: number) => Promise<number>) => {
    let run = 0;
    return (least) => {
      order.push(name);
      expect(least).toBe(run === 0 ? 2 : 0.1);
      return Promise.resolve(seconds[run++]);
    };
  };
  const timings = await interleaved([contender('a', [9, 3, 1, 2]), contender('b', [9, 4, 8, 6])], {
    rounds: 3,
    budget: 60,
    ...LASTING,
  });
  expect(order.join('')).toBe('abababab');
  expect(timings).toEqual([
    { median: 2, least: 1, most: 3, runs: 3 },
    { median: 6, least: 4, most: 8, runs: 3 },
  ]);
  const slow = (): Promise<number> => new Promise((resolve) => setTimeout(resolve, 5, 7));
  expect(await interleaved([slow], { rounds: 3, budget: 1e-3, ...LASTING })).toEqual([
    { median: 7, least: 7, most: 7, runs: 1 },
  ]);
});
