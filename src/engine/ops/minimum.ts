// Minimum: the smaller of two, elementwise.

import { defineOp } from '../op';
import { pairwiseExtremum } from './pairwise-extremum';

export const minimum = defineOp(
  pairwiseExtremum({
    name: 'Minimum',
    summary: 'The smaller of x and y, elementwise, with broadcasting; at a tie each gets half of the gradient.',
    sign: -1,
    formula: {
      forward: 'min(x, y)',
      gradients: { x: 'dout where x < y, dout / 2 where equal', y: 'dout where y < x, dout / 2 where equal' },
    },
  }),
);
