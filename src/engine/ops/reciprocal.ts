// Reciprocal: one over x.

import { perElement, unary } from '../elementwise';
import { defineOp } from '../op';

export const reciprocal = defineOp(
  unary({
    name: 'Reciprocal',
    category: 'arithmetic',
    summary: '1 / x, elementwise.',
    attributes: {},
    run(x, out, start, count, step) {
      for (let i = start, k = 0; k < count; k++, i += step) out[i] = 1 / x[i];
    },
    pull(_x, out, dout, dx) {
      for (let i = 0; i < dx.length; i++) dx[i] -= dout[i] * out[i] * out[i];
    },
    shift(x, y, d, { into, at, count }) {
      for (let i = at; i < at + count; i++) into[i] = (-d[i] / (x + d[i])) * y;
    },
    jvp: perElement((x, y) => -y / x),
    formula: { forward: '1 / x', gradients: { x: '-dout / x²' } },
    samples: [
      { shapes: [[3, 4]], ranges: [{ lo: 0.2, hi: 3 }] },
      { shapes: [[2]], ranges: [{ lo: -3, hi: -0.2 }] },
    ],
  }),
);
