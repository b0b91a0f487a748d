// Sqrt: the square root.

import { perElement, unary } from '../elementwise';
import { defineOp } from '../op';

export const sqrt = defineOp(
  unary({
    name: 'Sqrt',
    category: 'arithmetic',
    summary: 'Square root, elementwise.',
    attributes: {},
    run(x, out, start, count, step) {
      for (let i = start, k = 0; k < count; k++, i += step) out[i] = Math.sqrt(x[i]);
    },
    pull(_x, out, dout, dx) {
      for (let i = 0; i < dx.length; i++) dx[i] += dout[i] / (2 * out[i]);
    },
    shift(x, y, d, { into, at, count }) {
      for (let i = at; i < at + count; i++) into[i] = d[i] === 0 ? 0 : d[i] / (Math.sqrt(x + d[i]) + y);
    },
    jvp: perElement((_x, y) => 0.5 / y),
    formula: { forward: 'sqrt(x)', gradients: { x: 'dout / (2 · sqrt(x))' } },
    samples: [
      { shapes: [[3, 4]], ranges: [{ lo: 0.2, hi: 3 }] },
      { shapes: [[]], ranges: [{ lo: 0.2, hi: 3 }] },
    ],
  }),
);
