// SumSquaredError: the book's half sum of squares, averaged over the batch. A vector is a batch of one.

import { defineOp } from '../op';
import { squaredError } from './squared-error';

export const sumSquaredError = defineOp(
  squaredError({
    name: 'SumSquaredError',
    summary: 'Half the sum of (y - t)², over the batch size; a vector is a batch of one.',
    factorOf: (shape) => 0.5 / (shape.length > 1 ? shape[0] : 1),
    formula: {
      forward: 'Σ (y - t)² / 2N',
      gradients: { y: 'dout · (y - t) / N', t: '-dout · (y - t) / N' },
    },
  }),
);
