// Sigmoid: 1 / (1 + exp(-x)), computed so that exp never overflows. The derivative is y(1 - y).

import { unary } from '../elementwise';
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
      for (let i = start, k = 0; k < count; k++, i += step) {
        const e = Math.exp(-Math.abs(x[i]));
        out[i] = x[i] < 0 ? e / (1 + e) : 1 / (1 + e);
      }
    },
    pull(_x, out, dout, dx) {
      for (let i = 0; i < dx.length; i++) dx[i] += dout[i] * out[i] * (1 - out[i]);
    },
    formula: { forward: '1 / (1 + exp(-x))', gradients: { x: 'dout · y(1 - y)' } },
    samples: [{ shapes: [[3, 4]] }, { shapes: [[2]], ranges: [{ lo: -30, hi: 30 }] }],
  }),
  // The book's graph: times -1, exp, plus 1, one over.
  expand(to, [x]) {
    const e = to.apply(exp, [to.apply(mul, [x, to.constant(-1)])]);
    return to.apply(div, [to.constant(1), to.apply(add, [e, to.constant(1)])]);
  },
});
