// Div: the elementwise quotient. d(x/y)/dy = -x/y² = -(x/y)/y, which does not overflow where y² would.

import { BROADCAST_SAMPLES, binary, perPair } from '../elementwise';
import { defineOp } from '../op';

export const div = defineOp(
  binary({
    name: 'Div',
    category: 'arithmetic',
    summary: 'Elementwise quotient x / y, with broadcasting.',
    run: (x, y, out) => (o, os, i, is, j, js, n) => {
      for (; n > 0; n--, o += os, i += is, j += js) out[o] = x[i] / y[j];
    },
    pullX:
      ({ y, dout, grad }) =>
      (o, os, i, is, j, js, n) => {
        for (; n > 0; n--, o += os, i += is, j += js) grad[i] += dout[o] / y[j];
      },
    pullY:
      ({ y, out, dout, grad }) =>
      (o, os, _i, _is, j, js, n) => {
        for (; n > 0; n--, o += os, j += js) grad[j] -= (dout[o] * out[o]) / y[j];
      },
    shift(_x, y, z, dx, i, dy, j, { into, at, count }) {
      for (let k = 0; k < count; k++) {
        const d = dy[j + k];
        // Of a quotient that is infinite, 0 times it would be no number.
        into[at + k] = d === 0 ? dx[i + k] / y : (dx[i + k] - z * d) / (y + d);
      }
    },
    jvp: perPair((_x, y, z, dx, dy) => (dx - z * dy) / y),
    formula: { forward: 'x / y', gradients: { x: 'dout / y', y: '-dout · x / y²' } },
    samples: BROADCAST_SAMPLES.map((sample) => ({
      ...sample,
      ranges: [
        { lo: -2, hi: 2 },
        { lo: 0.5, hi: 2 },
      ],
    })),
  }),
);
