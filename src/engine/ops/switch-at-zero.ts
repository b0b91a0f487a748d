// What the ops share that have one branch below 0 and another above: both agree at 0 itself.

import { forEachRun } from '../box';
import { TIED, type Attributes, type Switches } from '../op';

const BELOW = 0;
const ABOVE = 1;
/** Where there is nothing to choose. */
const EITHER = 2;

interface Branches {
  below(x: number, attributes: Attributes): number;
  above(x: number): number;
  /** Whether the branches meet without a kink under these attributes: then there is nothing to choose. */
  smooth?(attributes: Attributes): boolean;
}

/** Whether a move from `x` throws the switch, or leaves its tie. */
export function crossesZero(x: number, moved: number): boolean {
  return x > 0 ? moved <= 0 : x < 0 ? moved >= 0 : moved !== 0;
}

export function switchAtZero({ below, above, smooth }: Branches): Switches {
  return {
    branches({ operands: [{ data, shape }], attributes }, box, into) {
      const single = smooth?.(attributes) === true;
      forEachRun(shape, box, (start, count, step) => {
        for (let i = start, k = 0; k < count; k++, i += step) {
          into[i] = single ? EITHER : data[i] > 0 ? ABOVE : data[i] < 0 ? BELOW : TIED;
        }
      });
    },
    tied: () => [BELOW, ABOVE],
    force({ operands: [x], attributes }, flat, branch) {
      const value = x.data[flat];
      return branch === BELOW || (branch === EITHER && value < 0) ? below(value, attributes) : above(value);
    },
  };
}
