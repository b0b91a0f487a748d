// Concat: tensors one after another along an axis. Each gets its part of the gradient.

import { fullBox, type Box } from '../box';
import { copyLanes, placesOf } from '../difference';
import { ShapeError, defineOp, type Attributes } from '../op';
import { forEachStridedRun, type PairRun } from '../strided';
import { formatShape, sizeOf, stridesOf, type Shape, type Tensor } from '../tensor';
import { axisOf } from './axes';

export const concat = defineOp({
  name: 'Concat',
  category: 'shape',
  summary: 'Joins tensors along an axis.',
  operands: [{ name: 'x', kind: 'data', summary: 'shapes that agree in all axes but one', variadic: true }],
  attributes: { axis: { type: 'integer', default: 0, summary: 'The axis to join along.' } },
  infer([first, ...others], attributes) {
    const axis = axisOf(attributes.axis, first.length);
    for (const shape of others) {
      if (shape.length !== first.length || !shape.every((extent, at) => at === axis || extent === first[at])) {
        throw new ShapeError('x', `the shape ${formatShape(first)}, but for axis ${axis}`, formatShape(shape));
      }
    }
    const length = others.reduce((sum, shape) => sum + shape[axis], first[axis]);
    return first.map((extent, at) => (at === axis ? length : extent));
  },
  forward({ operands, attributes, out }, box) {
    operands.forEach(({ data }, k) => {
      forEachPlace(operands, k, attributes, out.shape, box, (o, os, i, is, _j, _js, n) => {
        for (; n > 0; n--, o += os, i += is) out.data[o] = data[i];
      });
    });
  },
  touch(k, changed, { operands, attributes, out }, reach) {
    const axis = axisOf(attributes.axis, out.shape.length);
    const start = startOf(operands, k, axis);
    for (let at = 0; at < out.shape.length; at++) {
      reach.lo[at] = changed.lo[at] + (at === axis ? start : 0);
      reach.hi[at] = changed.hi[at] + (at === axis ? start : 0);
    }
  },
  vjp({ operands, attributes, out, dout, grads }) {
    grads.forEach((dx, k) => {
      if (!dx) return;
      forEachPlace(operands, k, attributes, out.shape, fullBox(out.shape), (o, os, i, is, _j, _js, n) => {
        for (; n > 0; n--, o += os, i += is) dx.data[i] += dout.data[o];
      });
    });
  },
  difference(call) {
    const { deltas, change, lanes } = call;
    change.data.fill(0);
    deltas.forEach((delta, k) => {
      if (!delta) return;
      const from = concatPlaces(call, k);
      for (let place = 0; place < from.length; place++) {
        if (from[place] >= 0) copyLanes(delta.data, from[place] * lanes, change.data, place * lanes, lanes);
      }
    });
  },
  jvp: 'linear',
  formula: { forward: 'x1, x2, ... one after another', gradients: { x: "each operand's part of dout" } },
  samples: [
    {
      shapes: [
        [2, 3],
        [1, 3],
      ],
      attributes: { axis: 0 },
    },
    {
      shapes: [
        [2, 3],
        [2, 1],
        [2, 2],
      ],
      attributes: { axis: -1 },
    },
    { shapes: [[2], [3]], attributes: { axis: 0 } },
    {
      shapes: [
        [2, 2, 2],
        [2, 1, 2],
      ],
      attributes: { axis: 1 },
    },
  ],
});

/** Where on the axis operand k begins. */
function startOf(operands: readonly Tensor[], k: number, axis: number): number {
  let start = 0;
  for (let before = 0; before < k; before++) start += operands[before].shape[axis];
  return start;
}

/** Walks the part of a box of the result that operand k fills. */
function forEachPlace(
  operands: readonly Tensor[],
  k: number,
  attributes: Attributes,
  out: Shape,
  { lo, hi }: Box,
  run: PairRun,
): void {
  const axis = axisOf(attributes.axis, out.length);
  const start = startOf(operands, k, axis);
  const { shape } = operands[k];
  const strides = stridesOf(shape);
  const part: Box = { lo: lo.slice(), hi: hi.slice() };
  part.lo[axis] = Math.max(lo[axis], start);
  part.hi[axis] = Math.min(hi[axis], start + shape[axis]);
  if (part.lo[axis] >= part.hi[axis]) return;
  const shift = start * strides[axis];
  forEachStridedRun(part, stridesOf(out), strides, strides, (o, os, i, is, j, js, n) => {
    run(o, os, i - shift, is, j - shift, js, n);
  });
}

/** Where the operand's element stands that the result's element at `flat` is; -1 where it is another operand's. */
const concatPlaces = placesOf(({ operands, attributes, out }, k, flat) => {
  const axis = axisOf(attributes.axis, out.shape.length);
  const inner = sizeOf(out.shape.slice(axis + 1));
  const within = flat % inner;
  const outer = Math.floor(flat / (inner * out.shape[axis]));
  const at = (Math.floor(flat / inner) % out.shape[axis]) - startOf(operands, k, axis);
  const extent = operands[k].shape[axis];
  return at < 0 || at >= extent ? -1 : (outer * extent + at) * inner + within;
});
