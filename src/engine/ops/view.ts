// What the ops share that only place x's elements elsewhere: element (i, j, ...) of the result is x's element at
// `from` + i · strides[0] + j · strides[1] + ... The gradient goes back along the same strides; where one is 0, an element
// is seen several times and its gradient is the sum.

import { fullBox } from '../box';
import { copyLanes, placesOf, type DifferenceRule } from '../difference';
import { oncePerCall } from '../once';
import type { Attributes, Op } from '../op';
import { forEachStridedRun } from '../strided';
import { stridesOf, type Shape } from '../tensor';

export interface Placement {
  readonly from: number;
  readonly strides: ArrayLike<number>;
}

type ViewParts = Omit<Op, 'category' | 'operands' | 'forward' | 'vjp' | 'jvp' | 'difference'> & {
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
        i += from;
        if (os === 1 && is === 1) return out.data.set(x.data.subarray(i, i + n), o);
        for (; n > 0; n--, o += os, i += is) out.data[o] = x.data[i];
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
    jvp: 'linear',
    difference: moveLanes(
      placesOf((call, _k, flat) => {
        const { from, strides } = layoutOf(call);
        const { shape } = call.out;
        let position = from;
        for (let axis = shape.length - 1; axis >= 0; axis--) {
          const at = flat % shape[axis];
          position += at * strides[axis];
          flat = (flat - at) / shape[axis];
        }
        return position;
      }),
    ),
  };
}

/** The difference of an op whose elements are each one element of operand k. */
export function moveLanes(places: ReturnType<typeof placesOf>, k = 0): DifferenceRule['difference'] {
  return (call) => {
    const { deltas, change, lanes } = call;
    if (change.points) return change.data.set(deltas[k]!.data.subarray(0, lanes));
    const from = places(call, k);
    for (let place = 0; place < from.length; place++) {
      const at = place * lanes;
      if (from[place] < 0) change.data.fill(0, at, at + lanes);
      else copyLanes(deltas[k]!.data, from[place] * lanes, change.data, at, lanes);
    }
  };
}
