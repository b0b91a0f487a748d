// What the ops share that have one branch below 0 and another above: both agree at 0 itself.

import { forEachRun } from '../box';
import { TIED, type Attributes, type Switches } from '../op';

const BELOW = 0;
const ABOVE = 1;

interface Branches {
  below(x: number, attributes: Attributes): number;
  above(x: number): number;
  /** Whether the branches meet without a kink under these attributes: then there is nothing to choose. */
  smooth?(attributes: Attributes): boolean;
}

export function switchAtZero({ below, above, smooth }: Branches): Switches {
  return {
    branches({ operands: [{ data, shape }], attributes }, box, into) {
      const single = smooth?.(attributes) === true;
      forEachRun(shape, box, (start, count, step) => {
        for (let i = start, k = 0; k < count; k++, i += step) {
          into[i] = single || data[i] > 0 ? ABOVE : data[i] < 0 ? BELOW : TIED;
        }
      });
    },
    tied: () => [BELOW, ABOVE],
    force: ({ operands: [x], attributes }, flat, branch) =>
      branch === BELOW ? below(x.data[flat], attributes) : above(x.data[flat]),
  };
}
