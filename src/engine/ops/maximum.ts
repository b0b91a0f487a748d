// Maximum: the larger of two, elementwise.

import { defineOp } from '../op';
import { pairwiseExtremum } from './pairwise-extremum';

export const maximum = defineOp(
  pairwiseExtremum({
    name: 'Maximum',
    summary: 'The larger of x and y, elementwise, with broadcasting; at a tie each gets half of the gradient.',
    sign: 1,
    formula: {
      forward: 'max(x, y)',
      gradients: { x: 'dout where x > y, dout / 2 where equal', y: 'dout where y > x, dout / 2 where equal' },
    },
  }),
);
