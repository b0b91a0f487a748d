// Log: the natural logarithm.

import { log1p } from '../difference';
import { perElement, unary } from '../elementwise';
import { defineOp } from '../op';

export const log = defineOp(
  unary({
    name: 'Log',
    category: 'arithmetic',
    summary: 'Natural logarithm, elementwise.',
    attributes: {},
    run(x, out, start, count, step) {
      for (let i = start, k = 0; k < count; k++, i += step) out[i] = Math.log(x[i]);
    },
    pull(x, _out, dout, dx) {
      for (let i = 0; i < dx.length; i++) dx[i] += dout[i] / x[i];
    },
    shift(x, _y, d, { into, at, count }) {
      for (let i = at; i < at + count; i++) into[i] = log1p(d[i] / x);
    },
    jvp: perElement((x) => 1 / x),
    formula: { forward: 'log(x)', gradients: { x: 'dout / x' } },
    samples: [
      { shapes: [[3, 4]], ranges: [{ lo: 0.2, hi: 3 }] },
      { shapes: [[]], ranges: [{ lo: 0.2, hi: 3 }] },
    ],
  }),
);
