// MeanSquaredError: the mean over all elements of (y - t)².

import { defineOp } from '../op';
import { sizeOf } from '../tensor';
import { squaredError } from './squared-error';

export const meanSquaredError = defineOp(
  squaredError({
    name: 'MeanSquaredError',
    summary: 'The mean over all elements of (y - t)².',
    factorOf: (shape) => 1 / sizeOf(shape),
    formula: {
      forward: 'Σ (y - t)² / number of elements',
      gradients: { y: 'dout · 2(y - t) / number of elements', t: '-dout · 2(y - t) / number of elements' },
    },
  }),
);
