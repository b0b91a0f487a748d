// LogSoftmax: the logarithm of Softmax, without taking it of what has underflowed. dx = dout - softmax(x) · Σ dout.

import { expm1, log1p } from '../difference';
import { defineOp } from '../op';
import { alongAxis, expOfDifference, meanTangent, restOf, topOf } from './along-axis';
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
    // With everything relative to the top: (d - d[top]) - log(1 + Σ y · (e^(d - d[top]) - 1)).
    move(x, line, d, into, lanes) {
      const top = topOf(x, line);
      const total = 1 + restOf(x, top, line);
      const own = ((top - line.start) / line.step) * lanes;
      const { start, count, step } = line;
      for (let lane = 0; lane < lanes; lane++) {
        let s = 0;
        for (let k = 0, i = start; k < count; k++, i += step) {
          const at = k * lanes + lane;
          into[at] = d[at] - d[own + lane];
          if (i !== top) s += (expOfDifference(x[i], x[top]) / total) * expm1(into[at]);
        }
        const fall = log1p(s);
        for (let k = 0; k < count; k++) into[k * lanes + lane] -= fall;
      }
    },
    rate(x, dx, into, line, lo, hi) {
      const { top, along } = meanTangent(x, dx, line);
      for (let k = lo; k < hi; k++) {
        const i = line.start + k * line.step;
        into[i] = dx[i] - dx[top] - along;
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
