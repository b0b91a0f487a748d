// Reshape: the same elements, in the same order, under another shape.

import { staysInPlace } from '../difference';
import { ShapeError, defineOp, type Attributes } from '../op';
import { formatShape, sizeOf, stridesOf, type Shape } from '../tensor';
import { integersOf } from './axes';
import { touchReshaped } from './reshaped';
import { view } from './view';

export const reshape = defineOp(
  view({
    name: 'Reshape',
    summary: 'The same elements in the same order under another shape.',
    attributes: {
      shape: {
        type: 'integers',
        scalar: true,
        min: -1,
        required: true,
        summary: 'The new shape; one extent may be -1 and follows from the rest.',
      },
    },
    infer: ([x], attributes) => shapeFor(x, attributes),
    placed: (_x, out) => ({ from: 0, strides: stridesOf(out) }),
    touch: touchReshaped,
    follow: staysInPlace,
    formula: { forward: 'x under another shape', gradients: { x: 'dout under the shape of x' } },
    samples: [
      { shapes: [[3, 4]], attributes: { shape: [2, 6] } },
      { shapes: [[2, 3, 4]], attributes: { shape: [2, 2, -1] } },
      { shapes: [[2, 3, 4]], attributes: { shape: [6, 4] } },
      { shapes: [[1]], attributes: { shape: [] } },
    ],
  }),
);

function shapeFor(x: Shape, attributes: Attributes): Shape {
  const given = integersOf(attributes, 'shape');
  const size = sizeOf(x);
  const rest = sizeOf(given.filter((extent) => extent !== -1));
  const shape = given.map((extent) => (extent === -1 ? size / rest : extent));
  const open = given.filter((extent) => extent === -1).length;
  if (open > 1 || sizeOf(shape) !== size || !shape.every((extent) => Number.isInteger(extent) && extent >= 0)) {
    throw new ShapeError('shape', `${size} elements as in x ${formatShape(x)}`, formatShape(given));
  }
  return shape;
}
