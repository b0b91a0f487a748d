// Slice: a rectangular part of x. Outside it the gradient is 0.

import { ShapeError, defineOp, type Attributes } from '../op';
import { formatShape, stridesOf, type Shape } from '../tensor';
import { integersOf } from './axes';
import { view } from './view';

export const slice = defineOp(
  view({
    name: 'Slice',
    summary: 'The part of x from one position up to, and without, another; axes not given are whole.',
    attributes: {
      from: { type: 'integers', scalar: true, min: 0, required: true, summary: 'First position on each axis.' },
      to: { type: 'integers', scalar: true, min: 0, required: true, summary: 'End on each axis, exclusive.' },
    },
    infer: ([x], attributes) => rangesOf(x, attributes).map(({ from, to }) => to - from),
    placed(x, _out, attributes) {
      const strides = stridesOf(x);
      const start = rangesOf(x, attributes).reduce((sum, { from }, axis) => sum + from * strides[axis], 0);
      return { from: start, strides };
    },
    touch(_k, changed, { operands: [x], attributes }, reach) {
      rangesOf(x.shape, attributes).forEach(({ from, to }, axis) => {
        reach.lo[axis] = Math.max(changed.lo[axis], from) - from;
        reach.hi[axis] = Math.min(changed.hi[axis], to) - from;
      });
    },
    formula: { forward: 'x[from:to]', gradients: { x: 'dout inside, 0 outside' } },
    samples: [
      { shapes: [[4, 5]], attributes: { from: [1, 0], to: [3, 4] } },
      { shapes: [[6]], attributes: { from: 2, to: 5 } },
      { shapes: [[3, 2, 2]], attributes: { from: [2], to: [3] } },
    ],
  }),
);

interface Range {
  readonly from: number;
  readonly to: number;
}

function rangesOf(x: Shape, attributes: Attributes): readonly Range[] {
  const from = integersOf(attributes, 'from');
  const to = integersOf(attributes, 'to');
  if (from.length > x.length)
    throw new ShapeError('from', `at most ${x.length} axes, as in x ${formatShape(x)}`, `${from.length}`);
  if (to.length !== from.length) throw new ShapeError('to', `as many axes as from, ${from.length}`, `${to.length}`);
  return x.map((extent, axis) => {
    if (axis >= from.length) return { from: 0, to: extent };
    const range = { from: from[axis], to: to[axis] };
    if (range.from >= range.to || range.to > extent) {
      throw new ShapeError('to', `above from (${range.from}) and at most ${extent} on axis ${axis}`, `${range.to}`);
    }
    return range;
  });
}
