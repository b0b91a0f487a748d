// Exp: e to the x.

import { expm1 } from '../difference';
import { defineOp } from '../op';
import { perElement, unary } from '../elementwise';

export const exp = defineOp(
  unary({
    name: 'Exp',
    category: 'arithmetic',
    summary: 'e to the power of x, elementwise.',
    attributes: {},
    run(x, out, start, count, step) {
      for (let i = start, k = 0; k < count; k++, i += step) out[i] = Math.exp(x[i]);
    },
    pull(_x, out, dout, dx) {
      for (let i = 0; i < dx.length; i++) dx[i] += dout[i] * out[i];
    },
    shift(_x, y, d, { into, at, count }) {
      for (let i = at; i < at + count; i++) into[i] = y * expm1(d[i]);
    },
    jvp: perElement((_x, y) => y),
    formula: { forward: 'exp(x)', gradients: { x: 'dout · exp(x)' } },
    samples: [{ shapes: [[3, 4]] }, { shapes: [[]] }],
  }),
);
