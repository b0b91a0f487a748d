// Matrix products over typed arrays, restricted to a block of the result.
//
// Every element is one sum: its products are added in the order of the depth, in double precision, and rounded once to
// the result's dtype. An element has the same bits in whatever block it is computed, and whether plain loops or
// WebAssembly compute it. The check relies on it: it compares blocks recomputed with whole results.
//
// All three products are one strided loop: element (i, j) is Σ_t a[i · aRow + t · aStep] · b[j · bCol + t · bStep].
// Each sum is within k·u·Σ|a||b| of the exact one, u = 2⁻⁵³ (Higham, Accuracy and Stability, section 3.1).

import type { Data } from '../tensor';
import { addLoopedBlock } from './loops';
import { addTiledBlock } from './tiles';
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
  addBlock(a, k, 1, b, 1, n, out, n, k, rowLo, rowHi, colLo, colHi);
}

/** out (m, n) += a (m, k) · bᵀ, where b is (n, k). */
export function addMatmulNT(a: Data, b: Data, out: Data, m: number, k: number, n: number): void {
  addBlock(a, k, 1, b, k, 1, out, n, k, 0, m, 0, n);
}

/** out (m, n) += aᵀ · b, where a is (k, m) and b is (k, n). */
export function addMatmulTN(a: Data, b: Data, out: Data, m: number, k: number, n: number): void {
  addBlock(a, 1, m, b, 1, n, out, n, k, 0, m, 0, n);
}

/** Opened with the first product that is large enough; null where the host has no such kernel. */
let tiles: Tiles | null | undefined;

function addBlock(
  a: Data,
  aRow: number,
  aStep: number,
  b: Data,
  bCol: number,
  bStep: number,
  out: Data,
  outRow: number,
  depth: number,
  rowLo: number,
  rowHi: number,
  colLo: number,
  colHi: number,
): void {
  if (packingPays(rowHi - rowLo, depth, colHi - colLo)) {
    tiles = tiles === undefined ? openTiles() : tiles;
    if (tiles) {
      addTiledBlock(tiles, a, aRow, aStep, b, bCol, bStep, out, outRow, depth, rowLo, rowHi, colLo, colHi);
      return;
    }
  }
  addLoopedBlock(a, aRow, aStep, b, bCol, bStep, out, outRow, depth, rowLo, rowHi, colLo, colHi);
}

/**
 * Whether the faster loop is worth packing the operands and fetching the result: whether their elements are few beside
 * the products. Measured over 650 shapes (bench/kernels.ts prints some), tiles break even where there are 2 to 3 products
 * for each: from 8 × 8 × 8 on, and nowhere along a single row or column.
 */
export function packingPays(m: number, k: number, n: number): boolean {
  return m * k * n >= 2.5 * (m * k + k * n + m * n);
}
