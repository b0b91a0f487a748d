// How far a box reaches when the same elements stand under another shape.

import type { Box } from '../box';
import type { Call } from '../op';
import type { Shape } from '../tensor';

/**
 * Both shapes are cut where the products of their extents agree, as (N, C, H, W) and (N, C · H · W) do after N: each part
 * maps by itself. Within a part the box covers from its first to its last element in row-major order.
 */
export function touchReshaped(_k: number, changed: Box, { operands: [x], out }: Call, reach: Box): void {
  let from = 0;
  let to = 0;
  while (from < x.shape.length || to < out.shape.length) {
    const [fromEnd, toEnd] = endOfPart(x.shape, from, out.shape, to);
    mapPart(x.shape, changed, from, fromEnd, out.shape, reach, to, toEnd);
    [from, to] = [fromEnd, toEnd];
  }
}

/** The ends of the smallest parts from here whose sizes agree; trailing extents of 1 belong to the last part. */
function endOfPart(x: Shape, from: number, out: Shape, to: number): readonly [number, number] {
  let left = from < x.length ? x[from++] : 1;
  let right = to < out.length ? out[to++] : 1;
  while (left !== right) {
    if (left < right) left *= x[from++];
    else right *= out[to++];
  }
  return [from, to];
}

function mapPart(
  x: Shape,
  changed: Box,
  from: number,
  fromEnd: number,
  out: Shape,
  reach: Box,
  to: number,
  toEnd: number,
): void {
  let first = 0;
  let last = 0;
  for (let axis = from; axis < fromEnd; axis++) {
    first = first * x[axis] + changed.lo[axis];
    last = last * x[axis] + changed.hi[axis] - 1;
  }
  // From the innermost axis outwards: below the outermost axis in which the ends differ, everything is covered.
  let size = 1;
  for (let axis = toEnd - 1; axis >= to; axis--) {
    const whole = Math.floor(first / (size * out[axis])) !== Math.floor(last / (size * out[axis]));
    reach.lo[axis] = whole ? 0 : Math.floor(first / size) % out[axis];
    reach.hi[axis] = whole ? out[axis] : (Math.floor(last / size) % out[axis]) + 1;
    size *= out[axis];
  }
}
