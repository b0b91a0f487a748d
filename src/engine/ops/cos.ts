// Cos: the cosine.

import { unary } from '../elementwise';
import { defineOp } from '../op';

export const cos = defineOp(
  unary({
    name: 'Cos',
    category: 'arithmetic',
    summary: 'Cosine of x in radians, elementwise.',
    attributes: {},
    run(x, out, start, count, step) {
      for (let i = start, k = 0; k < count; k++, i += step) out[i] = Math.cos(x[i]);
    },
    pull(x, _out, dout, dx) {
      for (let i = 0; i < dx.length; i++) dx[i] -= dout[i] * Math.sin(x[i]);
    },
    formula: { forward: 'cos(x)', gradients: { x: '-dout · sin(x)' } },
    samples: [{ shapes: [[3, 4]] }, { shapes: [[]] }],
  }),
);
