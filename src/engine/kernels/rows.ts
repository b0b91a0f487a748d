// Products of a few rows with a large matrix, whose rows are gone through once, as they lie in memory. Sums start at zero,
// go in the order of the depth and are added to the result once, as in all products.

import type { Data } from '../tensor';
import { addScaled } from './loops';

/** Sums of a few rows; grows, is never freed. */
let sums = new Float64Array(0);

/** out (m, n) += a · b over `depth`, where the columns of b lie side by side. */
export function addInRows(
  a: Data,
  aAt: number,
  aRow: number,
  aStep: number,
  b: Data,
  bAt: number,
  bStep: number,
  out: Data,
  outAt: number,
  outRow: number,
  m: number,
  depth: number,
  n: number,
): void {
  if (sums.length < m * n) sums = new Float64Array(m * n);
  sums.fill(0, 0, m * n);
  let t = 0;
  for (; t + 4 <= depth; t += 4) {
    for (let i = 0; i < m; i++)
      addFour(a, aAt + i * aRow + t * aStep, aStep, b, bAt + t * bStep, bStep, sums, i * n, n);
  }
  for (; t < depth; t++) {
    for (let i = 0; i < m; i++) addScaled(b, bAt + t * bStep, a[aAt + i * aRow + t * aStep], sums, i * n, n);
  }
  for (let i = 0; i < m; i++) addScaled(sums, i * n, 1, out, outAt + i * outRow, n);
}

/** Four rows of b, each times its element of a, one after the other. */
function addFour(
  a: Data,
  aAt: number,
  aStep: number,
  b: Data,
  bAt: number,
  bStep: number,
  into: Float64Array,
  at: number,
  n: number,
): void {
  const [f0, f1, f2, f3] = [a[aAt], a[aAt + aStep], a[aAt + 2 * aStep], a[aAt + 3 * aStep]];
  let p = bAt | 0;
  let q = (bAt + bStep) | 0;
  let r = (bAt + 2 * bStep) | 0;
  let s = (bAt + 3 * bStep) | 0;
  let o = at | 0;
  for (const end = (at + n) | 0; o < end; o = (o + 1) | 0) {
    into[o] = into[o] + f0 * b[p] + f1 * b[q] + f2 * b[r] + f3 * b[s];
    p = (p + 1) | 0;
    q = (q + 1) | 0;
    r = (r + 1) | 0;
    s = (s + 1) | 0;
  }
}
