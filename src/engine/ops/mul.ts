// Mul: the elementwise product. Each operand's gradient is dout times the other operand.

import { defineOp } from '../op';
import { BROADCAST_SAMPLES, binary } from '../elementwise';

export const mul = defineOp(
  binary({
    name: 'Mul',
    category: 'arithmetic',
    summary: 'Elementwise product, with broadcasting.',
    run: (x, y, out) => (o, os, i, is, j, js, n) => {
      for (; n > 0; n--, o += os, i += is, j += js) out[o] = x[i] * y[j];
    },
    pullX:
      ({ y, dout, grad }) =>
      (o, os, i, is, j, js, n) => {
        for (; n > 0; n--, o += os, i += is, j += js) grad[i] += dout[o] * y[j];
      },
    pullY:
      ({ x, dout, grad }) =>
      (o, os, i, is, j, js, n) => {
        for (; n > 0; n--, o += os, i += is, j += js) grad[j] += dout[o] * x[i];
      },
    shift(x, y, _z, dx, i, dy, j, { into, at, count }) {
      for (let k = 0; k < count; k++) into[at + k] = y * dx[i + k] + (x + dx[i + k]) * dy[j + k];
    },
    jvp: 'bilinear',
    formula: { forward: 'x · y', gradients: { x: 'dout · y', y: 'dout · x' } },
    samples: BROADCAST_SAMPLES,
  }),
);
