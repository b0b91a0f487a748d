// Sin: the sine.

import { perElement, unary } from '../elementwise';
import { defineOp } from '../op';

export const sin = defineOp(
  unary({
    name: 'Sin',
    category: 'arithmetic',
    summary: 'Sine of x in radians, elementwise.',
    attributes: {},
    run(x, out, start, count, step) {
      for (let i = start, k = 0; k < count; k++, i += step) out[i] = Math.sin(x[i]);
    },
    pull(x, _out, dout, dx) {
      for (let i = 0; i < dx.length; i++) dx[i] += dout[i] * Math.cos(x[i]);
    },
    // sin b - sin a = 2 cos((a + b) / 2) sin((b - a) / 2), the cosine of a sum taken apart: x + d / 2 would be rounded.
    shift(x, y, d, { into, at, count }) {
      const ofX = Math.cos(x);
      for (let i = at; i < at + count; i++) {
        const s = Math.sin(d[i] / 2);
        into[i] = 2 * s * (ofX * Math.cos(d[i] / 2) - y * s);
      }
    },
    jvp: perElement((x) => Math.cos(x)),
    formula: { forward: 'sin(x)', gradients: { x: 'dout · cos(x)' } },
    samples: [{ shapes: [[3, 4]] }, { shapes: [[]] }],
  }),
);
