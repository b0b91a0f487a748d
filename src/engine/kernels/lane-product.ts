// How a matrix product moves when its operands do: (x + dx)(y + dy) - xy = dx · y + x · dy + dx · dy, in many lanes at
// once. The innermost loops run over the lanes, which lie side by side.

import { addLanes } from '../difference';
import type { Data } from '../tensor';

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
  const { d: out, rowLo, rowHi, colLo, colHi } = into;
  let at = into.at * lanes;
  for (let row = rowLo; row < rowHi; row++) {
    for (let col = colLo; col < colHi; col++, at += lanes) {
      out.fill(0, at, at + lanes);
      const dx = x.window && row >= x.window.rowLo && row < x.window.rowHi ? x.window : null;
      const dy = y.window && col >= y.window.colLo && col < y.window.colHi ? y.window : null;
      if (dx) {
        let from = (dx.at + (row - dx.rowLo) * (dx.colHi - dx.colLo)) * lanes;
        for (let t = dx.colLo; t < dx.colHi; t++, from += lanes) {
          addLanes(dx.d, from, y.data[y.at + t * y.width + col], out, at, lanes);
        }
      }
      if (dy) {
        const width = dy.colHi - dy.colLo;
        for (let t = dy.rowLo; t < dy.rowHi; t++) {
          const from = (dy.at + (t - dy.rowLo) * width + col - dy.colLo) * lanes;
          addLanes(dy.d, from, x.data[x.at + row * x.width + t], out, at, lanes);
        }
      }
      if (dx && dy) addProducts(dx, row, dy, col, out, at, lanes);
    }
  }
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
    const i = (dx.at + (row - dx.rowLo) * (dx.colHi - dx.colLo) + t - dx.colLo) * lanes;
    const j = (dy.at + (t - dy.rowLo) * (dy.colHi - dy.colLo) + col - dy.colLo) * lanes;
    for (let lane = 0; lane < lanes; lane++) out[at + lane] += dx.d[i + lane] * dy.d[j + lane];
  }
}
