// A tensor as text to be pasted elsewhere, with every digit that tells its numbers apart.

import { flatOf, sizeOf, type Shape } from '../../picture/positions';

export const FORMATS = ['NumPy', 'JSON', 'CSV'] as const;
export type Format = (typeof FORMATS)[number];

/** `data` is row-major. */
export function textOf(format: Format, shape: Shape, data: ArrayLike<number>): string {
  switch (format) {
    case 'NumPy':
      return numpyOf(shape, data);
    case 'JSON':
      return nested(shape, data, jsonNumber, '\n');
    case 'CSV':
      return csvOf(shape, data);
  }
}

function numpyOf(shape: Shape, data: ArrayLike<number>): string {
  // Brackets do not tell how long the axes behind an empty one are.
  if (sizeOf(shape) === 0) return `np.empty((${shape.join(', ')},), dtype=np.float64)`;
  return `np.array(${nested(shape, data, numpyNumber, '\n  ')}, dtype=np.float64)`;
}

function numpyNumber(x: number): string {
  if (Number.isNaN(x)) return 'np.nan';
  if (!Number.isFinite(x)) return x > 0 ? 'np.inf' : '-np.inf';
  return spelt(x);
}

/** As in reports: what JSON has no number for is a string. */
function jsonNumber(x: number): string {
  return Number.isFinite(x) ? spelt(x) : `"${x}"`;
}

function spelt(x: number): string {
  return Object.is(x, -0) ? '-0.0' : String(x);
}

/** A line for each row: the last axis runs along the line, all others from line to line. */
function csvOf(shape: Shape, data: ArrayLike<number>): string {
  const across = shape.at(-1) ?? 1;
  const lines: string[] = [];
  for (let from = 0; from < data.length; from += across)
    lines.push(Array.from({ length: across }, (_, i) => spelt(data[from + i])).join(','));
  return lines.join('\n');
}

/** Innermost lists stand on a line each. */
function nested(shape: Shape, data: ArrayLike<number>, write: (x: number) => string, newLine: string): string {
  let at = 0;
  const build = (axis: number): string => {
    if (axis === shape.length) return write(data[at++]);
    const parts = Array.from({ length: shape[axis] }, () => build(axis + 1));
    return `[${parts.join(axis === shape.length - 1 ? ', ' : `,${newLine}`)}]`;
  };
  return build(0);
}

/** What remains where some axes are held at an index, of elements that begin at flat position `from`. */
export function slicedOf(
  shape: Shape,
  held: readonly (number | null)[],
  data: ArrayLike<number>,
  from: number,
): { readonly shape: Shape; readonly data: Float64Array } {
  const free = shape.flatMap((_, axis) => (held[axis] === null ? [axis] : []));
  const rest = free.map((axis) => shape[axis]);
  const picked = new Float64Array(sizeOf(rest));
  const index = held.map((at) => at ?? 0);
  for (let i = 0; i < picked.length; i++) {
    let left = i;
    for (const axis of [...free].reverse()) {
      index[axis] = left % shape[axis];
      left = Math.floor(left / shape[axis]);
    }
    picked[i] = data[flatOf(shape, index) - from];
  }
  return { shape: rest, data: picked };
}
