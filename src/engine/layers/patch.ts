// The part of one channel under a window. One patch is moved over all windows of a pass.

import type { Box } from '../box';
import type { Shape } from '../tensor';
import { endTap, firstTap, originOf, type Slides } from './windows';

export interface Patch {
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly rowStride: number;
  /** Flat position of the element under tap (0, 0); outside the channel where that tap is in the padding. */
  at: number;
  /** The taps that are not in the padding. */
  rowLo: number;
  rowHi: number;
  colLo: number;
  colHi: number;
}

export function newPatch([rows, cols]: Slides): Patch {
  const kernel = { kernelHeight: rows.size, kernelWidth: cols.size };
  return { ...kernel, rowStride: cols.extent, at: 0, rowLo: 0, rowHi: 0, colLo: 0, colHi: 0 };
}

/** Moves a patch to a window of a channel; channels are counted through all images. */
export function placePatch(patch: Patch, [rows, cols]: Slides, channel: number, row: number, col: number): void {
  const y = originOf(rows, row);
  const x = originOf(cols, col);
  patch.at = (channel * rows.extent + y) * cols.extent + x;
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
  const patch = newPatch(slides);
  for (let image = lo[0]; image < hi[0]; image++) {
    for (let channel = image * channels + lo[1]; channel < image * channels + hi[1]; channel++) {
      for (let row = lo[2]; row < hi[2]; row++) {
        for (let col = lo[3]; col < hi[3]; col++) {
          placePatch(patch, slides, channel, row, col);
          visit((channel * rows + row) * cols + col, patch);
        }
      }
    }
  }
}
