// How a convolution moves with its images, in many lanes at once: as in the forward pass the movements under the windows
// are written out as columns, here one for each window and lane, and the rest is a matrix product with the filters.

import type { Box } from '../box';
import type { Delta } from '../difference';
import { addProduct } from '../kernels/matmul';
import type { Tensor } from '../tensor';
import { originOf, type Slides } from './windows';

/** One row for each tap of a channel that moves, one column for each window of a box and lane. Grows, is never freed. */
let patches = new Float64Array(0);

/** change += W · dx over the windows of its box. */
export function addImageMoves(W: Tensor, dx: Delta, change: Delta, slides: Slides, lanes: number): void {
  const { lo, hi } = change.box;
  const { lo: from, hi: to } = dx.box;
  const [, channels, height, width] = W.shape;
  const taps = channels * height * width;
  const moving = (to[1] - from[1]) * height * width;
  const columns = (hi[2] - lo[2]) * (hi[3] - lo[3]) * lanes;
  const first = lo[1] * taps + from[1] * height * width;
  const count = hi[1] - lo[1];
  for (let image = Math.max(lo[0], from[0]); image < Math.min(hi[0], to[0]); image++) {
    writeMoves(dx, image, slides, change.box, moving * columns, lanes);
    const at = (image - lo[0]) * count * columns;
    addProduct(W.data, first, taps, 1, patches, 0, 1, columns, change.data, at, columns, count, moving, columns);
  }
}

/** Lays out what moves of one image under each tap; the rest is 0. */
function writeMoves(
  { box: { lo, hi }, data }: Delta,
  image: number,
  [rows, cols]: Slides,
  windows: Box,
  size: number,
  lanes: number,
): void {
  if (patches.length < size) patches = new Float64Array(size);
  else patches.fill(0, 0, size);
  const [height, width] = [hi[2] - lo[2], hi[3] - lo[3]];
  let o = 0;
  for (let channel = 0; channel < hi[1] - lo[1]; channel++) {
    const plane = ((image - lo[0]) * (hi[1] - lo[1]) + channel) * height * width;
    for (let tap = 0; tap < rows.size * cols.size; tap++) {
      const tapCol = tap % cols.size;
      const tapRow = (tap - tapCol) / cols.size;
      for (let row = windows.lo[2]; row < windows.hi[2]; row++) {
        const y = originOf(rows, row) + tapRow - lo[2];
        for (let col = windows.lo[3]; col < windows.hi[3]; col++, o += lanes) {
          const x = originOf(cols, col) + tapCol - lo[3];
          if (y < 0 || y >= height || x < 0 || x >= width) continue;
          const i = (plane + y * width + x) * lanes;
          for (let lane = 0; lane < lanes; lane++) patches[o + lane] = data[i + lane];
        }
      }
    }
  }
}
