// Walking a box of a result and, in step with it, one or two operands that are laid out by strides of their own.

import type { Box } from './box';

type Strides = ArrayLike<number>;

/** `n` steps through the result (from o by os) and both operands (from i by is, from j by js). */
export type PairRun = (o: number, os: number, i: number, is: number, j: number, js: number, n: number) => void;

/** Walks a box as few, long runs, in row-major order. `so`, `sx` and `sy` have one stride for every axis of the box. */
export function forEachStridedRun(box: Box, so: Strides, sx: Strides, sy: Strides, run: PairRun): void {
  const { lo, hi } = box;
  // The innermost axis that the box spans, joined with those before it while all three stay evenly spaced.
  let inner = lo.length - 1;
  while (inner > 0 && hi[inner] - lo[inner] === 1) inner--;
  let first = inner;
  let n = inner < 0 ? 1 : hi[inner] - lo[inner];
  while (
    first > 0 &&
    so[first - 1] === so[inner] * n &&
    sx[first - 1] === sx[inner] * n &&
    sy[first - 1] === sy[inner] * n
  ) {
    first--;
    n *= hi[first] - lo[first];
  }
  if (n <= 0) return;
  let o = 0;
  let i = 0;
  let j = 0;
  for (let axis = Math.max(first, 0); axis < lo.length; axis++) {
    o += lo[axis] * so[axis];
    i += lo[axis] * sx[axis];
    j += lo[axis] * sy[axis];
  }
  const [os, is, js] = inner < 0 ? [1, 0, 0] : [so[inner], sx[inner], sy[inner]];
  const walk = (axis: number, o: number, i: number, j: number): void => {
    if (axis >= first) return run(o, os, i, is, j, js, n);
    for (let at = lo[axis]; at < hi[axis]; at++) {
      walk(axis + 1, o + at * so[axis], i + at * sx[axis], j + at * sy[axis]);
    }
  };
  walk(0, o, i, j);
}
