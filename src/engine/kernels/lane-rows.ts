// How a product x · W moves when one element of x does in every lane: its row of the result, by its row of W.

import type { Data } from '../tensor';
import type { Window } from './lane-product';
import { scale } from './loops';

/** Writes the rows of the result that `into` shows; W is (inputs, units). */
export function moveRowOfPoint(
  W: Data,
  inputs: number,
  units: number,
  points: Int32Array,
  moves: Float64Array,
  into: Window,
  lanes: number,
): void {
  const move = areGrouped(points) ? moveRowsOfGroups : moveRows;
  move(W, inputs, units, points, moves, into, lanes);
}

/** Lanes in a row that move the same element, as many as make it worth while to go from one to the next. */
const GROUP = 8;

function areGrouped(points: Int32Array): boolean {
  let groups = 1;
  for (let lane = 1; lane < points.length; lane++) if (points[lane] !== points[lane - 1]) groups++;
  return GROUP * groups <= points.length;
}

function moveRows(
  W: Data,
  inputs: number,
  units: number,
  points: Int32Array,
  moves: Float64Array,
  { d, rowLo, rowHi, colLo, colHi }: Window,
  lanes: number,
): void {
  if (rowsOfW.length < lanes) rowsOfW = new Int32Array(lanes);
  for (let row = rowLo, at = 0; row < rowHi; row++) {
    for (let lane = 0; lane < lanes; lane++) {
      const input = points[lane] - row * inputs;
      rowsOfW[lane] = input >= 0 && input < inputs ? input * units : -1;
    }
    for (let col = colLo; col < colHi; col++, at += lanes) {
      for (let lane = 0; lane < lanes; lane++) {
        const from = rowsOfW[lane];
        d[at + lane] = from < 0 ? 0 : W[from + col] * moves[lane];
      }
    }
  }
}

/** In every lane, where the row of W begins that the moved input is multiplied with; grows, is never freed. */
let rowsOfW = new Int32Array(0);

/** The same, group by group. */
function moveRowsOfGroups(
  W: Data,
  inputs: number,
  units: number,
  points: Int32Array,
  moves: Float64Array,
  { d, rowLo, rowHi, colLo, colHi }: Window,
  lanes: number,
): void {
  const size = (colHi - colLo) * lanes;
  if (rowHi - rowLo > 1) d.fill(0, 0, (rowHi - rowLo) * size);
  for (let lane = 0, end = 0; lane < lanes; lane = end) {
    const point = points[lane];
    while (end < lanes && points[end] === point) end++;
    const row = (point / inputs) | 0;
    const from = (point - row * inputs) * units;
    let at = (row - rowLo) * size + lane;
    for (let col = colLo; col < colHi; col++, at += lanes) scale(moves, lane, W[from + col], d, at, end - lane);
  }
}
