// Small dense algebra for formulas of gradients, in float64 whatever the network's dtype.

import type { Data, Tensor } from '../../engine/tensor';

/** (N, D) · (D, M). */
export function matmul(a: Tensor, b: Tensor): Tensor {
  const [rows, inner] = a.shape;
  const cols = b.shape[1];
  const data = new Float64Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < inner; k++) {
      const factor = a.data[i * inner + k];
      for (let j = 0; j < cols; j++) data[i * cols + j] += factor * b.data[k * cols + j];
    }
  }
  return { shape: [rows, cols], data };
}

export function transposed({ shape: [rows, cols], data }: Tensor): Tensor {
  const flipped = new Float64Array(data.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < cols; j++) flipped[j * rows + i] = data[i * cols + j];
  return { shape: [cols, rows], data: flipped };
}

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
