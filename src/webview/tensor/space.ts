// Which element of the tensor a position in the numbers at hand stands for. Of a matrix that is too large to be held, the
// numbers at hand are blocks of elements put together.

import { flatOf, indexOf, isInside, type Shape } from '../../picture/positions';

export interface Space {
  /** Of the numbers at hand. */
  readonly shape: Shape;
  readonly indexAt: (flat: number) => number[];
  /** Null where the index is none of this tensor. */
  readonly flatAt: (index: readonly number[] | null) => number | null;
}

export function wholeSpace(shape: Shape): Space {
  return {
    shape,
    indexAt: (flat) => indexOf(shape, flat),
    flatAt: (index) => (isInside(shape, index) ? flatOf(shape, index) : null),
  };
}

export interface Blocks {
  readonly rows: number;
  readonly columns: number;
  /** How many rows and columns of elements there are. */
  readonly of: { readonly rows: number; readonly columns: number };
}

/**
 * A block stands for its first element. The last axis of the tensor runs along the columns, all others along the rows.
 * `from` is the flat position of the first of all elements in the blocks.
 */
export function blockSpace(shape: Shape, { rows, columns, of }: Blocks, from: number): Space {
  const blocks = [rows, columns];
  return {
    shape: blocks,
    indexAt: (flat) => {
      const [row, column] = indexOf(blocks, flat);
      return indexOf(shape, from + firstIn(row, rows, of.rows) * of.columns + firstIn(column, columns, of.columns));
    },
    flatAt: (index) => {
      const flat = isInside(shape, index) ? flatOf(shape, index) - from : -1;
      if (flat < 0 || flat >= of.rows * of.columns) return null;
      const [row, column] = [Math.floor(flat / of.columns), flat % of.columns];
      return flatOf(blocks, [Math.floor((row * rows) / of.rows), Math.floor((column * columns) / of.columns)]);
    },
  };
}

function firstIn(block: number, blocks: number, elements: number): number {
  return Math.ceil((block * elements) / blocks);
}
