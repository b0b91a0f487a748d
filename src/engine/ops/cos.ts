// Cos: the cosine.

import { perElement, unary } from '../elementwise';
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
    // cos b - cos a = -2 sin((a + b) / 2) sin((b - a) / 2), the sine of a sum taken apart: x + d / 2 would be rounded.
    shift(x, y, d, { into, at, count }) {
      const ofX = Math.sin(x);
      for (let i = at; i < at + count; i++) {
        const s = Math.sin(d[i] / 2);
        into[i] = -2 * s * (ofX * Math.cos(d[i] / 2) + y * s);
      }
    },
    jvp: perElement((x) => -Math.sin(x)),
    formula: { forward: 'cos(x)', gradients: { x: '-dout · sin(x)' } },
    samples: [{ shapes: [[3, 4]] }, { shapes: [[]] }],
  }),
);
