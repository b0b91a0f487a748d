// Flatten: (N, C, H, W) becomes (N, C · H · W).

import { staysInPlace } from '../difference';
import { ShapeError, defineOp } from '../op';
import { sizeOf, stridesOf } from '../tensor';
import { touchReshaped } from './reshaped';
import { view } from './view';

export const flatten = defineOp(
  view({
    name: 'Flatten',
    summary: 'All axes but the first made one.',
    attributes: {},
    infer([x]) {
      if (x.length === 0) throw new ShapeError('x', 'at least one axis', '()');
      return [x[0], sizeOf(x.slice(1))];
    },
    placed: (_x, out) => ({ from: 0, strides: stridesOf(out) }),
    touch: touchReshaped,
    follow: staysInPlace,
    formula: { forward: 'x, a row for each of the first axis', gradients: { x: 'dout under the shape of x' } },
    samples: [{ shapes: [[2, 3, 2, 2]] }, { shapes: [[3, 4]] }, { shapes: [[3]] }],
  }),
);
