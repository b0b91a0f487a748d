// Convolution: every filter slides over the images (N, C, H, W). As in the field, the filters are not flipped.

import { ShapeError, defineOp, type Attributes } from '../op';
import { add } from '../ops/add';
import { matMul } from '../ops/matmul';
import { reshape } from '../ops/reshape';
import { transpose } from '../ops/transpose';
import { formatShape, type Shape } from '../tensor';
import { addFilterGradient, addImageGradient, addPositionSums, convolve } from './convolve';
import { moveConvolution } from './convolve-moves';
import { expectShape, givenSize, heightAndWidth } from './sizes';
import { expectImages, touchWindows, windowsOf, writeOutWindows } from './windows';

export const convolution = defineOp({
  name: 'Convolution',
  category: 'layer',
  summary: 'Slides filters over images (N, C, H, W) and adds a bias per filter.',
  operands: [
    { name: 'x', kind: 'data', summary: '(N, C, H, W)' },
    {
      name: 'W',
      kind: 'param',
      summary: '(filters, C, kernel height, kernel width)',
      shape: ([x], attributes) => [
        givenSize(attributes, 'filters', 'W'),
        x[1],
        ...heightAndWidth(attributes, 'kernel'),
      ],
      initial: 'weights',
      fanIn: ([, channels, height, width]) => channels * height * width,
    },
    {
      name: 'b',
      kind: 'param',
      summary: '(filters)',
      shape: (known, attributes) => [known.at(1)?.[0] ?? givenSize(attributes, 'filters', 'b')],
      initial: 'zeros',
    },
  ],
  attributes: {
    filters: { type: 'integer', min: 1, summary: 'Number of filters; may be left out where W is given.' },
    kernel: {
      type: 'integers',
      scalar: true,
      min: 1,
      summary: 'Height and width of the filters, or one number for both.',
    },
    stride: { type: 'integers', scalar: true, min: 1, default: 1, summary: 'Step between positions.' },
    padding: { type: 'integers', scalar: true, min: 0, default: 0, summary: 'Zeros added around each image.' },
  },
  infer,
  forward({ operands: [x, W, b], attributes, out }, box) {
    convolve(x, W, b, out, windowsOf(x.shape, W.shape, attributes), box);
  },
  touch(k, changed, { operands: [x, W], attributes, out }, reach) {
    if (k === 0) {
      const [rows, cols] = windowsOf(x.shape, W.shape, attributes);
      reach.lo[0] = changed.lo[0];
      reach.hi[0] = changed.hi[0];
      touchWindows(rows, 2, changed, reach);
      touchWindows(cols, 3, changed, reach);
    } else {
      for (const axis of [0, 2, 3]) {
        reach.lo[axis] = 0;
        reach.hi[axis] = out.shape[axis];
      }
    }
    reach.lo[1] = k === 0 ? 0 : changed.lo[0];
    reach.hi[1] = k === 0 ? out.shape[1] : changed.hi[0];
  },
  vjp({ operands: [x, W], attributes, dout, grads: [dx, dW, db] }) {
    const windows = windowsOf(x.shape, W.shape, attributes);
    if (dx) addImageGradient(W, dout, dx, windows);
    if (dW) addFilterGradient(x, dout, dW, windows);
    if (db) addPositionSums(dout, db.data);
  },
  difference: moveConvolution,
  takesPoints: () => true,
  linearIn: ['W', 'b'],
  // The book's im2col: every patch becomes a row, every filter a column, and the convolution their matrix product.
  expand(to, [x, W, b], attributes) {
    const [images, channels] = x.shape;
    const [filters, , kernelHeight, kernelWidth] = W.shape;
    const taps = channels * kernelHeight * kernelWidth;
    const windows = windowsOf(x.shape, W.shape, attributes);
    const positions = windows[0].count * windows[1].count;
    const patches = writeOutWindows(to, x, images, channels, windows, 0);
    const rows = to.apply(reshape, [patches], { shape: [images * positions, taps] });
    const columns = to.apply(transpose, [to.apply(reshape, [W], { shape: [filters, taps] })], { axes: [1, 0] });
    const sums = to.apply(add, [to.apply(matMul, [rows, columns]), b]);
    const images4 = to.apply(reshape, [sums], { shape: [images, windows[0].count, windows[1].count, filters] });
    return to.apply(transpose, [images4], { axes: [0, 3, 1, 2] });
  },
  jvp: 'bilinear',
  formula: {
    forward: 'Σ over C and kernel of W · x under the filter, + b',
    gradients: {
      x: 'Σ over filters and positions that see x of W · dout',
      W: 'Σ over images and positions of x under the filter · dout',
      b: 'dout summed over images and positions',
    },
  },
  samples: [
    { shapes: [[2, 2, 5, 4], [3, 2, 3, 2], [3]], attributes: { filters: 3, kernel: [3, 2], stride: 1, padding: 0 } },
    { shapes: [[1, 2, 5, 6], [5, 2, 3, 3], [5]], attributes: { filters: 5, kernel: 3, stride: 2, padding: 1 } },
    {
      shapes: [[2, 1, 4, 4], [2, 1, 2, 2], [2]],
      attributes: { filters: 2, kernel: 2, stride: [3, 1], padding: [0, 2] },
    },
  ],
});

function infer([x, W, b]: readonly Shape[], attributes: Attributes): Shape {
  expectImages(x);
  const { filters = W[0], kernel } = attributes;
  const [height, width] = kernel === undefined ? W.slice(2) : heightAndWidth(attributes, 'kernel');
  if (W.length !== 4) throw new ShapeError('W', `(filters, ${x[1]}, height, width)`, formatShape(W));
  expectShape('W', [filters as number, x[1], height, width], W);
  expectShape('b', [W[0]], b);
  const [rows, cols] = windowsOf(x, W, attributes);
  return [x[0], W[0], rows.count, cols.count];
}
