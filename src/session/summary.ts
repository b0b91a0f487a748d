// Statistics of a tensor for surfaces that have no room for all of it.

import type { Summary } from './types';

const HEAD = 16;

/** One pass over the elements; those that are not finite are counted and left out of the statistics. */
export function summarize(data: ArrayLike<number>): Summary {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let squares = 0;
  let finite = 0;
  for (let i = 0; i < data.length; i++) {
    const x = data[i];
    if (!Number.isFinite(x)) continue;
    finite++;
    if (x < min) min = x;
    if (x > max) max = x;
    sum += x;
    squares += x * x;
  }
  return {
    min: finite ? min : NaN,
    max: finite ? max : NaN,
    mean: sum / finite,
    norm: Math.sqrt(squares),
    nonFinite: data.length - finite,
    head: Array.prototype.slice.call(data, 0, HEAD) as number[],
  };
}

/** analytic - numeric, element by element; NaN where no numerical value was computed. */
export function difference(analytic: ArrayLike<number>, numeric: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: analytic.length }, (_, i) => analytic[i] - numeric[i]);
}
