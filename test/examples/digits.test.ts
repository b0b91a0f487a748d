import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeTensorFile } from '../../src/network/files/index';
import type { Tensor } from '../../src/engine/tensor';

function digits(name: string): Tensor {
  const file = path.resolve(import.meta.dirname, `../../examples/data/${name}.idx.gz`);
  return decodeTensorFile(file, fs.readFileSync(file));
}

function pictures({ shape: [count], data }: Tensor): string[] {
  return Array.from({ length: count }, (_, n) => data.subarray(n * 784, (n + 1) * 784).join());
}

describe('the digits', () => {
  it('are 6,000 to learn from and 1,000 to test on, all different', () => {
    const train = digits('train-images');
    const test = digits('test-images');
    expect(train.shape).toEqual([6000, 28, 28]);
    expect(test.shape).toEqual([1000, 28, 28]);
    expect(new Set([...pictures(train), ...pictures(test)]).size).toBe(7000);
  });

  it.each([
    ['train-labels', 6000],
    ['test-labels', 1000],
  ])('%s are classes 0 to 9, each about a tenth', (name, count) => {
    const { shape, data } = digits(name);
    expect(shape).toEqual([count]);
    for (let label = 0; label < 10; label++) {
      const part = data.filter((found) => found === label).length / count;
      expect(part).toBeGreaterThan(0.07);
      expect(part).toBeLessThan(0.13);
    }
  });

  it('are white on black, over the whole range of a byte', () => {
    const { data } = digits('train-images');
    let sum = 0;
    for (const pixel of data) sum += pixel;
    const mean = sum / data.length;
    expect(mean).toBeGreaterThan(30);
    expect(mean).toBeLessThan(37);
    expect(Math.max(...data.subarray(0, 78_400))).toBe(255);
  });
});
