// The part of an image under one window. One patch is moved over all windows of a pass.

import type { Box } from '../box';
import type { Shape } from '../tensor';
import { endTap, firstTap, originOf, type Slides } from './windows';

export interface Patch {
  readonly channels: number;
  readonly channelStride: number;
  readonly rowStride: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  /** Flat position of the element under tap (0, 0) of channel 0; outside the image where that tap is in the padding. */
  at: number;
  /** The taps that are not in the padding. */
  rowLo: number;
  rowHi: number;
  colLo: number;
  colHi: number;
}

/** A patch over `channels` channels of images with the height and width that the windows slide over. */
export function patchOf(channels: number, [rows, cols]: Slides): Patch {
  const { extent: height, size: kernelHeight } = rows;
  const { extent: width, size: kernelWidth } = cols;
  const strides = { channelStride: height * width, rowStride: width };
  return { channels, ...strides, kernelHeight, kernelWidth, at: 0, rowLo: 0, rowHi: 0, colLo: 0, colHi: 0 };
}

export function placePatch(patch: Patch, [rows, cols]: Slides, image: number, row: number, col: number): void {
  const y = originOf(rows, row);
  const x = originOf(cols, col);
  patch.at = image * patch.channels * patch.channelStride + y * patch.rowStride + x;
  patch.rowLo = firstTap(y);
  patch.rowHi = endTap(rows, y);
  patch.colLo = firstTap(x);
  patch.colHi = endTap(cols, x);
}

/** Calls `visit` for each result of `box` (N, C, rows, cols), with the patch of its own channel. */
export function forEachPatch(
  out: Shape,
  slides: Slides,
  { lo, hi }: Box,
  visit: (o: number, patch: Patch) => void,
): void {
  const [, channels, rows, cols] = out;
  const patch = patchOf(1, slides);
  for (let image = lo[0]; image < hi[0]; image++) {
    for (let channel = lo[1]; channel < hi[1]; channel++) {
      const plane = image * channels + channel;
      for (let row = lo[2]; row < hi[2]; row++) {
        for (let col = lo[3]; col < hi[3]; col++) {
          placePatch(patch, slides, plane, row, col);
          visit((plane * rows + row) * cols + col, patch);
        }
      }
    }
  }
}
