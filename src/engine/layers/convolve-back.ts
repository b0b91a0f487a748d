// The backward loops of Convolution. Four filters at a time share what they read of the image.

import type { Data, Tensor } from '../tensor';
import { patchOf, placePatch, type Patch } from './patch';
import { originOf, type Slide, type Slides } from './windows';

/** dx += every window's dout sent back through the filter, onto the elements that the window saw. */
export function addImageGradient(W: Tensor, dout: Tensor, dx: Tensor, slides: Slides): void {
  const patch = patchOf(dx.shape[1], slides);
  const [images, filters, rows, cols] = dout.shape;
  const plane = rows * cols;
  for (let image = 0; image < images; image++) {
    for (let row = 0; row < rows; row++) {
      for (let col = 0; col < cols; col++) {
        placePatch(patch, slides, image, row, col);
        const at = image * filters * plane + row * cols + col;
        let filter = 0;
        for (; filter + 4 <= filters; filter += 4) spreadFour(dout.data, at, plane, patch, W.data, filter, dx.data);
        for (; filter < filters; filter++) spreadOne(dout.data[at + filter * plane], patch, W.data, filter, dx.data);
      }
    }
  }
}

function spreadFour(dout: Data, at: number, plane: number, patch: Patch, W: Data, filter: number, dx: Data): void {
  const { channels, channelStride, rowStride, kernelHeight, kernelWidth, rowLo, rowHi, colLo, colHi } = patch;
  const taps = channels * kernelHeight * kernelWidth;
  const g0 = dout[at + filter * plane];
  const g1 = dout[at + (filter + 1) * plane];
  const g2 = dout[at + (filter + 2) * plane];
  const g3 = dout[at + (filter + 3) * plane];
  for (let channel = 0; channel < channels; channel++) {
    for (let row = rowLo; row < rowHi; row++) {
      let w = filter * taps + (channel * kernelHeight + row) * kernelWidth + colLo;
      let i = patch.at + channel * channelStride + row * rowStride + colLo;
      for (const end = i + colHi - colLo; i < end; i++, w++) {
        dx[i] += g0 * W[w] + g1 * W[w + taps] + g2 * W[w + 2 * taps] + g3 * W[w + 3 * taps];
      }
    }
  }
}

function spreadOne(dout: number, patch: Patch, W: Data, filter: number, dx: Data): void {
  const { channels, channelStride, rowStride, kernelHeight, kernelWidth, rowLo, rowHi, colLo, colHi } = patch;
  for (let channel = 0; channel < channels; channel++) {
    for (let row = rowLo; row < rowHi; row++) {
      let w = ((filter * channels + channel) * kernelHeight + row) * kernelWidth + colLo;
      let i = patch.at + channel * channelStride + row * rowStride + colLo;
      for (const end = i + colHi - colLo; i < end; i++, w++) dx[i] += dout * W[w];
    }
  }
}

/** dW[f, channel, y, x] += Σ over images and windows of dout · (the element of the image under that tap). */
export function addFilterGradient(x: Tensor, dout: Tensor, dW: Tensor, slides: Slides): void {
  const [filters, channels, kernelHeight, kernelWidth] = dW.shape;
  const taps = channels * kernelHeight * kernelWidth;
  for (let tap = 0; tap < taps; tap++) {
    const tapCol = tap % kernelWidth;
    const tapRow = ((tap - tapCol) / kernelWidth) % kernelHeight;
    const channel = Math.floor(tap / (kernelHeight * kernelWidth));
    const walk = walkOf(x, dout, channel, tapRow, tapCol, slides);
    let filter = 0;
    for (; filter + 4 <= filters; filter += 4) addFourTaps(x.data, dout.data, walk, filter, taps, tap, dW.data);
    for (; filter < filters; filter++) {
      dW.data[filter * taps + tap] += oneTap(x.data, dout.data, walk, filter);
    }
  }
}

/** How one tap and the windows go over an image together, where the tap is not in the padding. */
interface Walk {
  readonly images: number;
  readonly rows: number;
  readonly cols: number;
  /** Flat position in x of the first element under the tap, and the steps to the next. */
  readonly x: { readonly start: number; readonly image: number; readonly row: number; readonly col: number };
  /** The same in dout, for filter 0; the step between its columns is 1. */
  readonly dout: { readonly start: number; readonly image: number; readonly row: number; readonly filter: number };
}

function walkOf(x: Tensor, dout: Tensor, channel: number, tapRow: number, tapCol: number, [rows, cols]: Slides): Walk {
  const [images, channels, height, width] = x.shape;
  const [, filters, , columns] = dout.shape;
  const [rowLo, rowHi] = windowsWith(rows, tapRow);
  const [colLo, colHi] = windowsWith(cols, tapCol);
  const y = originOf(rows, rowLo) + tapRow;
  const filter = rows.count * columns;
  return {
    images,
    rows: rowHi - rowLo,
    cols: colHi - colLo,
    x: {
      start: (channel * height + y) * width + originOf(cols, colLo) + tapCol,
      image: channels * height * width,
      row: rows.stride * width,
      col: cols.stride,
    },
    dout: { start: rowLo * columns + colLo, image: filters * filter, row: columns, filter },
  };
}

/** The windows whose tap is not in the padding: first, and past the last. */
function windowsWith({ extent, stride, padding, count }: Slide, tap: number): readonly [number, number] {
  const lo = Math.max(0, Math.ceil((padding - tap) / stride));
  return [lo, Math.min(count, Math.floor((extent - 1 + padding - tap) / stride) + 1)];
}

function addFourTaps(x: Data, dout: Data, walk: Walk, filter: number, taps: number, tap: number, dW: Data): void {
  const { images, rows, cols } = walk;
  const plane = walk.dout.filter;
  const step = walk.x.col;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let image = 0; image < images; image++) {
    for (let row = 0; row < rows; row++) {
      let i = walk.x.start + image * walk.x.image + row * walk.x.row;
      let o = walk.dout.start + image * walk.dout.image + row * walk.dout.row + filter * plane;
      for (const end = o + cols; o < end; o++, i += step) {
        const value = x[i];
        s0 += dout[o] * value;
        s1 += dout[o + plane] * value;
        s2 += dout[o + 2 * plane] * value;
        s3 += dout[o + 3 * plane] * value;
      }
    }
  }
  dW[filter * taps + tap] += s0;
  dW[(filter + 1) * taps + tap] += s1;
  dW[(filter + 2) * taps + tap] += s2;
  dW[(filter + 3) * taps + tap] += s3;
}

function oneTap(x: Data, dout: Data, walk: Walk, filter: number): number {
  let sum = 0;
  for (let image = 0; image < walk.images; image++) {
    for (let row = 0; row < walk.rows; row++) {
      let i = walk.x.start + image * walk.x.image + row * walk.x.row;
      let o = walk.dout.start + image * walk.dout.image + row * walk.dout.row + filter * walk.dout.filter;
      for (const end = o + walk.cols; o < end; o++, i += walk.x.col) sum += dout[o] * x[i];
    }
  }
  return sum;
}

/** db[f] += dout summed over images and positions. */
export function addPositionSums({ data: dout, shape: [images, filters, rows, cols] }: Tensor, db: Tensor): void {
  const plane = rows * cols;
  for (let filter = 0; filter < filters; filter++) {
    let sum = 0;
    for (let image = 0; image < images; image++) {
      const start = (image * filters + filter) * plane;
      for (let i = start; i < start + plane; i++) sum += dout[i];
    }
    db.data[filter] += sum;
  }
}
