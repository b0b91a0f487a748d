// What the ops share that only place x's elements elsewhere: element (i, j, ...) of the result is x's element at
// `from` + i · strides[0] + j · strides[1] + ... The gradient goes back along the same strides; where one is 0, an element
// is seen several times and its gradient is the sum.

import { fullBox } from '../box';
import { oncePerCall } from '../once';
import type { Attributes, Op } from '../op';
import { forEachStridedRun } from '../strided';
import { stridesOf, type Shape } from '../tensor';

export interface Placement {
  readonly from: number;
  readonly strides: ArrayLike<number>;
}

type ViewParts = Omit<Op, 'category' | 'operands' | 'forward' | 'vjp'> & {
  placed(x: Shape, out: Shape, attributes: Attributes): Placement;
};

export function view({ placed, ...parts }: ViewParts): Op {
  const layoutOf = oncePerCall(({ operands: [x], out, attributes }) => ({
    ...placed(x.shape, out.shape, attributes),
    outStrides: stridesOf(out.shape),
  }));
  return {
    ...parts,
    category: 'shape',
    operands: [{ name: 'x', kind: 'data', summary: 'any shape' }],
    forward(call, box) {
      const {
        operands: [x],
        out,
      } = call;
      const { from, strides, outStrides } = layoutOf(call);
      forEachStridedRun(box, outStrides, strides, strides, (o, os, i, is, _j, _js, n) => {
        for (i += from; n > 0; n--, o += os, i += is) out.data[o] = x.data[i];
      });
    },
    vjp(call) {
      const {
        out,
        dout,
        grads: [dx],
      } = call;
      if (!dx) return;
      const { from, strides, outStrides } = layoutOf(call);
      forEachStridedRun(fullBox(out.shape), outStrides, strides, strides, (o, os, i, is, _j, _js, n) => {
        for (i += from; n > 0; n--, o += os, i += is) dx.data[i] += dout.data[o];
      });
    },
  };
}
