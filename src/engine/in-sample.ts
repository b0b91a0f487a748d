// How the elements of a param that all samples share move each sample by itself, where one moves one.

import type { InSample } from './difference';
import { sizeOf, type Data, type Shape } from './tensor';

/** Of x · W, sample by sample: W[i, j] moves element j by x[i] of its own movement, where that is not 0. */
export function weightsInSample(x: Data, [inputs, units]: Shape): InSample {
  const live = new Int32Array(inputs);
  return (sample, wanted, { elements, points, factors }, first = 0, end = inputs * units) => {
    const from = sample * inputs;
    const last = Math.min(inputs, Math.ceil(end / units));
    let rows = 0;
    for (let i = Math.floor(first / units); i < last; i++) if (x[from + i] !== 0) live[rows++] = i;
    let count = 0;
    for (let j = 0; j < units; j++) {
      const point = sample * units + j;
      for (let row = 0; row < rows; row++) {
        const i = live[row];
        const element = i * units + j;
        if (wanted?.[element] === 0) continue;
        elements[count] = element;
        points[count] = point;
        factors[count++] = x[from + i];
      }
    }
    return count;
  };
}

/** Of a sum of x and what every sample is given more: each element moves its own by as much. Null where the shapes are others. */
export function addendsInSample(addend: Shape, out: Shape): InSample | null {
  const size = sizeOf(addend);
  if (out.length < 2 || size !== sizeOf(out.slice(1)) || sizeOf(out) === size) return null;
  return (sample, wanted, { elements, points, factors }, from = 0, to = size) => {
    let count = 0;
    for (let element = from; element < Math.min(size, to); element++) {
      if (wanted?.[element] === 0) continue;
      elements[count] = element;
      points[count] = sample * size + element;
      factors[count++] = 1;
    }
    return count;
  };
}
