// BroadcastTo: x stretched to a shape. The gradient sums over the copies.

import { broadcastStrides, touchBroadcast } from '../elementwise';
import { ShapeError, defineOp } from '../op';
import { formatShape } from '../tensor';
import { integersOf } from './axes';
import { view } from './view';

export const broadcastTo = defineOp(
  view({
    name: 'BroadcastTo',
    summary: 'x stretched to a shape, as NumPy broadcasts.',
    attributes: {
      shape: { type: 'integers', scalar: true, min: 1, required: true, summary: 'The shape to stretch to.' },
    },
    infer([x], attributes) {
      const shape = integersOf(attributes, 'shape');
      const fits =
        x.length <= shape.length &&
        x.every((extent, axis) => extent === 1 || extent === shape[axis - x.length + shape.length]);
      if (!fits) throw new ShapeError('x', `a shape that broadcasts to ${formatShape(shape)}`, formatShape(x));
      return shape;
    },
    placed: (x, out) => ({ from: 0, strides: broadcastStrides(x, out) }),
    touch: (_k, changed, { operands: [x], out }, reach) => touchBroadcast(x.shape, changed, out.shape, reach),
    formula: { forward: 'x stretched', gradients: { x: 'dout summed over the stretched axes' } },
    samples: [
      { shapes: [[4]], attributes: { shape: [3, 4] } },
      { shapes: [[3, 1]], attributes: { shape: [2, 3, 4] } },
      { shapes: [[]], attributes: { shape: [2, 2] } },
    ],
  }),
);
