// SoftmaxWithLoss: softmax and cross entropy in one, so that the backward pass is (softmax(x) - t) / N.

import { defineOp } from '../op';
import { exp } from '../ops/exp';
import { log } from '../ops/log';
import { max } from '../ops/max';
import { sub } from '../ops/sub';
import { sum } from '../ops/sum';
import type { Data } from '../tensor';
import { ANY, PROBABILITIES, indicesBelow } from './ranges';
import { meanNegativeLog, targetsFor, validateTargets } from './targets';

export const softmaxWithLoss = defineOp({
  name: 'SoftmaxWithLoss',
  category: 'loss',
  summary: 'Softmax of the scores x, then cross entropy with t, averaged over the batch; exact for scores of any size.',
  operands: [
    { name: 'x', kind: 'data', summary: 'scores (N, C), or (C) for a single row' },
    {
      name: 't',
      kind: 'data',
      summary: 'probabilities (N, C), or class indices (N)',
      differentiable: false,
      target: true,
    },
  ],
  attributes: {},
  infer([x, t]) {
    targetsFor('x', x, t);
    return [];
  },
  validate: (operands) => validateTargets('x', operands),
  forward({ operands: [x, t], out }) {
    const { rows, classes, indices } = targetsFor('x', x.shape, t.shape);
    let loss = 0;
    for (let row = 0; row < rows; row++) {
      const start = row * classes;
      const top = largestOf(x.data, start, classes);
      const logSum = Math.log1p(restOf(x.data, start, classes, top));
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
    const share = dout.data[0] / rows;
    for (let row = 0; row < rows; row++) {
      const label = indices ? t.data[row] : -1;
      pullRow(x.data, t.data, row * classes, classes, label, share, dx.data);
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

function largestOf(x: Data, start: number, classes: number): number {
  let top = start;
  for (let i = start + 1; i < start + classes; i++) if (x[i] > x[top]) top = i;
  return top;
}

/** Σ exp(x - x[top]) over all but the top itself, whose term is 1: small terms are not lost beside it. */
function restOf(x: Data, start: number, classes: number, top: number): number {
  let rest = 0;
  for (let i = start; i < start + classes; i++) if (i !== top) rest += Math.exp(x[i] - x[top]);
  return rest;
}

/**
 * dx += share · (p · Σt - t) for one row, where t is one at `label` or, where that is negative, read from `t`. At the
 * top, p is near 1 and the difference would cancel: (Σt - t[top] - t[top] · rest) / (1 + rest) is the same without.
 */
function pullRow(x: Data, t: Data, start: number, classes: number, label: number, share: number, dx: Data): void {
  const top = largestOf(x, start, classes) - start;
  const rest = restOf(x, start, classes, start + top);
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
