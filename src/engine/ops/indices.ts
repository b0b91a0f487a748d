// Operands that hold whole numbers: positions along an axis.

import type { Box } from '../box';
import { ShapeError } from '../op';
import { indexOf, type Tensor } from '../tensor';

/** Throws where a tensor holds anything but whole numbers from 0 to `count` - 1. */
export function expectIndices(operand: string, { data, shape }: Tensor, count: number): void {
  const at = data.findIndex((index) => !(Number.isInteger(index) && index >= 0 && index < count));
  if (at < 0) return;
  const place = shape.length === 0 ? '' : ` at [${indexOf(shape, at).join(', ')}]`;
  throw new ShapeError(operand, `integers in 0..${count - 1}`, `${data[at]}${place}`);
}

/**
 * Sets the axes of `reach` from `first` on to the smallest box of the indices that holds every index in [lo, hi); to an
 * empty one where there is none.
 */
export function touchPlaces({ data, shape }: Tensor, lo: number, hi: number, reach: Box, first: number): void {
  for (let axis = 0; axis < shape.length; axis++) {
    reach.lo[first + axis] = shape[axis];
    reach.hi[first + axis] = 0;
  }
  for (let i = 0; i < data.length; i++) {
    if (data[i] < lo || data[i] >= hi) continue;
    let rest = i;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const at = rest % shape[axis];
      rest = (rest - at) / shape[axis];
      if (at < reach.lo[first + axis]) reach.lo[first + axis] = at;
      if (at >= reach.hi[first + axis]) reach.hi[first + axis] = at + 1;
    }
  }
}
