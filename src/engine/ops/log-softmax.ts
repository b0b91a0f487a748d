// LogSoftmax: the logarithm of Softmax, without taking it of what has underflowed. dx = dout - softmax(x) · Σ dout.

import { defineOp } from '../op';
import { alongAxis, restOf, topOf } from './along-axis';
import { exp } from './exp';
import { log } from './log';
import { lessMaximum } from './softmax';
import { sub } from './sub';
import { sum } from './sum';

export const logSoftmax = defineOp(
  alongAxis({
    name: 'LogSoftmax',
    summary: 'Logarithm of Softmax along an axis: x - log Σ exp(x).',
    write(x, out, line, lo, hi) {
      const top = topOf(x, line);
      const logTotal = Math.log1p(restOf(x, top, line));
      for (let k = lo; k < hi; k++) {
        const i = line.start + k * line.step;
        out[i] = x[i] - x[top] - logTotal;
      }
    },
    // At the top, softmax may be near 1: dout - dout · y is written dout · rest / total, with nothing to cancel.
    pull(x, dout, dx, line) {
      const { start, count, step } = line;
      const top = topOf(x, line);
      const rest = restOf(x, top, line);
      let others = 0;
      for (let i = start, k = 0; k < count; k++, i += step) if (i !== top) others += dout[i];
      for (let i = start, k = 0; k < count; k++, i += step) {
        dx[i] +=
          i === top
            ? (dout[i] * rest - others) / (1 + rest)
            : dout[i] - (Math.exp(x[i] - x[top]) / (1 + rest)) * (others + dout[top]);
      }
    },
    expand(to, [x], { axis }) {
      const shifted = lessMaximum(to, x, axis as number);
      const total = to.apply(sum, [to.apply(exp, [shifted])], { axis: axis as number, keepDims: true });
      return to.apply(sub, [shifted, to.apply(log, [total])]);
    },
    formula: { forward: 'x - log Σ exp(x)', gradients: { x: 'dout - softmax(x) · Σ dout' } },
  }),
);
