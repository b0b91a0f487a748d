// Tanh: the hyperbolic tangent. The derivative 1 - y² is written 4 · s(2x) · s(-2x) with s the logistic function, which
// does not cancel where y is near 1.

import { logisticChange } from '../difference';
import { perElement, unary } from '../elementwise';
import { logistic } from '../kernels/logistic';
import { defineOp } from '../op';
import { mul } from './mul';
import { sigmoid } from './sigmoid';
import { sub } from './sub';

export const tanh = defineOp({
  ...unary({
    name: 'Tanh',
    category: 'activation',
    summary: 'Hyperbolic tangent, elementwise.',
    attributes: {},
    run(x, out, start, count, step) {
      for (let i = start, k = 0; k < count; k++, i += step) out[i] = Math.tanh(x[i]);
    },
    pull(x, _out, dout, dx) {
      for (let i = 0; i < dx.length; i++) dx[i] += dout[i] * 4 * logistic(2 * x[i]) * logistic(-2 * x[i]);
    },
    // tanh x = 2 · logistic(2x) - 1
    shift(x, _y, d, { into, at, count }) {
      const q = logistic(2 * x);
      const p = logistic(-2 * x);
      for (let i = at; i < at + count; i++) into[i] = 2 * logisticChange(q, p, 2 * d[i]);
    },
    jvp: perElement((x) => 1 / Math.cosh(x) ** 2),
    formula: { forward: 'tanh(x)', gradients: { x: 'dout · (1 - y²)' } },
    samples: [{ shapes: [[3, 4]] }, { shapes: [[2]], ranges: [{ lo: -15, hi: 15 }] }],
  }),
  // 2 · sigmoid(2x) - 1
  expand(to, [x]) {
    const s = to.apply(sigmoid, [to.apply(mul, [x, to.constant(2)])]);
    return to.apply(sub, [to.apply(mul, [s, to.constant(2)]), to.constant(1)]);
  },
});
