// LayerNorm: each row along the last axis brought to mean 0 and variance 1, then scaled feature by feature.

import { forEachRun } from '../box';
import { ShapeError, defineOp } from '../op';
import { add } from '../ops/add';
import { mul } from '../ops/mul';
import { formatShape } from '../tensor';
import { centreOf, moveGroup, normalise, pullGroup, pullTerms, pushGroup } from './normalisation';
import { expectShape } from './sizes';

export const layerNorm = defineOp({
  name: 'LayerNorm',
  category: 'layer',
  summary: 'Normalises along the last axis, with its mean and biased variance; then gamma · x + beta.',
  operands: [
    { name: 'x', kind: 'data', summary: '(..., D)' },
    { name: 'gamma', kind: 'param', summary: '(D)', shape: ([x]) => x.slice(-1), initial: 'ones' },
    { name: 'beta', kind: 'param', summary: '(D)', shape: ([x]) => x.slice(-1), initial: 'zeros' },
  ],
  attributes: {
    epsilon: { type: 'number', min: 0, default: 1e-5, summary: 'Added to the variance, so that its root is never 0.' },
  },
  infer([x, gamma, beta]) {
    if (x.length === 0) throw new ShapeError('x', '(..., D)', formatShape(x));
    expectShape('gamma', x.slice(-1), gamma);
    expectShape('beta', x.slice(-1), beta);
    return x;
  },
  forward({ operands: [x, gamma, beta], out, attributes }, box) {
    const last = x.shape.length - 1;
    const row = { start: 0, runs: 1, stride: 0, length: x.shape[last] };
    const lo = box.lo[last];
    const hi = box.hi[last];
    forEachRun(x.shape.slice(0, -1), box, (first, count, step) => {
      for (let r = first, k = 0; k < count; k++, r += step) {
        row.start = r * row.length;
        const { mean, rest, deviation } = centreOf(x.data, row, attributes.epsilon as number);
        for (let d = lo; d < hi; d++) {
          out.data[row.start + d] = gamma.data[d] * ((x.data[row.start + d] - mean - rest) / deviation) + beta.data[d];
        }
      }
    });
  },
  touch(k, changed, { out }, reach) {
    const last = out.shape.length - 1;
    for (let axis = 0; axis < last; axis++) {
      reach.lo[axis] = k === 0 ? changed.lo[axis] : 0;
      reach.hi[axis] = k === 0 ? changed.hi[axis] : out.shape[axis];
    }
    reach.lo[last] = k === 0 ? 0 : changed.lo[0];
    reach.hi[last] = k === 0 ? out.shape[last] : changed.hi[0];
  },
  vjp({ operands: [x, gamma], attributes, dout, grads: [dx, dgamma, dbeta] }) {
    const row = { start: 0, runs: 1, stride: 0, length: gamma.data.length };
    for (; row.start < x.data.length; row.start += row.length) {
      const centre = centreOf(x.data, row, attributes.epsilon as number);
      const { mean, rest, deviation } = centre;
      if (dx) pullGroup(x.data, row, centre, gamma.data, 0, 1, dout.data, dx.data);
      for (let d = 0; d < row.length; d++) {
        const g = dout.data[row.start + d];
        if (dgamma) dgamma.data[d] += (g * (x.data[row.start + d] - mean - rest)) / deviation;
        if (dbeta) dbeta.data[d] += g;
      }
    }
  },
  difference(call) {
    const { operands, change, attributes } = call;
    const { shape } = operands[0];
    const length = shape[shape.length - 1];
    const featureOf = (flat: number): number => flat % length;
    forEachRun(shape.slice(0, -1), change.box, (first, count, step) => {
      for (let row = first, k = 0; k < count; k++, row += step) {
        moveGroup(call, { start: row * length, runs: 1, stride: 0, length }, attributes.epsilon as number, featureOf);
      }
    });
  },
  terms({ operands: [x, gamma], attributes, dout, grads: [dx] }) {
    if (!dx) return;
    const { length } = gamma.data;
    const gammaOf = (flat: number): number => gamma.data[flat % length];
    for (let start = 0; start < x.data.length; start += length) {
      const row = { start, runs: 1, stride: 0, length };
      pullTerms(x.data, row, attributes.epsilon as number, gammaOf, dout.data, dx.data);
    }
  },
  expand(to, [x, gamma, beta], attributes) {
    const normalised = normalise(to, x, [x.shape.length - 1], attributes);
    return to.apply(add, [to.apply(mul, [gamma, normalised]), beta]);
  },
  jvp(call) {
    const { shape } = call.operands[0];
    const length = shape[shape.length - 1];
    forEachRun(shape.slice(0, -1), call.box, (first, count, step) => {
      for (let row = first, k = 0; k < count; k++, row += step) {
        const group = { start: row * length, runs: 1, stride: 0, length };
        pushGroup(call, group, call.attributes.epsilon as number, (flat) => flat % length);
      }
    });
  },
  formula: {
    forward: 'gamma · n + beta, n = (x - mean) / sqrt(variance + epsilon)',
    gradients: {
      x: '(g - mean(g) - n · mean(g · n)) / sqrt(variance + epsilon), g = dout · gamma',
      gamma: 'dout · n summed over the rows',
      beta: 'dout summed over the rows',
    },
  },
  samples: [
    { shapes: [[3, 5], [5], [5]], attributes: { epsilon: 1e-5 } },
    { shapes: [[2, 2, 4], [4], [4]], attributes: { epsilon: 1e-5 } },
    { shapes: [[6], [6], [6]], attributes: { epsilon: 0.1 } },
  ],
});
