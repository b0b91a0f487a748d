// Small dense algebra for formulas of gradients, in float64 whatever the network's dtype.

import type { Data, Tensor } from '../../engine/tensor';

/** Sums by group: Σ of the elements i with groupAt(i) = g. */
export function groupSums(data: ArrayLike<number>, groups: number, groupAt: (i: number) => number): Float64Array {
  const sums = new Float64Array(groups);
  for (let i = 0; i < data.length; i++) sums[groupAt(i)] += data[i];
  return sums;
}

/** Of each row of a matrix, or of the whole vector: exp(x - max) / Σ. */
export function softmaxRows({ shape, data }: Tensor): Data {
  const width = shape[shape.length - 1] ?? 1;
  const result = Float64Array.from(data);
  for (let start = 0; start < result.length; start += width) {
    const row = result.subarray(start, start + width);
    const top = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const sum = row.reduce((total, x) => total + Math.exp(x - top), 0);
    row.forEach((x, i) => (row[i] = Math.exp(x - top) / sum));
  }
  return result;
}
