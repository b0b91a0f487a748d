// Steps of differences, by the scale of what is perturbed.

import type { Data } from '../engine/tensor';
import type { CheckSettings } from './problem';

const EPSILON = 2 ** -52;

/**
 * Truncation goes with h², rounding with 1/h. Plain central differences take h where they are equal. Extrapolated ones
 * take a larger step, because there is room for truncation below the tolerance, and because at this step the fourth
 * difference h⁴ L'''' is no more than rounding, which measures the noise.
 */
export function relativeStep({ h, method }: CheckSettings): number {
  return h ?? (method === 'central' ? Math.cbrt(EPSILON) : Math.sqrt(Math.sqrt(EPSILON)));
}

/** Of more elements a thousand are enough to know a scale by. */
const SCALE_SAMPLES = 1024;

/** The median magnitude of the elements that are not 0, which a few large ones do not move; 1 where all are 0. */
export function scaleOf(data: Data): number {
  const stride = Math.max(1, Math.floor(data.length / SCALE_SAMPLES));
  const magnitudes = new Float64Array(Math.ceil(data.length / stride));
  let count = 0;
  for (let i = 0; i < data.length; i += stride) {
    const magnitude = Math.abs(data[i]);
    if (magnitude > 0 && magnitude < Infinity) magnitudes[count++] = magnitude;
  }
  if (count === 0) return 1;
  return magnitudes.subarray(0, count).sort()[count >> 1];
}

/** The largest magnitude. */
export function largestOf(data: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < data.length; i++) largest = Math.max(largest, Math.abs(data[i]));
  return largest;
}
