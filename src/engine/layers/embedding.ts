// Embedding: a table of vectors, one row per index. A row's gradient is the sum over all places where it was looked up.

import { forEachRun } from '../box';
import { placesOf } from '../difference';
import { ShapeError, defineOp } from '../op';
import { gather } from '../ops/gather';
import { expectIndices, touchPlaces } from '../ops/indices';
import { moveLanes } from '../ops/view';
import { formatShape } from '../tensor';
import { ANY, indicesBelow } from './ranges';
import { givenSize } from './sizes';

export const embedding = defineOp({
  name: 'Embedding',
  category: 'layer',
  summary: 'Looks up a row of W for each index of x.',
  operands: [
    { name: 'x', kind: 'data', summary: 'indices 0 .. vocabulary - 1, any shape', differentiable: false },
    {
      name: 'W',
      kind: 'param',
      summary: '(vocabulary, units)',
      shape: (_data, attributes) => [givenSize(attributes, 'vocabulary', 'W'), givenSize(attributes, 'units', 'W')],
      initial: 'weights',
      // One row at a time is looked up: the product with a one-hot row has one term.
      fanIn: () => 1,
    },
  ],
  attributes: {
    vocabulary: { type: 'integer', min: 1, summary: 'Number of rows of W; may be left out where W is given.' },
    units: { type: 'integer', min: 1, summary: 'Length of a row; may be left out where W is given.' },
  },
  infer([x, W], { vocabulary = W[0], units = W[1] }) {
    if (W.length !== 2 || W[0] !== vocabulary || W[1] !== units) {
      const expected = W.length === 2 ? formatShape([vocabulary as number, units as number]) : '(vocabulary, units)';
      throw new ShapeError('W', expected, formatShape(W));
    }
    return [...x, W[1]];
  },
  validate: ([x, W]) => expectIndices('x', x, W.shape[0]),
  forward({ operands: [x, W], out }, box) {
    const units = W.shape[1];
    const lo = box.lo[x.shape.length];
    const hi = box.hi[x.shape.length];
    forEachRun(x.shape, box, (start, count, step) => {
      for (let i = start, k = 0; k < count; k++, i += step) {
        const row = x.data[i] * units;
        for (let u = lo; u < hi; u++) out.data[i * units + u] = W.data[row + u];
      }
    });
  },
  touch(k, changed, { operands: [x, W] }, reach) {
    const last = x.shape.length;
    if (k === 0) {
      for (let axis = 0; axis < last; axis++) {
        reach.lo[axis] = changed.lo[axis];
        reach.hi[axis] = changed.hi[axis];
      }
    } else {
      touchPlaces(x, changed.lo[0], changed.hi[0], reach, 0);
    }
    reach.lo[last] = k === 0 ? 0 : changed.lo[1];
    reach.hi[last] = k === 0 ? W.shape[1] : changed.hi[1];
  },
  vjp({ operands: [x, W], dout, grads: [, dW] }) {
    if (!dW) return;
    const units = W.shape[1];
    for (let i = 0; i < x.data.length; i++) {
      const row = x.data[i] * units;
      for (let u = 0; u < units; u++) dW.data[row + u] += dout.data[i * units + u];
    }
  },
  difference: moveLanes(
    placesOf(({ operands: [x, W] }, _k, flat) => {
      const units = W.shape[1];
      const within = flat % units;
      return x.data[(flat - within) / units] * units + within;
    }),
    1,
  ),
  linearIn: ['W'],
  expand: (to, [x, W]) => to.apply(gather, [W, x], { axis: 0 }),
  jvp: 'linear',
  formula: { forward: 'W[x]', gradients: { W: 'dout added up over the places of each row' } },
  samples: [
    { shapes: [[4], [5, 3]], attributes: { vocabulary: 5, units: 3 }, ranges: [indicesBelow(5), ANY] },
    {
      shapes: [
        [2, 3],
        [2, 2],
      ],
      attributes: { vocabulary: 2, units: 2 },
      ranges: [indicesBelow(2), ANY],
    },
  ],
});
