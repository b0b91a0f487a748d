// Softplus: log(1 + exp(x)), a smooth ReLU, computed so that exp never overflows. The derivative is the logistic function.

import { softplusChange } from '../difference';
import { perElement, unary } from '../elementwise';
import { logistic } from '../kernels/logistic';
import { defineOp } from '../op';
import { add } from './add';
import { exp } from './exp';
import { log } from './log';
import { maximum } from './maximum';
import { sub } from './sub';

export const softplus = defineOp({
  ...unary({
    name: 'Softplus',
    category: 'activation',
    summary: 'log(1 + exp(x)), elementwise.',
    attributes: {},
    run(x, out, start, count, step) {
      for (let i = start, k = 0; k < count; k++, i += step) {
        const rest = Math.log1p(Math.exp(-Math.abs(x[i])));
        out[i] = x[i] > 0 ? x[i] + rest : rest;
      }
    },
    pull(x, _out, dout, dx) {
      for (let i = 0; i < dx.length; i++) dx[i] += dout[i] * logistic(x[i]);
    },
    // log((1 + e^(x+d)) / (1 + e^x)) = log(1 + logistic(x) · (e^d - 1))
    shift(x, _y, d, { into, at, count }) {
      const q = logistic(x);
      const p = logistic(-x);
      for (let i = at; i < at + count; i++) into[i] = softplusChange(q, p, d[i]);
    },
    jvp: perElement((x) => 1 / (1 + Math.exp(-x))),
    formula: { forward: 'log(1 + exp(x))', gradients: { x: 'dout · sigmoid(x)' } },
    samples: [{ shapes: [[3, 4]] }, { shapes: [[2]], ranges: [{ lo: -30, hi: 30 }] }],
  }),
  // log(exp(0) + exp(x)) with the larger exponent taken out, as Softmax does.
  expand(to, [x]) {
    const zero = to.constant(0);
    const top = to.apply(maximum, [x, zero]);
    const terms = [x, zero].map((term) => to.apply(exp, [to.apply(sub, [term, top])]));
    return to.apply(add, [top, to.apply(log, [to.apply(add, terms)])]);
  },
});
