// Dropout: elements switched off at random while learning. The mask is drawn once, from the network's seed, so that the
// forward pass is a function; kept elements are divided by 1 - rate, so that their expectation stays.

import { copyBox, forEachRun } from '../box';
import { forEachPlace, staysInPlace } from '../difference';
import { defineOp } from '../op';
import { mul } from '../ops/mul';
import { ANY, MASK } from './ranges';
import { expectShape } from './sizes';

export const dropout = defineOp({
  name: 'Dropout',
  category: 'layer',
  summary: 'Multiplies x by a seeded mask that holds 0 (dropped) or 1 / (1 - rate) (kept).',
  operands: [
    { name: 'x', kind: 'data', summary: 'any shape' },
    { name: 'mask', kind: 'mask', summary: 'the shape of x', differentiable: false, shape: ([x]) => x },
  ],
  attributes: {
    rate: { type: 'number', min: 0, below: 1, default: 0.5, summary: 'Probability that an element is dropped.' },
  },
  infer([x, mask]) {
    expectShape('mask', x, mask);
    return x;
  },
  forward({ operands: [x, mask], out }, box) {
    forEachRun(out.shape, box, (start, count, step) => {
      for (let i = start, k = 0; k < count; k++, i += step) out.data[i] = x.data[i] * mask.data[i];
    });
  },
  touch: (_k, changed, _call, reach) => copyBox(changed, reach),
  vjp({ operands: [, mask], dout, grads: [dx] }) {
    if (!dx) return;
    for (let i = 0; i < dx.data.length; i++) dx.data[i] += dout.data[i] * mask.data[i];
  },
  difference({ operands: [, mask], out, deltas: [delta], change, lanes }) {
    const { data, points } = delta!;
    if (points) {
      for (let lane = 0; lane < lanes; lane++) change.data[lane] = data[lane] * mask.data[points[lane]];
    } else {
      forEachPlace(out.shape, change.box, (i, place) => {
        for (let at = place * lanes; at < (place + 1) * lanes; at++) change.data[at] = data[at] * mask.data[i];
      });
    }
  },
  follow: staysInPlace,
  expand: (to, [x, mask]) => to.apply(mul, [x, mask]),
  jvp: 'linear',
  formula: { forward: 'x · mask', gradients: { x: 'dout · mask' } },
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 4],
      ],
      attributes: { rate: 0.5 },
      ranges: [ANY, MASK],
    },
    {
      shapes: [
        [2, 1, 3],
        [2, 1, 3],
      ],
      attributes: { rate: 0.5 },
      ranges: [ANY, MASK],
    },
  ],
});
