// Draws a part of a sheet, pixel by pixel. Of several elements in a pixel the one of the largest magnitude is seen.

import { shadeOf, shareOf, type Scale, type Shades } from './scale';
import { flatAt, type Cell, type Sheet } from './sheet';

/** The part of a sheet that is in view, in cells. */
export interface Frame {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The numbers of a map. */
export interface Figures {
  readonly data: ArrayLike<number>;
  /** The flat position of the first of them. */
  readonly from: number;
}

export function paint(
  pixels: Uint32Array,
  { width, height }: Size,
  { sheet, frame, figures: { data, from }, scale, shades }: Painting,
): void {
  const across = Array.from({ length: width }, (_, x) => cellsIn(frame.column, frame.columns, width, x));
  for (let y = 0; y < height; y++) {
    const [top, bottom] = cellsIn(frame.row, frame.rows, height, y);
    for (let x = 0; x < width; x++) {
      const [left, right] = across[x];
      const flat = largestIn(sheet, data, from, top, bottom, left, right);
      const number = data[flat - from];
      let pixel: number;
      if (flat < 0) pixel = isPast(sheet, top, left) ? NOTHING : shades.gap;
      else if (Number.isNaN(number)) pixel = (x + y) % HATCH === 0 ? shades.hatch : NOTHING;
      else pixel = shades.byShare[shadeOf(shareOf(scale, number))];
      pixels[y * width + x] = pixel;
    }
  }
}

const NOTHING = 0;
/** From line to line of the hatching. */
const HATCH = 5;

function isPast({ end }: Sheet, row: number, column: number): boolean {
  return end !== null && row >= end.row && column >= end.column;
}

export interface Painting {
  readonly sheet: Sheet;
  readonly frame: Frame;
  readonly figures: Figures;
  readonly scale: Scale;
  readonly shades: Shades;
}

/** The element that is seen at a point, given from 0 to 1 of the frame's width and height; null where there is none. */
export function flatSeen(
  sheet: Sheet,
  frame: Frame,
  { data, from }: Figures,
  { width, height }: Size,
  at: { readonly x: number; readonly y: number },
): number | null {
  const pixel = (share: number, pixels: number): number => Math.min(pixels - 1, Math.floor(share * pixels));
  const [top, bottom] = cellsIn(frame.row, frame.rows, height, pixel(at.y, height));
  const [left, right] = cellsIn(frame.column, frame.columns, width, pixel(at.x, width));
  const flat = largestIn(sheet, data, from, top, bottom, left, right);
  return flat < 0 ? null : flat;
}

/** Which cells are in a pixel: at least one. */
function cellsIn(start: number, count: number, pixels: number, pixel: number): readonly [from: number, to: number] {
  const from = Math.floor(start + (pixel * count) / pixels + EDGE);
  return [from, Math.max(from + 1, Math.floor(start + ((pixel + 1) * count) / pixels + EDGE))];
}

/** What stands exactly on the edge of a cell is not to fall before it by a rounding. */
const EDGE = 1e-9;

/** -1 where there is no element. Of those without a number the last. */
function largestIn(
  sheet: Sheet,
  data: ArrayLike<number>,
  from: number,
  top: number,
  bottom: number,
  left: number,
  right: number,
): number {
  let found = -1;
  let largest = -1;
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) {
      const flat = flatOrGap(sheet, row, column);
      if (flat < 0) continue;
      const size = Math.abs(data[flat - from]);
      if (size > largest || found < 0) {
        found = flat;
        if (size >= 0) largest = size;
      }
    }
  }
  return found;
}

/** As `flatAt`, for the innermost loop. */
function flatOrGap({ rows, columns, end }: Sheet, row: number, column: number): number {
  const down = rows[row];
  const along = columns[column];
  if (!(down >= 0 && along >= 0)) return -1;
  return end !== null && row >= end.row && column >= end.column ? -1 : down + along;
}

export function wholeFrame({ rows, columns }: Sheet): Frame {
  return { row: 0, column: 0, rows: rows.length, columns: columns.length };
}

/** Nearer or further by a factor about a point, which is given from 0 to 1; within the sheet. */
export function zoomed(
  sheet: Sheet,
  frame: Frame,
  factor: number,
  at: { readonly x: number; readonly y: number },
): Frame {
  const resize = (count: number, all: number): number => Math.min(all, Math.max(Math.min(all, FEWEST), count / factor));
  const rows = resize(frame.rows, sheet.rows.length);
  const columns = resize(frame.columns, sheet.columns.length);
  return within(sheet, {
    rows,
    columns,
    row: frame.row + at.y * (frame.rows - rows),
    column: frame.column + at.x * (frame.columns - columns),
  });
}

/** So many cells a side are always seen. */
const FEWEST = 4;

export function within(sheet: Sheet, frame: Frame): Frame {
  const clamp = (at: number, count: number, all: number): number => Math.max(0, Math.min(all - count, at));
  return {
    ...frame,
    row: clamp(frame.row, frame.rows, sheet.rows.length),
    column: clamp(frame.column, frame.columns, sheet.columns.length),
  };
}

/** Moved so far that a cell is in it. */
export function showing(sheet: Sheet, frame: Frame, { row, column }: Cell): Frame {
  const towards = (start: number, count: number, at: number): number =>
    at < start ? at : at + 1 > start + count ? at + 1 - count : start;
  return within(sheet, {
    ...frame,
    row: towards(frame.row, frame.rows, row),
    column: towards(frame.column, frame.columns, column),
  });
}

/** The number in a cell, where the cell is large enough to hold it. */
export function cellsWithin(sheet: Sheet, frame: Frame, visit: (cell: Cell, flat: number) => void): void {
  for (let row = Math.floor(frame.row); row < frame.row + frame.rows; row++)
    for (let column = Math.floor(frame.column); column < frame.column + frame.columns; column++) {
      const flat = flatAt(sheet, { row, column });
      if (flat !== null) visit({ row, column }, flat);
    }
}
