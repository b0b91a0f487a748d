// Sigmoid: 1 / (1 + exp(-x)). The derivative is y(1 - y), where 1 - y is taken as logistic(-x), which does not cancel.

import { logisticChange } from '../difference';
import { perElement, unary } from '../elementwise';
import { logistic } from '../kernels/logistic';
import { defineOp } from '../op';
import { add } from './add';
import { div } from './div';
import { exp } from './exp';
import { mul } from './mul';

export const sigmoid = defineOp({
  ...unary({
    name: 'Sigmoid',
    category: 'activation',
    summary: 'The logistic function 1 / (1 + exp(-x)), elementwise.',
    attributes: {},
    run(x, out, start, count, step) {
      for (let i = start, k = 0; k < count; k++, i += step) out[i] = logistic(x[i]);
    },
    pull(x, out, dout, dx) {
      for (let i = 0; i < dx.length; i++) dx[i] += dout[i] * out[i] * logistic(-x[i]);
    },
    shift(x, y, d, { into, at, count }) {
      const rest = logistic(-x);
      for (let i = at; i < at + count; i++) into[i] = logisticChange(y, rest, d[i]);
    },
    jvp: perElement((x) => 1 / (2 + Math.exp(x) + Math.exp(-x))),
    formula: { forward: '1 / (1 + exp(-x))', gradients: { x: 'dout · y(1 - y)' } },
    samples: [{ shapes: [[3, 4]] }, { shapes: [[2]], ranges: [{ lo: -30, hi: 30 }] }],
  }),
  // The book's graph: times -1, exp, plus 1, one over.
  expand(to, [x]) {
    const e = to.apply(exp, [to.apply(mul, [x, to.constant(-1)])]);
    return to.apply(div, [to.constant(1), to.apply(add, [e, to.constant(1)])]);
  },
});
