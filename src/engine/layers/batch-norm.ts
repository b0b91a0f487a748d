// BatchNorm: each feature, or each channel of images, brought to mean 0 and variance 1 over the batch, then scaled.

import { ShapeError, defineOp, type Term } from '../op';
import { add } from '../ops/add';
import { mul } from '../ops/mul';
import { reshape } from '../ops/reshape';
import { formatShape, type Shape } from '../tensor';
import { centreOf, moveGroup, normalise, pullGroup, pullTerms, pushGroup, type Group } from './normalisation';
import { expectShape } from './sizes';

export const batchNorm = defineOp({
  name: 'BatchNorm',
  category: 'layer',
  summary: 'Normalises each feature over the batch, with its own mean and biased variance; then gamma · x + beta.',
  operands: [
    { name: 'x', kind: 'data', summary: '(N, D), or images (N, C, H, W)' },
    { name: 'gamma', kind: 'param', summary: '(D) or (C)', shape: ([x]) => [x[1]], initial: 'ones' },
    { name: 'beta', kind: 'param', summary: '(D) or (C)', shape: ([x]) => [x[1]], initial: 'zeros' },
  ],
  attributes: {
    epsilon: { type: 'number', min: 0, default: 1e-5, summary: 'Added to the variance, so that its root is never 0.' },
  },
  infer([x, gamma, beta]) {
    if (x.length !== 2 && x.length !== 4) throw new ShapeError('x', '(N, D) or (N, C, H, W)', formatShape(x));
    expectShape('gamma', [x[1]], gamma);
    expectShape('beta', [x[1]], beta);
    return x;
  },
  forward({ operands: [x, gamma, beta], out, attributes }, { lo, hi }) {
    const group = groupOf(x.shape);
    const images = x.shape.length === 4;
    const width = images ? x.shape[3] : 1;
    const [rowLo, rowHi, colLo, colHi] = images ? [lo[2], hi[2], lo[3], hi[3]] : [0, 1, 0, 1];
    for (let channel = lo[1]; channel < hi[1]; channel++) {
      group.start = channel * group.length;
      const { mean, rest, deviation } = centreOf(x.data, group, attributes.epsilon as number);
      for (let image = lo[0]; image < hi[0]; image++) {
        for (let row = rowLo; row < rowHi; row++) {
          const at = group.start + image * group.stride + row * width;
          for (let i = at + colLo; i < at + colHi; i++) {
            out.data[i] = gamma.data[channel] * ((x.data[i] - mean - rest) / deviation) + beta.data[channel];
          }
        }
      }
    }
  },
  // A feature's mean and variance depend on all of its elements, on no others.
  touch(k, changed, { out }, reach) {
    for (let axis = 0; axis < out.shape.length; axis++) {
      reach.lo[axis] = 0;
      reach.hi[axis] = out.shape[axis];
    }
    reach.lo[1] = changed.lo[k === 0 ? 1 : 0];
    reach.hi[1] = changed.hi[k === 0 ? 1 : 0];
  },
  vjp({ operands: [x, gamma], attributes, dout, grads: [dx, dgamma, dbeta] }) {
    const group = groupOf(x.shape);
    for (let channel = 0; channel < x.shape[1]; channel++) {
      group.start = channel * group.length;
      const centre = centreOf(x.data, group, attributes.epsilon as number);
      const { mean, rest, deviation } = centre;
      if (dx) pullGroup(x.data, group, centre, gamma.data, channel, 0, dout.data, dx.data);
      let sum = 0;
      let sumAlong = 0;
      for (let image = 0; image < group.runs; image++) {
        const from = group.start + image * group.stride;
        for (let i = from; i < from + group.length; i++) {
          sum += dout.data[i];
          sumAlong += (dout.data[i] * (x.data[i] - mean - rest)) / deviation;
        }
      }
      if (dgamma) dgamma.data[channel] += sumAlong;
      if (dbeta) dbeta.data[channel] += sum;
    }
  },
  difference(call) {
    const { operands, change, attributes } = call;
    const { shape } = operands[0];
    const group = groupOf(shape);
    const channelOf = (flat: number): number => Math.floor(flat / group.length) % shape[1];
    for (let channel = change.box.lo[1]; channel < change.box.hi[1]; channel++) {
      group.start = channel * group.length;
      moveGroup(call, group, attributes.epsilon as number, channelOf);
    }
  },
  terms({ operands: [x, gamma], attributes, dout, grads: [dx] }) {
    if (!dx) return;
    const group = groupOf(x.shape);
    for (let channel = 0; channel < x.shape[1]; channel++) {
      group.start = channel * group.length;
      pullTerms(x.data, group, attributes.epsilon as number, () => gamma.data[channel], dout.data, dx.data);
    }
  },
  expand(to, [x, gamma, beta], attributes) {
    const images = x.shape.length === 4;
    const perChannel = (p: Term) => (images ? to.apply(reshape, [p], { shape: [x.shape[1], 1, 1] }) : p);
    const normalised = normalise(to, x, images ? [0, 2, 3] : [0], attributes);
    return to.apply(add, [to.apply(mul, [perChannel(gamma), normalised]), perChannel(beta)]);
  },
  jvp(call) {
    const { shape } = call.operands[0];
    const group = groupOf(shape);
    const channelOf = (flat: number): number => Math.floor(flat / group.length) % shape[1];
    for (let channel = call.box.lo[1]; channel < call.box.hi[1]; channel++) {
      group.start = channel * group.length;
      pushGroup(call, group, call.attributes.epsilon as number, channelOf);
    }
  },
  formula: {
    forward: 'gamma · n + beta, n = (x - mean) / sqrt(variance + epsilon)',
    gradients: {
      x: 'gamma / sqrt(variance + epsilon) · (dout - mean(dout) - n · mean(dout · n))',
      gamma: 'dout · n summed over the batch',
      beta: 'dout summed over the batch',
    },
  },
  samples: [
    { shapes: [[5, 3], [3], [3]], attributes: { epsilon: 1e-5 } },
    { shapes: [[2, 3, 2, 4], [3], [3]], attributes: { epsilon: 0.1 } },
  ],
});

function groupOf([images, channels, ...plane]: Shape): Group {
  const length = plane.reduce((product, extent) => product * extent, 1);
  return { start: 0, runs: images, stride: channels * length, length };
}
