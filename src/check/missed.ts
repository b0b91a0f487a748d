// How likely a projection is to miss a fault: an error e of the gradient shows along a direction as e · v, and that may
// happen to be small.

import type { CheckedTensor } from './checked';
import { normOf } from './statistics';
import { toleranceAt } from './verdict';

/** Of the gradient's norm: the error that is spoken of. */
const SPOKEN_OF = 0.01;

/**
 * The probability that an error of 1 % of the gradient's norm, in whatever elements, passes along all directions. Along a
 * normal one e · v is normal with standard deviation |e|, so that |e · v| <= T has a probability of at most T / |e| · sqrt(2 / π).
 */
export function missProbability(tensor: CheckedTensor): number {
  const { analytic, numeric, bound, gradient } = tensor;
  const error = SPOKEN_OF * normOf(gradient ?? []);
  if (!(error > 0)) return 1;
  let probability = 1;
  for (let k = 0; k < numeric.length; k++) {
    const unseen = toleranceAt(tensor.toleranceOf(k), analytic[k], numeric[k]) + bound[k];
    probability *= Math.min(1, (Math.sqrt(2 / Math.PI) * unseen) / error);
  }
  return Number.isFinite(probability) ? probability : 1;
}
