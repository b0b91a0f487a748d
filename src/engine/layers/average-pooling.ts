// AveragePooling: the mean of each window. Padding counts: the divisor is always the window's full size.

import { fullBox } from '../box';
import { placeIn } from '../difference';
import { addScaled } from '../kernels/loops';
import { defineOp } from '../op';
import { mean } from '../ops/mean';
import type { Data } from '../tensor';
import { forEachPatch, type Patch } from './patch';
import { pooling, poolingSlides } from './pooling';

export const averagePooling = defineOp(
  pooling({
    name: 'AveragePooling',
    summary: 'The mean of each window of each channel; zeros in the padding count.',
    filler: 0,
    reduction: mean,
    forward({ operands: [x], out, attributes }, box) {
      forEachPatch(out.shape, poolingSlides(x.shape, attributes), box, (o, patch) => {
        out.data[o] = sumUnder(x.data, patch) / (patch.kernelHeight * patch.kernelWidth);
      });
    },
    vjp({ operands: [x], attributes, dout, grads: [dx] }) {
      if (!dx) return;
      forEachPatch(dout.shape, poolingSlides(x.shape, attributes), fullBox(dout.shape), (o, patch) => {
        addUnder(dx.data, patch, dout.data[o] / (patch.kernelHeight * patch.kernelWidth));
      });
    },
    difference({ operands: [x], out, attributes, deltas: [delta], change, lanes }) {
      const { box, data } = delta!;
      let at = 0;
      forEachPatch(out.shape, poolingSlides(x.shape, attributes), change.box, (_o, patch) => {
        change.data.fill(0, at, at + lanes);
        for (let row = patch.rowLo; row < patch.rowHi; row++) {
          for (let col = patch.colLo; col < patch.colHi; col++) {
            const place = placeIn(box, x.shape, patch.at + row * patch.rowStride + col);
            const share = 1 / (patch.kernelHeight * patch.kernelWidth);
            if (place >= 0) addScaled(data, place * lanes, share, change.data, at, lanes);
          }
        }
        at += lanes;
      });
    },
    jvp: 'linear',
    formula: { forward: 'mean of x over the window', gradients: { x: 'dout / window size, summed over the windows' } },
  }),
);

function sumUnder(x: Data, { at, rowStride, rowLo, rowHi, colLo, colHi }: Patch): number {
  let sum = 0;
  for (let row = rowLo; row < rowHi; row++) {
    const end = at + row * rowStride + colHi;
    for (let i = at + row * rowStride + colLo; i < end; i++) sum += x[i];
  }
  return sum;
}

function addUnder(dx: Data, { at, rowStride, rowLo, rowHi, colLo, colHi }: Patch, share: number): void {
  for (let row = rowLo; row < rowHi; row++) {
    const end = at + row * rowStride + colHi;
    for (let i = at + row * rowStride + colLo; i < end; i++) dx[i] += share;
  }
}
