// Half-open ranges of rows: which part of the first axis is read.

import { formatShape, type Shape } from '../../engine/tensor';
import { FileFormatError } from './error';

/** From, inclusive, and to, exclusive, along the first axis. */
export type Rows = readonly [number, number];

/** The rows to read of `extent`; all of them where none are named. */
export function rowsWithin(extent: number, rows: Rows | undefined): Rows {
  if (!rows) return [0, extent];
  const [from, to] = rows;
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to <= from || to > extent) {
    throw new FileFormatError('bad-value', `rows within [0, ${extent}), at least one`, `[${from}, ${to}]`);
  }
  return rows;
}

/** The rows to read of a tensor of this shape. A scalar has none to choose from. */
export function rowsOf(shape: Shape, rows: Rows | undefined): Rows {
  if (shape.length > 0) return rowsWithin(shape[0], rows);
  if (rows) throw new FileFormatError('bad-value', 'no rows of a scalar', `rows of shape ${formatShape(shape)}`);
  return [0, 1];
}
