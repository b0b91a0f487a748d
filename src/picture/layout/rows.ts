// A long graph in rows, as lines of text: a network of a thousand layers in one line would be a thread in any window.

import type { Point } from './types';

/** The extent of a column of the graph, as if all of them stood in one row. */
export interface Column {
  readonly left: number;
  readonly width: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Rows {
  readonly width: number;
  readonly height: number;
  rowOf(column: number): number;
  /** Where a point of a column comes to stand. */
  move(column: number, point: Point): Point;
  /** From the end of a row to the beginning of the next: along the gap between them. */
  turn(from: Point, to: Point, column: number): Point[];
}

/** How wide the whole becomes by its height, where it is so long, and so much wider than high, that it is put into rows. */
const ASPECT = 1.6;
const WIDE = 12;
const LONG = 3000;
const GAP = 70;
/** Room at both ends of a row for the edges that go on in another. */
const TURN = 36;

export function inRows(columns: readonly Column[], margin: number): Rows {
  const last = columns[columns.length - 1];
  const length = last ? last.left + last.width : 0;
  const tall = extentOf(columns);
  const count =
    length > Math.max(LONG, WIDE * tall.height)
      ? Math.max(1, Math.round(Math.sqrt(length / (ASPECT * (tall.height + GAP)))))
      : 1;
  const share = length / count;
  const rowOf = columns.map(({ left }) => Math.min(count - 1, Math.floor(left / share)));
  const inset = margin + (count > 1 ? TURN : 0);
  const rows = Array.from({ length: count }, (_, row) => columns.filter((_, i) => rowOf[i] === row));
  const lefts = rows.map(([first]) => first?.left ?? 0);
  const tops: number[] = [];
  let top = margin;
  const shifts = rows.map((row) => {
    const { top: highest, height } = extentOf(row);
    tops.push(top);
    const shift = top - highest;
    top += height + GAP;
    return shift;
  });
  const width = Math.max(...rows.map((row, i) => (row.at(-1) ? row.at(-1)!.left + row.at(-1)!.width - lefts[i] : 0)));
  return {
    width: width + 2 * inset,
    height: top - GAP + margin,
    rowOf: (column) => rowOf[column],
    move: (column, { x, y }) => ({ x: x - lefts[rowOf[column]] + inset, y: y + shifts[rowOf[column]] }),
    turn(from, to, column) {
      const between = tops[rowOf[column]] - GAP / 2;
      const [right, left] = [width + inset + TURN / 2, inset - TURN / 2];
      return [
        { x: right, y: from.y },
        { x: right, y: between },
        { x: left, y: between },
        { x: left, y: to.y },
      ];
    },
  };
}

function extentOf(columns: readonly Column[]): { readonly top: number; readonly height: number } {
  const top = Math.min(0, ...columns.map((column) => column.top));
  return { top, height: Math.max(0, ...columns.map((column) => column.bottom)) - top };
}
