// Matrix products over typed arrays, restricted to a block of the result.
//
// Every element is one sum: its products are added in the order of the depth, in double precision, and rounded once to
// the result's dtype. An element has the same bits in whatever block it is computed, and whether plain loops or
// WebAssembly compute it. The check relies on it: it compares blocks recomputed with whole results.
//
// Each sum is within k·u·Σ|a||b| of the exact one, u = 2⁻⁵³ (Higham, Accuracy and Stability, section 3.1).

import type { Data } from '../tensor';
import { addInLoops, addRankOne } from './loops';
import { addInRows } from './rows';
import { addInTiles } from './tiles';
import { openTiles, type Tiles } from './wasm/instance';

/** The block rows [rowLo, rowHi) × columns [colLo, colHi) of out (m, n) = a (m, k) · b (k, n). */
export function matmul(
  a: Data,
  b: Data,
  out: Data,
  _m: number,
  k: number,
  n: number,
  rowLo: number,
  rowHi: number,
  colLo: number,
  colHi: number,
): void {
  if (colHi - colLo === n) out.fill(0, rowLo * n, rowHi * n);
  else for (let i = rowLo; i < rowHi; i++) out.fill(0, i * n + colLo, i * n + colHi);
  addProduct(a, rowLo * k, k, 1, b, colLo, 1, n, out, rowLo * n + colLo, n, rowHi - rowLo, k, colHi - colLo);
}

/** out (m, n) += a (m, k) · bᵀ, where b is (n, k). */
export function addMatmulNT(a: Data, b: Data, out: Data, m: number, k: number, n: number): void {
  addProduct(a, 0, k, 1, b, 0, k, 1, out, 0, n, m, k, n);
}

/** out (m, n) += aᵀ · b, where a is (k, m) and b is (k, n). */
export function addMatmulTN(a: Data, b: Data, out: Data, m: number, k: number, n: number): void {
  addProduct(a, 0, 1, m, b, 0, 1, n, out, 0, n, m, k, n);
}

/** Opened with the first product that is large enough; null where the host has no such kernel. */
let tiles: Tiles | null | undefined;

/**
 * What all products are: out[outAt + i · outRow + j] += Σ_t a[aAt + i · aRow + t · aStep] · b[bAt + j · bCol + t · bStep]
 * for i below m, j below n and t below k.
 */
export function addProduct(
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
  k: number,
  n: number,
): void {
  if (m <= FEW_ROWS && bCol === 1 && k * n >= MANY) {
    return addInRows(a, aAt, aRow, aStep, b, bAt, bStep, out, outAt, outRow, m, k, n);
  }
  if (packingPays(m, k, n)) {
    tiles = tiles === undefined ? openTiles() : tiles;
    if (tiles) return addInTiles(tiles, a, aAt, aRow, aStep, b, bAt, bCol, bStep, out, outAt, outRow, m, k, n);
  }
  if (k === 1 && bCol === 1 && n >= 4) addRankOne(a, aAt, aRow, b, bAt, out, outAt, outRow, m, n);
  else addInLoops(a, aAt, aRow, aStep, b, bAt, bCol, bStep, out, outAt, outRow, m, k, n);
}

/** For so few rows, so many elements of b are not worth packing: it takes longer than the product. */
const FEW_ROWS = 4;
const MANY = 2 ** 15;

/**
 * Whether the faster loop is worth packing the operands and fetching the result: whether their elements are few beside
 * the products. Measured over 650 shapes (bench/kernels.ts prints some), tiles break even where there are 2 to 3 products
 * for each: from 8 × 8 × 8 on, and nowhere along a single row or column.
 */
export function packingPays(m: number, k: number, n: number): boolean {
  return m * k * n >= 2.5 * (m * k + k * n + m * n);
}
