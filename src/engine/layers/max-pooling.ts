// MaxPooling: the largest element of each window. Where several are largest, the first in row-major order is taken.

import { fullBox } from '../box';
import { placeIn, type DifferenceCall } from '../difference';
import { TIED, defineOp, type Call } from '../op';
import { max } from '../ops/max';
import { moveExtremum } from '../ops/extremum';
import type { GroupMove } from '../ops/reduction';
import type { Data, Tensor } from '../tensor';
import { forEachPatch, newPatch, placePatch, type Patch } from './patch';
import type { Slides } from './windows';
import { followWindows, pooling, poolingSlides } from './pooling';

/** The lowest number that float32 holds too: what the written-out form puts into the padding. */
const LOWEST = -3.4028234663852886e38;

export const maxPooling = defineOp(
  pooling({
    name: 'MaxPooling',
    summary: 'The largest element of each window of each channel; the first where several are.',
    filler: LOWEST,
    reduction: max,
    forward({ operands: [x], out, attributes }, box) {
      forEachPatch(out.shape, poolingSlides(x.shape, attributes), box, (o, patch) => {
        out.data[o] = x.data[firstLargest(x.data, patch)];
      });
    },
    vjp({ operands: [x], attributes, dout, grads: [dx] }) {
      if (!dx) return;
      forEachPatch(dout.shape, poolingSlides(x.shape, attributes), fullBox(dout.shape), (o, patch) => {
        dx.data[firstLargest(x.data, patch)] += dout.data[o];
      });
    },
    // A branch is the flat position of the element that was taken.
    switches: {
      branches({ operands: [x], out, attributes }, box, into) {
        forEachPatch(out.shape, poolingSlides(x.shape, attributes), box, (o, patch) => {
          const first = firstLargest(x.data, patch);
          into[o] = lastLargest(x.data, patch, first) === first ? first : TIED;
        });
      },
      tied: (call, flat) => {
        const { data } = call.operands[0];
        const patch = patchAt(call, flat);
        const largest = data[firstLargest(data, patch)];
        return positionsOf(patch).filter((i) => data[i] === largest);
      },
      force: ({ operands: [x] }, _flat, branch) => x.data[branch],
    },
    difference(call) {
      const {
        operands: [x],
        out,
        attributes,
        deltas: [delta],
        change,
        lanes,
      } = call;
      const { box, data } = delta!;
      if (change.points) return moveOnes(call, delta!.points!, data);
      const placeOf = (flat: number): number => placeIn(box, x.shape, flat);
      const moving: GroupMove = { call, placeOf, d: data, into: change.data, at: 0 };
      forEachPatch(out.shape, poolingSlides(x.shape, attributes), change.box, (_o, patch) => {
        const { at, rowStride, rowLo, rowHi, colLo, colHi } = patch;
        const offsets = Array.from({ length: rowHi - rowLo }, (_, row) => row * rowStride);
        const group = { offsets, count: colHi - colLo, step: 1, size: offsets.length * (colHi - colLo) };
        moveExtremum(moving, x.data, at + rowLo * rowStride + colLo, group, 1);
        moving.at += lanes;
      });
    },
    jvp: 'held',
    follow: followWindows,
    formula: { forward: 'max of x over the window', gradients: { x: 'dout where x is the first maximum, else 0' } },
  }),
);

/** One element of a window moves in every lane: as moveExtremum, by the largest and the largest other one alone. */
function moveOnes(
  { operands: [x], attributes, out, change, crossed }: DifferenceCall,
  points: Int32Array,
  d: Float64Array,
): void {
  const slides = poolingSlides(x.shape, attributes);
  const patch = newPatch(slides);
  for (let lane = 0; lane < points.length; lane++) {
    placePatchOf(patch, slides, out, change.points![lane]);
    const first = firstLargest(x.data, patch);
    const isFirst = points[lane] === first;
    const behind = (isFirst ? largestBut(x.data, patch, first) : x.data[points[lane]]) - x.data[first];
    const [moved, lead] = isFirst ? [behind, d[lane]] : [behind + d[lane], 0];
    if (behind === 0 ? moved !== lead : moved >= lead) crossed[lane] = 1;
    change.data[lane] = Math.max(moved, lead);
  }
}

function largestBut(x: Data, { at, rowStride, rowLo, rowHi, colLo, colHi }: Patch, first: number): number {
  let largest = -Infinity;
  for (let row = rowLo; row < rowHi; row++) {
    const end = at + row * rowStride + colHi;
    for (let i = at + row * rowStride + colLo; i < end; i++) if (i !== first && x[i] > largest) largest = x[i];
  }
  return largest;
}

/** Flat position of the first largest element; of a NaN where there is one, so that it is not lost. */
function firstLargest(x: Data, { at, rowStride, rowLo, rowHi, colLo, colHi }: Patch): number {
  let best = at + rowLo * rowStride + colLo;
  let largest = x[best];
  for (let row = rowLo; row < rowHi; row++) {
    const end = at + row * rowStride + colHi;
    for (let i = at + row * rowStride + colLo; i < end; i++) {
      if (x[i] > largest || Number.isNaN(x[i])) {
        best = i;
        largest = x[i];
      }
    }
  }
  return best;
}

/** Flat position of the last element that equals the one at `first`. */
function lastLargest(x: Data, { at, rowStride, rowLo, rowHi, colLo, colHi }: Patch, first: number): number {
  let last = first;
  for (let row = rowLo; row < rowHi; row++) {
    const end = at + row * rowStride + colHi;
    for (let i = at + row * rowStride + colLo; i < end; i++) if (x[i] === x[first]) last = i;
  }
  return last;
}

function patchAt({ operands: [x], attributes, out }: Call, flat: number): Patch {
  const slides = poolingSlides(x.shape, attributes);
  const patch = newPatch(slides);
  placePatchOf(patch, slides, out, flat);
  return patch;
}

/** Of the result's element at `flat`. */
function placePatchOf(patch: Patch, slides: Slides, { shape: [, , rows, cols] }: Tensor, flat: number): void {
  const line = (flat / cols) | 0;
  const channel = (line / rows) | 0;
  placePatch(patch, slides, channel, line - channel * rows, flat - line * cols);
}

function positionsOf({ at, rowStride, rowLo, rowHi, colLo, colHi }: Patch): number[] {
  const positions: number[] = [];
  for (let row = rowLo; row < rowHi; row++) {
    for (let col = colLo; col < colHi; col++) positions.push(at + row * rowStride + col);
  }
  return positions;
}
