// Convolution as the book computes it: the patches under the windows are written out as columns (im2col), and the rest is
// matrix products. Measured against direct loops over the images, this is two to three times as fast.

import type { Box } from '../box';
import { addMatmulNT, addMatmulTN, matmul } from '../kernels/matmul';
import type { Data, Tensor } from '../tensor';
import { originOf, type Slide, type Slides } from './windows';

/** A rectangle of windows: those of one image, or those of a box of the result. */
interface Windows {
  readonly rowLo: number;
  readonly rowHi: number;
  readonly colLo: number;
  readonly colHi: number;
}

/** One row for each channel and tap, one column for each window of an image. Grows, is never freed. */
let patches = new Float64Array(0);

/** out[n, f, r, c] = Σ W[f] · the patch of image n under window (r, c), + b[f]; over a box of the result. */
export function convolve(x: Tensor, W: Tensor, b: Tensor, out: Tensor, slides: Slides, { lo, hi }: Box): void {
  const [, filters, rows, cols] = out.shape;
  const plane = rows * cols;
  const taps = W.data.length / filters;
  const windows = { rowLo: lo[2], rowHi: hi[2], colLo: lo[3], colHi: hi[3] };
  // Whole rows of windows follow one another: together they are one run of columns.
  const whole = hi[3] - lo[3] === cols;
  const runs = whole ? 1 : hi[2] - lo[2];
  const width = whole ? (hi[2] - lo[2]) * cols : hi[3] - lo[3];
  for (let image = lo[0]; image < hi[0]; image++) {
    writePatches(x, image, slides, windows);
    const result = imageOf(out, image);
    for (let run = 0; run < runs; run++) {
      const col = (lo[2] + run) * cols + lo[3];
      matmul(W.data, patches, result, filters, taps, plane, lo[1], hi[1], col, col + width);
      addBias(b.data, result, plane, lo[1], hi[1], col, col + width);
    }
  }
}

function addBias(b: Data, out: Data, plane: number, lo: number, hi: number, colLo: number, colHi: number): void {
  for (let filter = lo; filter < hi; filter++) {
    for (let i = filter * plane + colLo; i < filter * plane + colHi; i++) out[i] += b[filter];
  }
}

/** dx += Wᵀ · dout, every column added back onto the patch that it came from. */
export function addImageGradient(W: Tensor, dout: Tensor, dx: Tensor, slides: Slides): void {
  const [images, filters, rows, cols] = dout.shape;
  const taps = W.data.length / filters;
  for (let image = 0; image < images; image++) {
    clearPatches(taps * rows * cols);
    addMatmulTN(W.data, imageOf(dout, image), patches, taps, filters, rows * cols);
    addPatches(dx, image, slides, { rowLo: 0, rowHi: rows, colLo: 0, colHi: cols });
  }
}

/** dW += dout · patchesᵀ, summed over the images. */
export function addFilterGradient(x: Tensor, dout: Tensor, dW: Tensor, slides: Slides): void {
  const [images, filters, rows, cols] = dout.shape;
  const taps = dW.data.length / filters;
  for (let image = 0; image < images; image++) {
    writePatches(x, image, slides, { rowLo: 0, rowHi: rows, colLo: 0, colHi: cols });
    addMatmulNT(imageOf(dout, image), patches, dW.data, filters, rows * cols, taps);
  }
}

/** db[f] += dout summed over images and positions. */
export function addPositionSums({ data: dout, shape: [images, filters, rows, cols] }: Tensor, db: Data): void {
  const plane = rows * cols;
  for (let filter = 0; filter < filters; filter++) {
    let sum = 0;
    for (let image = 0; image < images; image++) {
      const start = (image * filters + filter) * plane;
      for (let i = start; i < start + plane; i++) sum += dout[i];
    }
    db[filter] += sum;
  }
}

function imageOf({ data, shape }: Tensor, image: number): Data {
  const size = data.length / shape[0];
  return data.subarray(image * size, (image + 1) * size);
}

function clearPatches(size: number): void {
  if (patches.length < size) patches = new Float64Array(size);
  else patches.fill(0, 0, size);
}

/** Writes the columns of the given windows. */
function writePatches(x: Tensor, image: number, slides: Slides, windows: Windows): void {
  const [rows, cols] = slides;
  const size = x.shape[1] * rows.size * cols.size * rows.count * cols.count;
  // Only taps in the padding are not written below.
  if (patches.length < size || rows.padding + cols.padding > 0) clearPatches(size);
  const into = patches;
  const { data } = x;
  forEachTapRun(x, image, slides, windows, (i, o, count) => {
    for (const end = o + count; o < end; o++, i += cols.stride) into[o] = data[i];
  });
}

function addPatches(dx: Tensor, image: number, slides: Slides, windows: Windows): void {
  const from = patches;
  const { data } = dx;
  const { stride } = slides[1];
  forEachTapRun(dx, image, slides, windows, (i, o, count) => {
    for (const end = o + count; o < end; o++, i += stride) data[i] += from[o];
  });
}

/**
 * Calls `run` for every tap and row of windows, with the neighbouring windows whose tap is not in the padding: where the
 * element under the first of them is in x, where it is in the patches, and how many there are.
 */
function forEachTapRun(
  { shape: [, channels, height, width] }: Tensor,
  image: number,
  [rows, cols]: Slides,
  { rowLo, rowHi, colLo, colHi }: Windows,
  run: (i: number, o: number, count: number) => void,
): void {
  let start = 0;
  for (let channel = image * channels; channel < (image + 1) * channels; channel++) {
    for (let tapRow = 0; tapRow < rows.size; tapRow++) {
      for (let tapCol = 0; tapCol < cols.size; tapCol++) {
        const lo = Math.max(colLo, firstWindow(cols, tapCol));
        const hi = Math.min(colHi, endWindow(cols, tapCol));
        for (let row = rowLo; row < rowHi; row++) {
          const y = originOf(rows, row) + tapRow;
          if (y < 0 || y >= height || lo >= hi) continue;
          run((channel * height + y) * width + originOf(cols, lo) + tapCol, start + row * cols.count + lo, hi - lo);
        }
        start += rows.count * cols.count;
      }
    }
  }
}

/** The first window whose tap is not in the padding before the image. */
function firstWindow({ stride, padding }: Slide, tap: number): number {
  return Math.ceil((padding - tap) / stride);
}

/** Past the last window whose tap is not in the padding behind the image. */
function endWindow({ extent, stride, padding }: Slide, tap: number): number {
  return Math.floor((extent - 1 + padding - tap) / stride) + 1;
}
