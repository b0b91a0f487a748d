// Softmax: exp(x) over its sum, with the maximum subtracted first. dx = y · (dout - Σ y · dout).

import { expm1 } from '../difference';
import { defineOp, type Expander, type Term } from '../op';
import { alongAxis, expOfDifference, meanTangent, restOf, topOf } from './along-axis';
import { div } from './div';
import { exp } from './exp';
import { max } from './max';
import { sub } from './sub';
import { sum } from './sum';

export const softmax = defineOp(
  alongAxis({
    name: 'Softmax',
    summary: 'exp(x) divided by its sum along an axis: positive, and 1 in all.',
    write(x, out, line, lo, hi) {
      const top = topOf(x, line);
      const total = 1 + restOf(x, top, line);
      for (let k = lo; k < hi; k++) {
        const i = line.start + k * line.step;
        out[i] = Math.exp(x[i] - x[top]) / total;
      }
    },
    // The sum is taken of dout less dout at the top, where y may be near 1: nothing cancels there then.
    pull(x, dout, dx, line) {
      const { start, count, step } = line;
      const top = topOf(x, line);
      const total = 1 + restOf(x, top, line);
      let along = 0;
      for (let i = start, k = 0; k < count; k++, i += step) {
        along += (Math.exp(x[i] - x[top]) / total) * (dout[i] - dout[top]);
      }
      for (let i = start, k = 0; k < count; k++, i += step) {
        dx[i] += (Math.exp(x[i] - x[top]) / total) * (dout[i] - dout[top] - along);
      }
    },
    // With everything relative to the top, whose y may be near 1: y'/y - 1 = (m - s) / (1 + s), m = e^d - 1, s = Σ y · m.
    move(x, line, d, into, lanes) {
      const top = topOf(x, line);
      const total = 1 + restOf(x, top, line);
      const own = ((top - line.start) / line.step) * lanes;
      const { start, count, step } = line;
      for (let lane = 0; lane < lanes; lane++) {
        let s = 0;
        for (let k = 0, i = start; k < count; k++, i += step) {
          const at = k * lanes + lane;
          into[at] = expm1(d[at] - d[own + lane]);
          if (i !== top) s += (expOfDifference(x[i], x[top]) / total) * into[at];
        }
        for (let k = 0, i = start; k < count; k++, i += step) {
          const at = k * lanes + lane;
          into[at] = ((expOfDifference(x[i], x[top]) / total) * (into[at] - s)) / (1 + s);
        }
      }
    },
    // dy = y · ((dx - dx[top]) - Σ y · (dx - dx[top]))
    rate(x, dx, into, line, lo, hi) {
      const { top, along } = meanTangent(x, dx, line);
      const total = 1 + restOf(x, top, line);
      for (let k = lo; k < hi; k++) {
        const i = line.start + k * line.step;
        into[i] = (Math.exp(x[i] - x[top]) / total) * (dx[i] - dx[top] - along);
      }
    },
    expand(to, [x], { axis }) {
      const exps = to.apply(exp, [lessMaximum(to, x, axis as number)]);
      return to.apply(div, [exps, to.apply(sum, [exps], { axis: axis as number, keepDims: true })]);
    },
    formula: { forward: 'exp(x) / Σ exp(x)', gradients: { x: 'y · (dout - Σ y · dout)' } },
  }),
);

/** x less its largest element along the axis: exp of it cannot overflow. */
export function lessMaximum(to: Expander, x: Term, axis: number): Term {
  return to.apply(sub, [x, to.apply(max, [x], { axis, keepDims: true })]);
}
