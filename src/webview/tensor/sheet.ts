// How a tensor is laid out flat: in rows and columns of cells, and beyond two dimensions in tiles beside each other. The
// position of the element in a cell is the sum of what its row and its column add, whatever the arrangement.

import { flatOf, indexOf, stridesOf, type Shape } from '../../picture/positions';

/** An axis whose elements are the pixels of an image, row by row. */
export interface Unfold {
  readonly axis: number;
  readonly height: number;
  readonly width: number;
}

export interface Arrangement {
  readonly shape: Shape;
  readonly unfold: Unfold | null;
  /** By axis: at which index a tile axis is held; null where all of it is shown. Of the axes within tiles it says nothing. */
  readonly held: readonly (number | null)[];
}

export interface Sheet extends Arrangement {
  /** What each row and column adds to the flat position; GAP between tiles. */
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  readonly tile: Tile;
  /** From this row on there is nothing from this column on: the last tiles do not fill their row. */
  readonly end: Cell | null;
  /** Of tiles that follow one axis: how many are beside each other. */
  readonly across: number;
}

export interface Cell {
  readonly row: number;
  readonly column: number;
}

interface Tile {
  readonly height: number;
  readonly width: number;
  /** So many cells are left out between tiles. */
  readonly gap: number;
}

const GAP = -1;
/** Of images from this size on the gap is wide enough to be seen where cells are smaller than pixels. */
const LARGE_TILE = 14;

/** The axes that lead to a tile, rather than to a cell in it. */
export function tileAxes({ shape, unfold }: Pick<Arrangement, 'shape' | 'unfold'>): number[] {
  const inTile = unfold ? [unfold.axis] : [shape.length - 2, shape.length - 1];
  return shape.flatMap((_, axis) => (inTile.includes(axis) ? [] : [axis]));
}

/** `aspect` is the width of where it is drawn, by the height: tiles of one axis fill it. */
export function sheetOf(arrangement: Arrangement, aspect = 1): Sheet {
  const { shape } = arrangement;
  const strides = stridesOf(shape);
  const tile = tileOf(arrangement);
  const { height, width, gap } = tile;
  const [down, along] = spreadAxes(arrangement);
  const base = tileAxes(arrangement).reduce((sum, axis) => sum + (arrangement.held[axis] ?? 0) * strides[axis], 0);
  const wrapped = down.length === 0 && along !== null;
  const count = along === null ? 1 : shape[along];
  const across = wrapped ? acrossOf(count, tile, aspect) : count;
  const columnStep = along === null ? 0 : strides[along];
  const tilesDown = wrapped
    ? Array.from({ length: Math.ceil(count / across) }, (_, i) => i * across * columnStep)
    : offsetsOf(shape, down);
  const tilesAlong = Array.from({ length: across }, (_, i) => i * columnStep);
  const last = count % across;
  return {
    ...arrangement,
    rows: cellsOf(tilesDown, height, gap, tile.rowStride, base),
    columns: cellsOf(tilesAlong, width, gap, tile.columnStride, 0),
    tile: { height, width, gap },
    end:
      wrapped && last > 0 ? { row: (tilesDown.length - 1) * (height + gap), column: last * (width + gap) - gap } : null,
    across,
  };
}

/** The flat position of the element in a cell; null between tiles and outside. */
export function flatAt({ rows, columns, end }: Sheet, { row, column }: Cell): number | null {
  if (!(row >= 0 && column >= 0 && row < rows.length && column < columns.length)) return null;
  if (rows[row] === GAP || columns[column] === GAP) return null;
  if (end && row >= end.row && column >= end.column) return null;
  return rows[row] + columns[column];
}

/** Where an element is drawn; null where the tile axes are held elsewhere. */
export function cellOf(sheet: Sheet, index: readonly number[]): Cell | null {
  const { shape, unfold, held, across, tile } = sheet;
  if (tileAxes(sheet).some((axis) => (held[axis] ?? index[axis]) !== index[axis])) return null;
  const [down, along] = spreadAxes(sheet);
  const at = along === null ? 0 : index[along];
  const tileRow =
    down.length === 0
      ? Math.floor(at / across)
      : flatOf(
          down.map((axis) => shape[axis]),
          down.map((axis) => index[axis]),
        );
  const inner = unfold
    ? { row: Math.floor(index[unfold.axis] / unfold.width), column: index[unfold.axis] % unfold.width }
    : { row: index.at(-2) ?? 0, column: index.at(-1) ?? 0 };
  return {
    row: tileRow * (tile.height + tile.gap) + inner.row,
    column: (at % across) * (tile.width + tile.gap) + inner.column,
  };
}

/** The same of the element at a flat position; null where none is given. */
export function cellAt(sheet: Sheet, flat: number | null): Cell | null {
  return flat === null ? null : cellOf(sheet, indexOf(sheet.shape, flat));
}

/** The next cell in a direction, over the gaps between tiles; null at the edge. */
export function nextCell(sheet: Sheet, { row, column }: Cell, down: number, right: number): Cell | null {
  const inside = (at: Cell): boolean =>
    at.row >= 0 && at.column >= 0 && at.row < sheet.rows.length && at.column < sheet.columns.length;
  for (let at = { row: row + down, column: column + right }; inside(at);) {
    if (flatAt(sheet, at) !== null) return at;
    at = { row: at.row + Math.sign(down), column: at.column + Math.sign(right) };
  }
  return null;
}

/** Each element that is shown. */
export function forEachShown(sheet: Sheet, visit: (flat: number) => void): void {
  for (let row = 0; row < sheet.rows.length; row++)
    for (let column = 0; column < sheet.columns.length; column++) {
      const flat = flatAt(sheet, { row, column });
      if (flat !== null) visit(flat);
    }
}

/** The axes that are spread over rows of tiles, and the one that is spread along them. */
function spreadAxes(arrangement: Arrangement): [down: number[], along: number | null] {
  const spread = tileAxes(arrangement).filter(
    (axis) => arrangement.held[axis] === null && arrangement.shape[axis] !== 1,
  );
  return [spread.slice(0, -1), spread.at(-1) ?? null];
}

function tileOf({ shape, unfold }: Arrangement): Tile & { readonly rowStride: number; readonly columnStride: number } {
  const stride = unfold ? stridesOf(shape)[unfold.axis] : 1;
  const { height, width } = unfold ?? { height: shape.at(-2) ?? 1, width: shape.at(-1) ?? 1 };
  const gap = Math.min(height, width) >= LARGE_TILE ? 2 : 1;
  return { height, width, gap, rowStride: width * stride, columnStride: stride };
}

/** So that the whole is about as wide and high as where it is drawn. */
function acrossOf(count: number, { height, width, gap }: Tile, aspect: number): number {
  const across = Math.ceil(Math.sqrt((count * (height + gap) * aspect) / (width + gap)));
  return Math.max(1, Math.min(count, across));
}

/** Of all indices along some axes, the first the slowest. */
function offsetsOf(shape: Shape, axes: readonly number[]): number[] {
  const strides = stridesOf(shape);
  return axes.reduce(
    (offsets, axis) =>
      offsets.flatMap((offset) => Array.from({ length: shape[axis] }, (_, i) => offset + i * strides[axis])),
    [0],
  );
}

function cellsOf(tiles: readonly number[], count: number, gap: number, stride: number, base: number): Int32Array {
  const cells = new Int32Array(Math.max(0, tiles.length * (count + gap) - gap)).fill(GAP);
  tiles.forEach((offset, tile) => {
    for (let i = 0; i < count; i++) cells[tile * (count + gap) + i] = base + offset + i * stride;
  });
  return cells;
}
