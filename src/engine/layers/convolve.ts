// The forward loops of Convolution. Four sums at a time stay in registers, in float64, and share what they read. All three
// ways to a sum add the same terms in the same order, so that an element's bits do not depend on the box it is in.

import type { Box } from '../box';
import type { Data, Tensor } from '../tensor';
import { patchOf, placePatch, type Patch } from './patch';
import type { Slide, Slides } from './windows';

/** out[n, f, r, c] = b[f] + Σ W[f, channel, y, x] · (the patch of image n at window r, c), over a box of the result. */
export function convolve(x: Tensor, W: Tensor, b: Tensor, out: Tensor, slides: Slides, { lo, hi }: Box): void {
  const patch = patchOf(x.shape[1], slides);
  const [filters] = W.shape;
  const [rows, cols] = slides;
  const plane = rows.count * cols.count;
  const inside = windowsInside(cols);
  for (let image = lo[0]; image < hi[0]; image++) {
    for (let row = lo[2]; row < hi[2]; row++) {
      const start = image * filters * plane + row * cols.count;
      let filter = lo[1];
      for (; filter + 4 <= hi[1]; filter += 4) {
        for (let col = lo[3]; col < hi[3]; col++) {
          placePatch(patch, slides, image, row, col);
          fourFilters(x.data, patch, W.data, b.data, filter, out.data, start + col, plane);
        }
      }
      for (; filter < hi[1]; filter++) {
        const at = start + filter * plane;
        for (let col = lo[3]; col < hi[3];) {
          placePatch(patch, slides, image, row, col);
          const four = col >= inside.lo && col + 4 <= Math.min(inside.hi, hi[3]);
          if (four) fourColumns(x.data, patch, cols.stride, W.data, b.data, filter, out.data, at + col);
          else out.data[at + col] = oneSum(x.data, patch, W.data, b.data, filter);
          col += four ? 4 : 1;
        }
      }
    }
  }
}

/** The windows that see no padding. */
function windowsInside({ extent, size, stride, padding, count }: Slide): { lo: number; hi: number } {
  const lo = Math.ceil(padding / stride);
  return { lo, hi: Math.min(count, Math.floor((extent + padding - size) / stride) + 1) };
}

/** Four filters at one window. */
function fourFilters(
  x: Data,
  patch: Patch,
  W: Data,
  b: Data,
  filter: number,
  out: Data,
  at: number,
  plane: number,
): void {
  const { channels, channelStride, rowStride, kernelHeight, kernelWidth, rowLo, rowHi, colLo, colHi } = patch;
  const taps = channels * kernelHeight * kernelWidth;
  let s0 = b[filter];
  let s1 = b[filter + 1];
  let s2 = b[filter + 2];
  let s3 = b[filter + 3];
  for (let channel = 0; channel < channels; channel++) {
    for (let row = rowLo; row < rowHi; row++) {
      let w = filter * taps + (channel * kernelHeight + row) * kernelWidth + colLo;
      let i = patch.at + channel * channelStride + row * rowStride + colLo;
      for (const end = i + colHi - colLo; i < end; i++, w++) {
        const value = x[i];
        s0 += W[w] * value;
        s1 += W[w + taps] * value;
        s2 += W[w + 2 * taps] * value;
        s3 += W[w + 3 * taps] * value;
      }
    }
  }
  out[at + filter * plane] = s0;
  out[at + (filter + 1) * plane] = s1;
  out[at + (filter + 2) * plane] = s2;
  out[at + (filter + 3) * plane] = s3;
}

/** One filter at four neighbouring windows, none of which sees padding at its sides. */
function fourColumns(
  x: Data,
  patch: Patch,
  stride: number,
  W: Data,
  b: Data,
  filter: number,
  out: Data,
  at: number,
): void {
  const { channels, channelStride, rowStride, kernelHeight, kernelWidth, rowLo, rowHi } = patch;
  let s0 = b[filter];
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let channel = 0; channel < channels; channel++) {
    for (let row = rowLo; row < rowHi; row++) {
      let w = ((filter * channels + channel) * kernelHeight + row) * kernelWidth;
      let i = patch.at + channel * channelStride + row * rowStride;
      for (const end = i + kernelWidth; i < end; i++, w++) {
        const weight = W[w];
        s0 += weight * x[i];
        s1 += weight * x[i + stride];
        s2 += weight * x[i + 2 * stride];
        s3 += weight * x[i + 3 * stride];
      }
    }
  }
  out[at] = s0;
  out[at + 1] = s1;
  out[at + 2] = s2;
  out[at + 3] = s3;
}

function oneSum(x: Data, patch: Patch, W: Data, b: Data, filter: number): number {
  const { channels, channelStride, rowStride, kernelHeight, kernelWidth, rowLo, rowHi, colLo, colHi } = patch;
  let sum = b[filter];
  for (let channel = 0; channel < channels; channel++) {
    for (let row = rowLo; row < rowHi; row++) {
      let w = ((filter * channels + channel) * kernelHeight + row) * kernelWidth + colLo;
      let i = patch.at + channel * channelStride + row * rowStride + colLo;
      for (const end = i + colHi - colLo; i < end; i++, w++) sum += W[w] * x[i];
    }
  }
  return sum;
}
