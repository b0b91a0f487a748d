// Opaque code is evaluated whole for every element that is perturbed. Of large tensors a share is checked element by
// element, and all the rest together along random directions; where the rest does not agree, every element is.

import { sizeOf } from '../engine/tensor';
import type { Value } from '../engine/graph';
import type { Base } from './base';
import { Line } from './propagate';

/** Of one tensor, in rough multiplications: a few seconds. */
const BUDGET = 8e9;
/** So many elements are checked whatever they cost. */
const FEWEST = 256;
/** A pair of central differences. */
const EVALUATIONS = 4;

/** How many elements can be checked one by one; undefined: all. */
export function affordable(base: Base, { id, shape }: Value): number | undefined {
  const line = new Line(base, id);
  const size = sizeOf(shape);
  if (!line.opaque || size <= FEWEST) return undefined;
  line.aim(0);
  const count = Math.max(FEWEST, Math.floor(BUDGET / (EVALUATIONS * line.cost)));
  return count < size ? count : undefined;
}
