// SoftmaxWithLoss: softmax and cross entropy in one, so that the backward pass is (softmax(x) - t) / N.

import { defineOp } from '../op';
import { restOf, topOf, type Line } from '../ops/along-axis';
import { exp } from '../ops/exp';
import { log } from '../ops/log';
import { max } from '../ops/max';
import { sub } from '../ops/sub';
import { sum } from '../ops/sum';
import type { Data } from '../tensor';
import { ANY, PROBABILITIES, indicesBelow } from './ranges';
import { TARGET, meanNegativeLog, targetsFor, validateTargets } from './targets';

export const softmaxWithLoss = defineOp({
  name: 'SoftmaxWithLoss',
  category: 'loss',
  summary: 'Softmax of the scores x, then cross entropy with t, averaged over the batch; exact for scores of any size.',
  operands: [{ name: 'x', kind: 'data', summary: 'scores (N, C), or (C) for a single row' }, TARGET],
  attributes: {},
  infer([x, t]) {
    targetsFor('x', x, t);
    return [];
  },
  validate: (operands) => validateTargets('x', operands),
  forward({ operands: [x, t], out }) {
    const { rows, classes, indices } = targetsFor('x', x.shape, t.shape);
    const line: Line = { start: 0, count: classes, step: 1 };
    let loss = 0;
    for (let row = 0; row < rows; row++) {
      const start = (line.start = row * classes);
      const top = topOf(x.data, line);
      const logSum = Math.log1p(restOf(x.data, top, line));
      // -log softmax(x)[c] = x[top] - x[c] + log Σ exp(x - x[top])
      if (indices) {
        loss += x.data[top] - x.data[start + t.data[row]] + logSum;
      } else {
        for (let i = start; i < start + classes; i++) loss += t.data[i] * (x.data[top] - x.data[i] + logSum);
      }
    }
    out.data[0] = loss / rows;
  },
  touch: () => undefined,
  vjp({ operands: [x, t], dout, grads: [dx] }) {
    if (!dx) return;
    const { rows, classes, indices } = targetsFor('x', x.shape, t.shape);
    const line: Line = { start: 0, count: classes, step: 1 };
    const share = dout.data[0] / rows;
    for (let row = 0; row < rows; row++) {
      line.start = row * classes;
      pullRow(x.data, t.data, line, indices ? t.data[row] : -1, share, dx.data);
    }
  },
  expand(to, [x, t]) {
    const over = { axis: [x.shape.length - 1], keepDims: true };
    const shifted = to.apply(sub, [x, to.apply(max, [x], over)]);
    const logSum = to.apply(log, [to.apply(sum, [to.apply(exp, [shifted])], over)]);
    return meanNegativeLog(to, to.apply(sub, [shifted, logSum]), t);
  },
  formula: {
    forward: '-Σ t · log softmax(x) / N',
    gradients: { x: 'dout · (softmax(x) - t) / N' },
  },
  samples: [
    {
      shapes: [
        [4, 3],
        [4, 3],
      ],
      ranges: [ANY, PROBABILITIES],
    },
    { shapes: [[4, 3], [4]], ranges: [{ lo: -30, hi: 30 }, indicesBelow(3)] },
    {
      shapes: [
        [2, 5],
        [2, 1],
      ],
      ranges: [ANY, indicesBelow(5)],
    },
    { shapes: [[3], [3]], ranges: [ANY, PROBABILITIES] },
    { shapes: [[3], []], ranges: [ANY, indicesBelow(3)] },
  ],
});

/**
 * dx += share · (p · Σt - t) for one row, where t is one at `label` or, where that is negative, read from `t`. At the
 * top, p is near 1 and the difference would cancel: (Σt - t[top] - t[top] · rest) / (1 + rest) is the same without.
 */
function pullRow(x: Data, t: Data, line: Line, label: number, share: number, dx: Data): void {
  const { start, count: classes } = line;
  const top = topOf(x, line) - start;
  const rest = restOf(x, start + top, line);
  let others = 0;
  for (let c = 0; c < classes; c++) if (c !== top) others += targetAt(t, start, label, c);
  const whole = others + targetAt(t, start, label, top);
  for (let c = 0; c < classes; c++) {
    const p = Math.exp(x[start + c] - x[start + top]) / (1 + rest);
    dx[start + c] +=
      share *
      (c === top
        ? (others - targetAt(t, start, label, top) * rest) / (1 + rest)
        : p * whole - targetAt(t, start, label, c));
  }
}

function targetAt(t: Data, start: number, label: number, c: number): number {
  return label < 0 ? t[start + c] : c === label ? 1 : 0;
}
