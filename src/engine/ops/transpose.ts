// Transpose: axes in another order. The gradient goes back in the order before.

import { ShapeError, defineOp, type Attributes } from '../op';
import { stridesOf } from '../tensor';
import { axisOf, integersOf } from './axes';
import { view } from './view';

export const transpose = defineOp(
  view({
    name: 'Transpose',
    summary: 'Axes in another order; left out, reversed.',
    attributes: {
      axes: { type: 'integers', summary: 'For each axis of the result the axis of x; left out, in reverse.' },
    },
    infer: ([x], attributes) => orderOf(attributes, x.length).map((axis) => x[axis]),
    placed(x, _out, attributes) {
      const strides = stridesOf(x);
      return { from: 0, strides: orderOf(attributes, x.length).map((axis) => strides[axis]) };
    },
    touch(_k, changed, { operands: [x], attributes }, reach) {
      orderOf(attributes, x.shape.length).forEach((axis, at) => {
        reach.lo[at] = changed.lo[axis];
        reach.hi[at] = changed.hi[axis];
      });
    },
    follow(_k, { operands: [x], attributes, out }, points, into) {
      const order = orderOf(attributes, x.shape.length);
      const from = stridesOf(x.shape);
      const to = stridesOf(out.shape);
      into.forEach((_, lane) => {
        into[lane] = order.reduce(
          (flat, axis, at) => flat + (Math.floor(points[lane] / from[axis]) % x.shape[axis]) * to[at],
          0,
        );
      });
      return true;
    },
    formula: { forward: 'xᵀ', gradients: { x: 'doutᵀ' } },
    samples: [
      { shapes: [[3, 4]] },
      { shapes: [[2, 3, 4]] },
      { shapes: [[2, 3, 4]], attributes: { axes: [1, 2, 0] } },
      { shapes: [[2, 1, 3, 2]], attributes: { axes: [0, -1, 1, 2] } },
    ],
  }),
);

function orderOf(attributes: Attributes, rank: number): readonly number[] {
  if (attributes.axes === undefined) return Array.from({ length: rank }, (_, at) => rank - 1 - at);
  const given = integersOf(attributes, 'axes');
  const order = given.map((axis) => axisOf(axis, rank));
  if (order.length !== rank || new Set(order).size !== rank) {
    throw new ShapeError('axes', `each of the ${rank} axes once`, `[${given.join(', ')}]`);
  }
  return order;
}
