// How a matrix product moves when its operands do: (x + dx)(y + dy) - xy = dx · y + x · dy + dx · dy, in many lanes at
// once. The lanes lie side by side: each term is itself a product of matrices.

import type { Data } from '../tensor';
import { addProduct } from './matmul';

/** A rectangle of a matrix that moves: element (row, col) by d[(at + (row - rowLo) · width + col - colLo) · lanes + lane]. */
export interface Window {
  readonly d: Float64Array;
  readonly at: number;
  readonly rowLo: number;
  readonly rowHi: number;
  readonly colLo: number;
  readonly colHi: number;
}

/** A matrix of a larger tensor: its elements from `at` on, its row length, and what of it moves. */
export interface Moving {
  readonly data: Data;
  readonly at: number;
  readonly width: number;
  readonly window: Window | null;
}

/** Writes the rectangle `into` of the product's movement. */
export function moveProduct(x: Moving, y: Moving, into: Window, lanes: number): void {
  const size = (into.rowHi - into.rowLo) * (into.colHi - into.colLo);
  into.d.fill(0, into.at * lanes, (into.at + size) * lanes);
  if (x.window) addLeftMove(x.window, y, into, lanes);
  if (y.window) addRightMove(x, y.window, into, lanes);
  if (x.window && y.window) addJointMove(x.window, y.window, into, lanes);
}

/** dx · y: in every row a product of its own, columns by lanes. */
function addLeftMove(dx: Window, { data, at, width }: Moving, into: Window, lanes: number): void {
  const columns = into.colHi - into.colLo;
  const moving = dx.colHi - dx.colLo;
  const first = at + dx.colLo * width + into.colLo;
  const end = Math.min(dx.rowHi, into.rowHi);
  for (let row = Math.max(dx.rowLo, into.rowLo); row < end; row++) {
    const from = (dx.at + (row - dx.rowLo) * moving) * lanes;
    const to = placeOf(into, row, into.colLo) * lanes;
    addProduct(data, first, 1, width, dx.d, from, 1, lanes, into.d, to, lanes, columns, moving, lanes);
  }
}

/** x · dy: a column and a lane are together a column of one product. */
function addRightMove({ data, at, width }: Moving, dy: Window, into: Window, lanes: number): void {
  const lo = Math.max(dy.colLo, into.colLo);
  const columns = Math.min(dy.colHi, into.colHi) - lo;
  if (columns <= 0) return;
  const from = (dy.at + lo - dy.colLo) * lanes;
  const to = placeOf(into, into.rowLo, lo) * lanes;
  const [dyRow, intoRow] = [dy, into].map(({ colLo, colHi }) => (colHi - colLo) * lanes);
  const [rows, moving] = [into, dy].map(({ rowLo, rowHi }) => rowHi - rowLo);
  const first = at + into.rowLo * width + dy.rowLo;
  addProduct(data, first, width, 1, dy.d, from, 1, dyRow, into.d, to, intoRow, rows, moving, columns * lanes);
}

/** dx · dy, where both move. */
function addJointMove(dx: Window, dy: Window, into: Window, lanes: number): void {
  for (let row = Math.max(dx.rowLo, into.rowLo); row < Math.min(dx.rowHi, into.rowHi); row++) {
    for (let col = Math.max(dy.colLo, into.colLo); col < Math.min(dy.colHi, into.colHi); col++) {
      addProducts(dx, row, dy, col, into.d, placeOf(into, row, col) * lanes, lanes);
    }
  }
}

function placeOf({ at, rowLo, colLo, colHi }: Window, row: number, col: number): number {
  return at + (row - rowLo) * (colHi - colLo) + col - colLo;
}

/** dx · dy of one element of the product, where both move. */
function addProducts(
  dx: Window,
  row: number,
  dy: Window,
  col: number,
  out: Float64Array,
  at: number,
  lanes: number,
): void {
  for (let t = Math.max(dx.colLo, dy.rowLo); t < Math.min(dx.colHi, dy.rowHi); t++) {
    const i = placeOf(dx, row, t) * lanes;
    const j = placeOf(dy, t, col) * lanes;
    for (let lane = 0; lane < lanes; lane++) out[at + lane] += dx.d[i + lane] * dy.d[j + lane];
  }
}
