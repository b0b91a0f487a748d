// How a convolution moves when its images, filters or biases do: Σ over the taps of W · dx + x · dW + dx · dW, + db.

import { boxSize } from '../box';
import { placeIn, type Delta, type DifferenceCall } from '../difference';
import { addScaled } from '../kernels/loops';
import { forEachPatch, type Patch } from './patch';
import type { Tensor } from '../tensor';
import { addImageMoves } from './image-moves';
import { windowsOf } from './windows';

export function moveConvolution(call: DifferenceCall): void {
  const {
    operands: [x, W],
    deltas: [dx, dW, db],
    attributes,
    out,
    change,
    lanes,
  } = call;
  const pointed = (dx ?? dW ?? db)!;
  const [, , rows, cols] = out.shape;
  const slides = windowsOf(x.shape, W.shape, attributes);
  change.data.fill(0, 0, boxSize(change.box) * lanes);
  if (dx && !dx.points && !dW) {
    addImageMoves(W, dx, change, slides, lanes);
    if (!db) return;
  }
  let at = 0;
  forEachPatch(out.shape, slides, change.box, (o, patch) => {
    // The patch of the result's own channel; x has other channels, at the same place in the plane.
    const plane = Math.floor(o / (rows * cols));
    const filter = plane % W.shape[0];
    const image = (plane - filter) / W.shape[0];
    const origin = patch.at - plane * x.shape[2] * x.shape[3] + image * x.shape[1] * x.shape[2] * x.shape[3];
    if (pointed.points) movePoints(call, pointed, dx ? 0 : dW ? 1 : 2, patch, origin, filter, at);
    else {
      if (dx && dW) addTaps(call, dx, 0, dW, patch, origin, filter, at);
      if (dW) addTaps(call, dW, 1, null, patch, origin, filter, at);
      const place = db ? placeIn(db.box, [W.shape[0]], filter) : -1;
      if (place >= 0) addScaled(db!.data, place * lanes, 1, change.data, at, lanes);
    }
    at += lanes;
  });
}

/** Of every tap: the other operand times the move of this one; where `also` moves too, times what that has moved to. */
function addTaps(
  { operands: [x, W], change, lanes }: DifferenceCall,
  { box, data }: Delta,
  k: 0 | 1,
  also: Delta | null,
  { rowStride, rowLo, rowHi, colLo, colHi }: Patch,
  origin: number,
  filter: number,
  at: number,
): void {
  const [, channels, height, width] = W.shape;
  const image = x.shape[2] * x.shape[3];
  for (let channel = 0; channel < channels; channel++) {
    for (let row = rowLo; row < rowHi; row++) {
      for (let col = colLo; col < colHi; col++) {
        const i = origin + channel * image + row * rowStride + col;
        const j = ((filter * channels + channel) * height + row) * width + col;
        const place = k === 0 ? placeIn(box, x.shape, i) : placeIn(box, W.shape, j);
        if (place < 0) continue;
        addScaled(data, place * lanes, k === 0 ? W.data[j] : x.data[i], change.data, at, lanes);
        const other = also ? placeIn(also.box, W.shape, j) : -1;
        for (let lane = 0; other >= 0 && lane < lanes; lane++) {
          change.data[at + lane] += data[place * lanes + lane] * also!.data[other * lanes + lane];
        }
      }
    }
  }
}

/** In every lane one element moves: what it is multiplied with under this window, if it is under it. */
function movePoints(
  { operands: [x, W], change, lanes }: DifferenceCall,
  { points, data }: Delta,
  k: number,
  patch: Patch,
  origin: number,
  filter: number,
  at: number,
): void {
  const taps = W.data.length / W.shape[0];
  for (let lane = 0; lane < lanes; lane++) {
    const point = points![lane];
    if (k === 2) {
      if (point === filter) change.data[at + lane] = data[lane];
    } else if (k === 1) {
      const tap = point - filter * taps;
      const seen = tap >= 0 && tap < taps ? elementUnder(x, W, patch, origin, tap) : -1;
      if (seen >= 0) change.data[at + lane] = x.data[seen] * data[lane];
    } else {
      const tap = tapOver(x, W, patch, origin, point);
      if (tap >= 0) change.data[at + lane] = W.data[filter * taps + tap] * data[lane];
    }
  }
}

/** The element of x under a tap of a filter; -1 in the padding. */
function elementUnder(x: Tensor, W: Tensor, patch: Patch, origin: number, tap: number): number {
  const [, , height, width] = W.shape;
  const col = tap % width;
  const row = ((tap - col) / width) % height;
  const inside = row >= patch.rowLo && row < patch.rowHi && col >= patch.colLo && col < patch.colHi;
  const channel = Math.floor(tap / (width * height));
  return inside ? origin + channel * x.shape[2] * x.shape[3] + row * patch.rowStride + col : -1;
}

/** The tap of a filter under which an element of x is; -1 outside the window. The first of its own taps is at `origin`. */
function tapOver(x: Tensor, W: Tensor, patch: Patch, origin: number, point: number): number {
  const [, channels, height, width] = W.shape;
  const plane = x.shape[2] * x.shape[3];
  const { rowStride, rowLo, rowHi, colLo, colHi } = patch;
  // The window's first element that is not in the padding, and the same in the point's own channel.
  const corner = origin + rowLo * rowStride + colLo;
  const channel = Math.floor(point / plane) - Math.floor(corner / plane);
  if (channel < 0 || channel >= channels) return -1;
  const row = Math.floor((point % plane) / rowStride) - Math.floor((corner % plane) / rowStride) + rowLo;
  const col = (point % rowStride) - (corner % rowStride) + colLo;
  const inside = row >= rowLo && row < rowHi && col >= colLo && col < colHi;
  return inside ? (channel * height + row) * width + col : -1;
}
