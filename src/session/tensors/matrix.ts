// A tensor of any rank as a matrix that is small enough to be drawn.

import { sizeOf, type Shape } from '../../engine/tensor';
import type { Matrix } from './types';

/** The last axis goes along the columns, all others along the rows; a vector is one row. */
export function pooled(data: ArrayLike<number>, start: number, shape: Shape, rows: number, columns: number): Matrix {
  const across = shape.at(-1) ?? 1;
  const down = across === 0 ? 0 : sizeOf(shape) / across;
  const matrix = { rows: Math.min(rows, down), columns: Math.min(columns, across) };
  const cells = new Float64Array(matrix.rows * matrix.columns).fill(NaN);
  for (let i = 0, flat = start; i < down; i++) {
    const row = Math.floor((i * matrix.rows) / down) * matrix.columns;
    for (let j = 0; j < across; j++, flat++) {
      const cell = row + Math.floor((j * matrix.columns) / across);
      // Nothing is larger than what is not a number: the first number takes its place.
      if (!(Math.abs(data[flat]) <= Math.abs(cells[cell])) && !Number.isNaN(data[flat])) cells[cell] = data[flat];
    }
  }
  return { ...matrix, data: cells, of: { rows: down, columns: across } };
}
