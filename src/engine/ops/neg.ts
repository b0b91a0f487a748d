// Neg: the opposite.

import { unary } from '../elementwise';
import { defineOp } from '../op';

export const neg = defineOp(
  unary({
    name: 'Neg',
    category: 'arithmetic',
    summary: '-x, elementwise.',
    attributes: {},
    run(x, out, start, count, step) {
      for (let i = start, k = 0; k < count; k++, i += step) out[i] = -x[i];
    },
    pull(_x, _out, dout, dx) {
      for (let i = 0; i < dx.length; i++) dx[i] -= dout[i];
    },
    shift(_x, _y, d, { into, at, count }) {
      for (let i = at; i < at + count; i++) into[i] = -d[i];
    },
    jvp: 'linear',
    formula: { forward: '-x', gradients: { x: '-dout' } },
    samples: [{ shapes: [[3, 4]] }, { shapes: [[]] }],
  }),
);
