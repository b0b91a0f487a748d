// What is said between a worker that checks and those that help it.

import type { Found, Part } from '../../check/helpers';
import type { Shipped } from './ship';

export interface HelperMethods {
  /** From now on parts are of this point. */
  prepare(point: Shipped): void;
  /** What is known of the part's elements, in the order of the sweep. */
  measure(part: Part): Found;
  /** What was prepared is no longer needed. */
  rest(request: null): void;
}
