// SiLU, also called Swish: x times its sigmoid s. The derivative is s · (1 + x · (1 - s)), with 1 - s = s(-x).

import { logisticChange } from '../difference';
import { perElement, unary } from '../elementwise';
import { logistic } from '../kernels/logistic';
import { defineOp } from '../op';
import { mul } from './mul';
import { sigmoid } from './sigmoid';

export const silu = defineOp({
  ...unary({
    name: 'SiLU',
    category: 'activation',
    summary: 'x · sigmoid(x), elementwise.',
    attributes: {},
    run(x, out, start, count, step) {
      for (let i = start, k = 0; k < count; k++, i += step) out[i] = x[i] * logistic(x[i]);
    },
    pull(x, _out, dout, dx) {
      for (let i = 0; i < dx.length; i++) dx[i] += dout[i] * logistic(x[i]) * (1 + x[i] * logistic(-x[i]));
    },
    shift(x, _y, d, { into, at, count }) {
      const q = logistic(x);
      const p = logistic(-x);
      for (let i = at; i < at + count; i++) into[i] = d[i] * q + (x + d[i]) * logisticChange(q, p, d[i]);
    },
    jvp: perElement((x) => 1 / (1 + Math.exp(-x)) + x / (2 + Math.exp(x) + Math.exp(-x))),
    formula: { forward: 'x · sigmoid(x)', gradients: { x: 'dout · s(1 + x(1 - s)), s = sigmoid(x)' } },
    samples: [{ shapes: [[3, 4]] }, { shapes: [[2]], ranges: [{ lo: -30, hi: 30 }] }],
  }),
  expand: (to, [x]) => to.apply(mul, [x, to.apply(sigmoid, [x])]),
});
