// Strided matrix products through the WebAssembly kernel: blocks of both operands are packed into its memory as panels,
// padded with zeros, and the sums are added to the result. As in the plain loops, whose names it shares, each sum starts
// at zero, goes in the order of the depth whatever the blocks, and is added to the result once: it has the same bits.

import type { Data } from '../tensor';
import type { Tiles } from './wasm/instance';

/** Extent of a block of rows, of columns and of the depth: one of a (½ MB) stays in a processor's second-level cache. */
const BLOCK = 256;
/** Where the panels of a, those of b, and c stand, in elements. */
const [A, B, C] = [0, BLOCK * BLOCK, 2 * BLOCK * BLOCK];
const BYTES = Float64Array.BYTES_PER_ELEMENT;

/** out (m, n) += a · b over `depth`. */
export function addInTiles(
  tiles: Tiles,
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
  const { memory, addTiles } = tiles;
  for (let j = 0; j < n; j += BLOCK) {
    const cols = Math.min(BLOCK, n - j);
    const colPanels = (cols + 3) >> 2;
    for (let i = 0; i < m; i += BLOCK) {
      const rows = Math.min(BLOCK, m - i);
      const rowPanels = (rows + 3) >> 2;
      memory.fill(0, C, C + 16 * rowPanels * colPanels);
      for (let t = 0; t < depth; t += BLOCK) {
        const steps = Math.min(BLOCK, depth - t);
        pack(a, aAt + i * aRow + t * aStep, aRow, aStep, rows, steps, memory, A);
        pack(b, bAt + j * bCol + t * bStep, bCol, bStep, cols, steps, memory, B);
        addTiles(A * BYTES, B * BYTES, C * BYTES, steps, rowPanels, colPanels, 4 * colPanels * BYTES);
      }
      addRows(memory, 4 * colPanels, out, outAt + i * outRow + j, outRow, rows, cols);
    }
  }
}

/** Lays `lines` lines of `from` into panels of four: the numbers of a step lie together, lines that are not there are 0. */
function pack(
  from: Data,
  at: number,
  line: number,
  step: number,
  lines: number,
  steps: number,
  into: Float64Array,
  intoAt: number,
): void {
  const line2 = (2 * line) | 0;
  const line3 = (3 * line) | 0;
  let o = intoAt | 0;
  let first = 0;
  for (; first + 4 <= lines; first += 4) {
    let p = (at + first * line) | 0;
    for (let t = 0; t < steps; t++) {
      into[o] = from[p];
      into[(o + 1) | 0] = from[(p + line) | 0];
      into[(o + 2) | 0] = from[(p + line2) | 0];
      into[(o + 3) | 0] = from[(p + line3) | 0];
      o = (o + 4) | 0;
      p = (p + step) | 0;
    }
  }
  if (first === lines) return;
  into.fill(0, o, o + 4 * steps);
  for (let r = 0; first + r < lines; r++) {
    let p = at + (first + r) * line;
    for (let t = 0; t < steps; t++, p += step) into[o + 4 * t + r] = from[p];
  }
}

function addRows(
  memory: Float64Array,
  row: number,
  out: Data,
  at: number,
  outRow: number,
  rows: number,
  cols: number,
): void {
  for (let i = 0; i < rows; i++) {
    const c = C + i * row;
    const o = at + i * outRow;
    for (let j = 0; j < cols; j++) out[o + j] += memory[c + j];
  }
}
