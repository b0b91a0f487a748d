// Strided matrix products in plain loops: to out[outAt + i · outRow + j] is added Σ_t a[aAt + i · aRow + t · aStep] ·
// b[bAt + j · bCol + t · bStep], its products added in the order of the depth. Tiles share loads between sums but never
// split or reorder one.
//
// Indices are kept to 32 bits by `| 0`, which spares an overflow check for each; depth goes two at a time, because an
// engine reloads length and base of the arrays in every turn of a loop.

import type { Data } from '../tensor';

/** out (m, n) += a · b over `depth`: tiles of 4 × 2, then what is left over at the right and at the bottom. */
export function addInLoops(
  a: Data,
  aAt: number,
  aRow: number,
  aStep: number,
  b: Data,
  bAt: number,
  bCol: number,
  bStep: number,
  out: Data,
  outAt: number,
  outRow: number,
  m: number,
  depth: number,
  n: number,
): void {
  let i = 0;
  let p = aAt;
  let o = outAt;
  for (; i + 4 <= m; i += 4, p += 4 * aRow, o += 4 * outRow) {
    let j = 0;
    for (; j + 2 <= n; j += 2) addTile4x2(a, p, aRow, aStep, b, bAt + j * bCol, bCol, bStep, out, o + j, outRow, depth);
    if (j < n) addTile4x1(a, p, aRow, aStep, b, bAt + j * bCol, bStep, out, o + j, outRow, depth);
  }
  for (; i < m; i++, p += aRow, o += outRow) {
    let j = 0;
    // A row is a column of the transposed product: the same tile with the operands exchanged.
    for (; j + 4 <= n; j += 4) addTile4x1(b, bAt + j * bCol, bCol, bStep, a, p, aStep, out, o + j, 1, depth);
    for (; j < n; j++) addElement(a, p, aStep, b, bAt + j * bCol, bStep, out, o + j, depth);
  }
}

function addTile4x2(
  a: Data,
  aAt: number,
  aRow: number,
  aStep: number,
  b: Data,
  bAt: number,
  bCol: number,
  bStep: number,
  out: Data,
  outAt: number,
  outRow: number,
  depth: number,
): void {
  const aRow2 = (2 * aRow) | 0;
  const aRow3 = (3 * aRow) | 0;
  let p = aAt | 0;
  let q = bAt | 0;
  let s00 = 0;
  let s01 = 0;
  let s10 = 0;
  let s11 = 0;
  let s20 = 0;
  let s21 = 0;
  let s30 = 0;
  let s31 = 0;
  let t = depth;
  for (; t >= 2; t -= 2) {
    const b0 = b[q];
    const b1 = b[(q + bCol) | 0];
    const a0 = a[p];
    const a1 = a[(p + aRow) | 0];
    const a2 = a[(p + aRow2) | 0];
    const a3 = a[(p + aRow3) | 0];
    s00 += a0 * b0;
    s01 += a0 * b1;
    s10 += a1 * b0;
    s11 += a1 * b1;
    s20 += a2 * b0;
    s21 += a2 * b1;
    s30 += a3 * b0;
    s31 += a3 * b1;
    p = (p + aStep) | 0;
    q = (q + bStep) | 0;
    const d0 = b[q];
    const d1 = b[(q + bCol) | 0];
    const c0 = a[p];
    const c1 = a[(p + aRow) | 0];
    const c2 = a[(p + aRow2) | 0];
    const c3 = a[(p + aRow3) | 0];
    s00 += c0 * d0;
    s01 += c0 * d1;
    s10 += c1 * d0;
    s11 += c1 * d1;
    s20 += c2 * d0;
    s21 += c2 * d1;
    s30 += c3 * d0;
    s31 += c3 * d1;
    p = (p + aStep) | 0;
    q = (q + bStep) | 0;
  }
  if (t === 1) {
    const b0 = b[q];
    const b1 = b[q + bCol];
    s00 += a[p] * b0;
    s01 += a[p] * b1;
    s10 += a[p + aRow] * b0;
    s11 += a[p + aRow] * b1;
    s20 += a[p + aRow2] * b0;
    s21 += a[p + aRow2] * b1;
    s30 += a[p + aRow3] * b0;
    s31 += a[p + aRow3] * b1;
  }
  out[outAt] += s00;
  out[outAt + 1] += s01;
  out[outAt + outRow] += s10;
  out[outAt + outRow + 1] += s11;
  out[outAt + 2 * outRow] += s20;
  out[outAt + 2 * outRow + 1] += s21;
  out[outAt + 3 * outRow] += s30;
  out[outAt + 3 * outRow + 1] += s31;
}

function addTile4x1(
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
  depth: number,
): void {
  const aRow2 = (2 * aRow) | 0;
  const aRow3 = (3 * aRow) | 0;
  let p = aAt | 0;
  let q = bAt | 0;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let t = depth;
  for (; t >= 2; t -= 2) {
    const b0 = b[q];
    s0 += a[p] * b0;
    s1 += a[(p + aRow) | 0] * b0;
    s2 += a[(p + aRow2) | 0] * b0;
    s3 += a[(p + aRow3) | 0] * b0;
    p = (p + aStep) | 0;
    q = (q + bStep) | 0;
    const b1 = b[q];
    s0 += a[p] * b1;
    s1 += a[(p + aRow) | 0] * b1;
    s2 += a[(p + aRow2) | 0] * b1;
    s3 += a[(p + aRow3) | 0] * b1;
    p = (p + aStep) | 0;
    q = (q + bStep) | 0;
  }
  if (t === 1) {
    s0 += a[p] * b[q];
    s1 += a[p + aRow] * b[q];
    s2 += a[p + aRow2] * b[q];
    s3 += a[p + aRow3] * b[q];
  }
  out[outAt] += s0;
  out[outAt + outRow] += s1;
  out[outAt + 2 * outRow] += s2;
  out[outAt + 3 * outRow] += s3;
}

function addElement(
  a: Data,
  aAt: number,
  aStep: number,
  b: Data,
  bAt: number,
  bStep: number,
  out: Data,
  outAt: number,
  depth: number,
): void {
  let sum = 0;
  for (let t = 0, p = aAt, q = bAt; t < depth; t++, p += aStep, q += bStep) sum += a[p] * b[q];
  out[outAt] += sum;
}

/** A product of depth 1, where the columns of b lie side by side: to every row of out is added b times an element of a. */
export function addRankOne(
  a: Data,
  aAt: number,
  aRow: number,
  b: Data,
  bAt: number,
  out: Data,
  outAt: number,
  outRow: number,
  m: number,
  n: number,
): void {
  for (let i = 0; i < m; i++) addScaled(b, bAt, a[aAt + i * aRow], out, outAt + i * outRow, n);
}

/** Writes `factor` times n elements in a row, four at a time as addScaled. */
export function scale(b: Data, bAt: number, factor: number, out: Data, outAt: number, n: number): void {
  let p = bAt | 0;
  let o = outAt | 0;
  const end = (p + n) | 0;
  for (; ((p + 4) | 0) <= end; p = (p + 4) | 0, o = (o + 4) | 0) {
    const s0 = factor * b[p];
    const s1 = factor * b[(p + 1) | 0];
    const s2 = factor * b[(p + 2) | 0];
    const s3 = factor * b[(p + 3) | 0];
    out[o] = s0;
    out[(o + 1) | 0] = s1;
    out[(o + 2) | 0] = s2;
    out[(o + 3) | 0] = s3;
  }
  for (; p < end; p = (p + 1) | 0, o = (o + 1) | 0) out[o] = factor * b[p];
}

/**
 * Adds `factor` times n elements in a row to n others. Four are read before any is written: an engine cannot know that
 * they do not overlap, and one by one takes nearly twice as long.
 */
export function addScaled(b: Data, bAt: number, factor: number, out: Data, outAt: number, n: number): void {
  let p = bAt | 0;
  let o = outAt | 0;
  const end = (p + n) | 0;
  for (; ((p + 4) | 0) <= end; p = (p + 4) | 0, o = (o + 4) | 0) {
    const s0 = out[o] + factor * b[p];
    const s1 = out[(o + 1) | 0] + factor * b[(p + 1) | 0];
    const s2 = out[(o + 2) | 0] + factor * b[(p + 2) | 0];
    const s3 = out[(o + 3) | 0] + factor * b[(p + 3) | 0];
    out[o] = s0;
    out[(o + 1) | 0] = s1;
    out[(o + 2) | 0] = s2;
    out[(o + 3) | 0] = s3;
  }
  for (; p < end; p = (p + 1) | 0, o = (o + 1) | 0) out[o] += factor * b[p];
}
