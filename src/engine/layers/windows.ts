// Windows that slide over height and width: the geometry that Convolution and the poolings share.

import type { Box } from '../box';
import { ShapeError, type Attributes, type Expander, type Term } from '../op';
import { concat } from '../ops/concat';
import { gather } from '../ops/gather';
import { reshape } from '../ops/reshape';
import { heightAndWidth } from './sizes';
import { filled, formatShape, tensor, type Shape } from '../tensor';

/** Along one axis: `count` windows of `size` taps, `stride` apart, over `extent` elements padded at both ends. */
export interface Slide {
  readonly extent: number;
  readonly size: number;
  readonly stride: number;
  readonly padding: number;
  readonly count: number;
}

/** Down the rows, and along the columns. */
export type Slides = readonly [Slide, Slide];

export type Pair = readonly [number, number];

/** The windows over the last two axes of an image tensor (N, C, H, W). Throws where none fits. */
export function slidesOver(x: Shape, size: Pair, stride: Pair, padding: Pair): Slides {
  const along = (axis: 0 | 1): Slide => {
    const extent = x[axis + 2];
    const room = extent + 2 * padding[axis] - size[axis];
    const count = Math.floor(room / stride[axis]) + 1;
    return { extent, size: size[axis], stride: stride[axis], padding: padding[axis], count };
  };
  const slides = [along(0), along(1)] as const;
  if (slides[0].count < 1 || slides[1].count < 1) {
    const padded = padding[0] + padding[1] > 0 ? ` with padding ${formatShape(padding)}` : '';
    throw new ShapeError('x', `a height and width of at least ${formatShape(size)}`, formatShape(x) + padded);
  }
  return slides;
}

/** Those of a convolution of x with the filters W. */
export function windowsOf(x: Shape, W: Shape, attributes: Attributes): Slides {
  const stride = heightAndWidth(attributes, 'stride');
  return slidesOver(x, [W[2], W[3]], stride, heightAndWidth(attributes, 'padding'));
}

export function expectImages(x: Shape): void {
  if (x.length !== 4) throw new ShapeError('x', '(N, C, H, W)', formatShape(x));
}

/** The element under tap 0 of window `at`; in the padding where negative. */
export function originOf({ stride, padding }: Slide, at: number): number {
  return at * stride - padding;
}

/** The first tap of the window at `origin` that is not in the padding. */
export function firstTap(origin: number): number {
  return origin < 0 ? -origin : 0;
}

/** Past the last tap of the window at `origin` that is not in the padding. */
export function endTap({ size, extent }: Slide, origin: number): number {
  return origin + size > extent ? extent - origin : size;
}

/** Along `axis` of the result: the windows that see an element of `changed`. */
export function touchWindows({ size, stride, padding, count }: Slide, axis: number, changed: Box, reach: Box): void {
  reach.lo[axis] = Math.max(0, Math.ceil((changed.lo[axis] + padding - size + 1) / stride));
  reach.hi[axis] = Math.min(count, Math.floor((changed.hi[axis] - 1 + padding) / stride) + 1);
}

/**
 * The windows written out by primitive ops, as the book's im2col does: x seen as (groups, channels · H · W) becomes
 * (groups, windows · channels · taps). Taps in the padding read `filler` from an extra column.
 */
export function writeOutWindows(
  to: Expander,
  x: Term,
  groups: number,
  channels: number,
  slides: Slides,
  filler: number,
): Term {
  const image = slides[0].extent * slides[1].extent;
  const { indices, padded } = tapIndices(channels, slides, channels * image);
  const flat = to.apply(reshape, [x], { shape: [groups, channels * image] });
  const source = padded ? to.apply(concat, [flat, to.constant(filled([groups, 1], filler))], { axis: 1 }) : flat;
  return to.apply(gather, [source, to.constant(tensor([indices.length], indices))], { axis: 1 });
}

/** For every window, channel and tap: the flat position of its element in one group, or `filler` in the padding. */
function tapIndices(channels: number, [rows, cols]: Slides, filler: number) {
  const indices: number[] = [];
  let padded = false;
  const { extent: height } = rows;
  const { extent: width } = cols;
  for (let row = 0; row < rows.count; row++) {
    for (let col = 0; col < cols.count; col++) {
      for (let tap = 0; tap < channels * rows.size * cols.size; tap++) {
        const tapCol = tap % cols.size;
        const tapRow = ((tap - tapCol) / cols.size) % rows.size;
        const channel = Math.floor(tap / (rows.size * cols.size));
        const y = originOf(rows, row) + tapRow;
        const x = originOf(cols, col) + tapCol;
        const inside = y >= 0 && y < height && x >= 0 && x < width;
        padded ||= !inside;
        indices.push(inside ? (channel * height + y) * width + x : filler);
      }
    }
  }
  return { indices, padded };
}
