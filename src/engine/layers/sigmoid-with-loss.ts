// SigmoidWithLoss: sigmoid and binary cross entropy in one, so that the backward pass is (sigmoid(x) - t) / N.

import { forEachPlace, softplusChange } from '../difference';
import { logistic } from '../kernels/logistic';
import { defineOp } from '../op';
import { div } from '../ops/div';
import { mul } from '../ops/mul';
import { softplus } from '../ops/softplus';
import { sub } from '../ops/sub';
import { sum } from '../ops/sum';
import { ANY, MASK, PROBABILITIES } from './ranges';
import { expectShape } from './sizes';

export const sigmoidWithLoss = defineOp({
  name: 'SigmoidWithLoss',
  category: 'loss',
  summary: 'Sigmoid of the scores x, then binary cross entropy with t, summed over all axes but the first, over N.',
  operands: [
    { name: 'x', kind: 'data', summary: 'scores (N, ...)' },
    { name: 't', kind: 'data', summary: 'labels 0 or 1, or probabilities; the shape of x', differentiable: false },
  ],
  attributes: {},
  infer([x, t]) {
    expectShape('t', x, t);
    return [];
  },
  // -t log s - (1 - t) log(1 - s) with s = sigmoid(x): x(1 - t) + log(1 + exp(-x)), or the same seen from below 0.
  forward({ operands: [x, t], out }) {
    let loss = 0;
    for (let i = 0; i < x.data.length; i++) {
      const z = x.data[i];
      loss += (z < 0 ? -z * t.data[i] : z * (1 - t.data[i])) + Math.log1p(Math.exp(-Math.abs(z)));
    }
    out.data[0] = loss / (x.shape[0] ?? 1);
  },
  touch: () => undefined,
  addsSamples: ({ operands: [x] }) => x.shape.length > 0,
  // s - t over the common denominator 1 + exp(-|x|), where nothing cancels for labels 0 and 1.
  vjp({ operands: [x, t], dout, grads: [dx] }) {
    if (!dx) return;
    const share = dout.data[0] / (x.shape[0] ?? 1);
    for (let i = 0; i < x.data.length; i++) {
      const e = Math.exp(-Math.abs(x.data[i]));
      const difference = x.data[i] < 0 ? e * (1 - t.data[i]) - t.data[i] : 1 - t.data[i] - e * t.data[i];
      dx.data[i] += (share * difference) / (1 + e);
    }
  },
  // softplus(x) - t · x = (1 - t) · softplus(x) + t · softplus(-x), in which nothing cancels.
  difference({ operands: [x, t], deltas: [delta], change, lanes }) {
    const { box, data } = delta!;
    const into = change.data;
    const share = 1 / (x.shape[0] ?? 1);
    into.fill(0, 0, lanes);
    forEachPlace(x.shape, box, (i, place) => {
      const q = logistic(x.data[i]);
      const p = logistic(-x.data[i]);
      const up = share * (1 - t.data[i]);
      const down = share * t.data[i];
      for (let lane = 0, at = place * lanes; lane < lanes; lane++, at++) {
        into[lane] += up * softplusChange(q, p, data[at]) + down * softplusChange(p, q, -data[at]);
      }
    });
  },
  expand(to, [x, t]) {
    const losses = to.apply(sub, [to.apply(softplus, [x]), to.apply(mul, [x, t])]);
    return to.apply(div, [to.apply(sum, [losses]), to.constant(x.shape[0] ?? 1)]);
  },
  jvp({ operands: [x, t], tangents: [dx], into }) {
    let sum = 0;
    for (let i = 0; i < x.data.length; i++) {
      const z = x.data[i];
      sum += ((1 - t.data[i]) / (1 + Math.exp(-z)) - t.data[i] / (1 + Math.exp(z))) * dx!.data[i];
    }
    into.data[0] = sum / (x.shape[0] ?? 1);
  },
  formula: {
    forward: '-Σ (t · log s + (1 - t) · log(1 - s)) / N, s = sigmoid(x)',
    gradients: { x: 'dout · (sigmoid(x) - t) / N' },
  },
  samples: [
    {
      shapes: [
        [4, 3],
        [4, 3],
      ],
      ranges: [ANY, PROBABILITIES],
    },
    { shapes: [[5], [5]], ranges: [{ lo: -30, hi: 30 }, MASK] },
    { shapes: [[], []], ranges: [ANY, PROBABILITIES] },
  ],
});
