// What the two poolings share: windows over each channel of an image, reach, and the windows written out.

import { ShapeError, type Attributes, type Op } from '../op';
import { reshape } from '../ops/reshape';
import type { Shape } from '../tensor';
import { heightAndWidth } from './sizes';
import { expectImages, slidesOver, touchWindows, writeOutWindows, type Slides } from './windows';

type PoolingParts = Omit<Op, 'category' | 'operands' | 'attributes' | 'infer' | 'touch' | 'expand' | 'samples'> & {
  /** What the taps in the padding hold. */
  readonly filler: number;
  /** The primitive op that turns a window's taps, along one axis, into one value. */
  readonly reduction: Op;
};

export function pooling({ filler, reduction, ...parts }: PoolingParts): Op {
  return {
    ...parts,
    category: 'layer',
    operands: [{ name: 'x', kind: 'data', summary: '(N, C, H, W)' }],
    attributes: {
      size: { type: 'integers', scalar: true, min: 1, required: true, summary: 'Height and width of the window.' },
      stride: { type: 'integers', scalar: true, min: 1, summary: 'Step between windows; left out, their size.' },
      padding: { type: 'integers', scalar: true, min: 0, default: 0, summary: 'Elements added around each image.' },
    },
    infer([x], attributes) {
      expectImages(x);
      const [rows, cols] = poolingSlides(x, attributes);
      return [x[0], x[1], rows.count, cols.count];
    },
    touch(_k, changed, { operands: [x], attributes }, reach) {
      const [rows, cols] = poolingSlides(x.shape, attributes);
      for (const axis of [0, 1]) {
        reach.lo[axis] = changed.lo[axis];
        reach.hi[axis] = changed.hi[axis];
      }
      touchWindows(rows, 2, changed, reach);
      touchWindows(cols, 3, changed, reach);
    },
    expand(to, [x], attributes) {
      const [images, channels] = x.shape;
      const slides = poolingSlides(x.shape, attributes);
      const [rows, cols] = slides;
      const taps = writeOutWindows(to, x, images * channels, 1, slides, filler);
      const windows = [images, channels, rows.count, cols.count, rows.size * cols.size];
      return to.apply(reduction, [to.apply(reshape, [taps], { shape: windows })], { axis: [4], keepDims: false });
    },
    samples: [
      { shapes: [[2, 2, 4, 6]], attributes: { size: 2, padding: 0 } },
      { shapes: [[1, 2, 5, 5]], attributes: { size: 3, stride: 2, padding: 1 } },
      { shapes: [[2, 1, 5, 4]], attributes: { size: [2, 3], stride: [3, 1], padding: [0, 2] } },
    ],
  };
}

/** Where each element has a window of its own: that of each of these. False where windows overlap, or leave some out. */
export const followWindows: NonNullable<Op['follow']> = (_k, { operands: [x], attributes, out }, points, into) => {
  const [rows, cols] = poolingSlides(x.shape, attributes);
  if ([rows, cols].some(({ size, stride, padding }) => size !== stride || padding !== 0)) return false;
  const [, , height, width] = x.shape;
  for (let lane = 0; lane < points.length; lane++) {
    const line = (points[lane] / width) | 0;
    const image = (line / height) | 0;
    const row = ((line - image * height) / rows.size) | 0;
    const col = ((points[lane] - line * width) / cols.size) | 0;
    if (row >= rows.count || col >= cols.count) return false;
    into[lane] = (image * out.shape[2] + row) * out.shape[3] + col;
  }
  return true;
};

export function poolingSlides(x: Shape, attributes: Attributes): Slides {
  const size = heightAndWidth(attributes, 'size');
  const stride = attributes.stride === undefined ? size : heightAndWidth(attributes, 'stride');
  const padding = heightAndWidth(attributes, 'padding');
  // Wider padding would make windows that see nothing of the image.
  if (padding[0] >= size[0] || padding[1] >= size[1]) {
    throw new ShapeError('padding', `less than the size (${size.join(', ')})`, `(${padding.join(', ')})`);
  }
  return slidesOver(x, size, stride, padding);
}
