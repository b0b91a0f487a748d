// When two tensors that were computed in different ways are the same but for rounding.

import { dtypeOf, type Tensor } from '../../engine/tensor';

/** Roundings of a sum of many terms, as a share of its largest element. */
export function roundingOf(t: Tensor): number {
  return dtypeOf(t) === 'float32' ? 1e-4 : 1e-9;
}

/** The largest distance over the largest magnitude; 0 where all are 0. */
export function distanceRatio(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [distance, largest] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    const apart = Math.abs(a[i] - b[i]);
    // Not a number in either of them is far from all.
    if (!(apart <= distance)) distance = Number.isNaN(apart) ? Infinity : apart;
    largest = Math.max(largest, Math.abs(a[i]), Math.abs(b[i]));
  }
  return distance === 0 ? 0 : distance / largest;
}
