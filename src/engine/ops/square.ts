// Square: x times itself.

import { perElement, unary } from '../elementwise';
import { defineOp } from '../op';

export const square = defineOp(
  unary({
    name: 'Square',
    category: 'arithmetic',
    summary: 'x · x, elementwise.',
    attributes: {},
    run(x, out, start, count, step) {
      for (let i = start, k = 0; k < count; k++, i += step) out[i] = x[i] * x[i];
    },
    pull(x, _out, dout, dx) {
      for (let i = 0; i < dx.length; i++) dx[i] += dout[i] * 2 * x[i];
    },
    shift(x, _y, d, { into, at, count }) {
      for (let i = at; i < at + count; i++) into[i] = d[i] * (2 * x + d[i]);
    },
    jvp: perElement((x) => x + x),
    formula: { forward: 'x²', gradients: { x: 'dout · 2x' } },
    samples: [{ shapes: [[3, 4]] }, { shapes: [[]] }],
  }),
);
