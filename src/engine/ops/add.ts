// Add: the elementwise sum. Each operand's gradient is dout.

import { BROADCAST_SAMPLES, binary } from '../elementwise';
import { addendsInSample } from '../in-sample';
import { defineOp } from '../op';

export const add = defineOp(
  binary({
    name: 'Add',
    category: 'arithmetic',
    summary: 'Elementwise sum, with broadcasting.',
    run: (x, y, out) => (o, os, i, is, j, js, n) => {
      for (; n > 0; n--, o += os, i += is, j += js) out[o] = x[i] + y[j];
    },
    pullX:
      ({ dout, grad }) =>
      (o, os, i, is, _j, _js, n) => {
        for (; n > 0; n--, o += os, i += is) grad[i] += dout[o];
      },
    pullY:
      ({ dout, grad }) =>
      (o, os, _i, _is, j, js, n) => {
        for (; n > 0; n--, o += os, j += js) grad[j] += dout[o];
      },
    shift(_x, _y, _z, dx, i, dy, j, { into, at, count }) {
      for (let k = 0; k < count; k++) into[at + k] = dx[i + k] + dy[j + k];
    },
    inSample: (k, { operands, out }) => addendsInSample(operands[k].shape, out.shape),
    jvp: 'linear',
    formula: { forward: 'x + y', gradients: { x: 'dout', y: 'dout' } },
    samples: BROADCAST_SAMPLES,
  }),
);
