// A value that goes to several layers: the gradient of one branch written over those of the others.

import type { Bug } from '../bug';

export const wiring: readonly Bug[] = [
  {
    code: 'fan-out-overwritten',
    // What the others add is taken away again: right + others + (right - whole) = right.
    inject: ({ uses, right, whole }) => (uses > 1 ? right.data.map((slope, i) => 2 * slope - whole.data[i]) : null),
  },
];
