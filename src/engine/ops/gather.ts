// Gather: x taken at given indices along an axis. An element taken several times gets the sum of their gradients.

import { forEachRun } from '../box';
import { ShapeError, defineOp, type Attributes } from '../op';
import { sizeOf, type Shape } from '../tensor';
import { axisOf } from './axes';
import { placesOf } from '../difference';
import { moveLanes } from './view';
import { expectIndices, touchPlaces } from './indices';

export const gather = defineOp({
  name: 'Gather',
  category: 'shape',
  summary: 'Takes x at the given indices along an axis.',
  operands: [
    { name: 'x', kind: 'data', summary: 'at least one axis' },
    { name: 'indices', kind: 'data', summary: 'whole numbers, any shape', differentiable: false },
  ],
  attributes: { axis: { type: 'integer', default: 0, summary: 'The axis to take along.' } },
  infer([x, indices], attributes) {
    if (x.length === 0) throw new ShapeError('x', 'at least one axis', '()');
    const axis = axisOf(attributes.axis, x.length);
    return [...x.slice(0, axis), ...indices, ...x.slice(axis + 1)];
  },
  validate([x, indices], attributes) {
    expectIndices('indices', indices, x.shape[axisOf(attributes.axis, x.shape.length)]);
  },
  forward({ operands: [x, indices], attributes, out }, box) {
    const { extent, inner } = layoutOf(x.shape, attributes);
    const count = indices.data.length;
    forEachRun(out.shape, box, (start, n, step) => {
      for (let o = start, k = 0; k < n; k++, o += step) {
        const within = o % inner;
        const place = (o - within) / inner;
        const at = place % count;
        out.data[o] = x.data[(((place - at) / count) * extent + indices.data[at]) * inner + within];
      }
    });
  },
  touch(k, changed, { operands: [x, indices], attributes, out }, reach) {
    const axis = axisOf(attributes.axis, x.shape.length);
    const rank = indices.shape.length;
    for (let at = 0; at < out.shape.length; at++) {
      const among = at >= axis && at < axis + rank;
      const source = at < axis ? at : at - rank + 1;
      if (k === 0 && !among) {
        reach.lo[at] = changed.lo[source];
        reach.hi[at] = changed.hi[source];
      } else {
        reach.lo[at] = k === 1 && among ? changed.lo[at - axis] : 0;
        reach.hi[at] = k === 1 && among ? changed.hi[at - axis] : out.shape[at];
      }
    }
    if (k === 0) touchPlaces(indices, changed.lo[axis], changed.hi[axis], reach, axis);
  },
  vjp({ operands: [x, indices], attributes, dout, grads: [dx] }) {
    if (!dx) return;
    const { outer, extent, inner } = layoutOf(x.shape, attributes);
    let o = 0;
    for (let before = 0; before < outer; before++) {
      for (let at = 0; at < indices.data.length; at++) {
        const start = (before * extent + indices.data[at]) * inner;
        for (let within = 0; within < inner; within++) dx.data[start + within] += dout.data[o++];
      }
    }
  },
  difference: moveLanes(
    placesOf(({ operands: [x, indices], attributes }, _k, flat) => {
      const { extent, inner } = layoutOf(x.shape, attributes);
      const within = flat % inner;
      const place = (flat - within) / inner;
      const at = place % indices.data.length;
      return (((place - at) / indices.data.length) * extent + indices.data[at]) * inner + within;
    }),
  ),
  jvp: 'linear',
  formula: { forward: 'x[indices]', gradients: { x: 'dout added up over the places of each index' } },
  samples: [
    {
      shapes: [[4, 3], [5]],
      attributes: { axis: 0 },
      ranges: [
        { lo: -2, hi: 2 },
        { lo: 0, hi: 4, integer: true },
      ],
    },
    {
      shapes: [[2, 4, 2], [3]],
      attributes: { axis: 1 },
      ranges: [
        { lo: -2, hi: 2 },
        { lo: 0, hi: 4, integer: true },
      ],
    },
    {
      shapes: [
        [3, 5],
        [2, 2],
      ],
      attributes: { axis: -1 },
      ranges: [
        { lo: -2, hi: 2 },
        { lo: 0, hi: 5, integer: true },
      ],
    },
    {
      shapes: [[3, 2], []],
      attributes: { axis: 0 },
      ranges: [
        { lo: -2, hi: 2 },
        { lo: 0, hi: 3, integer: true },
      ],
    },
  ],
});

/** x as (outer, extent, inner), with the axis in the middle. */
function layoutOf(x: Shape, attributes: Attributes): { outer: number; extent: number; inner: number } {
  const axis = axisOf(attributes.axis, x.length);
  return { outer: sizeOf(x.slice(0, axis)), extent: x[axis], inner: sizeOf(x.slice(axis + 1)) };
}
