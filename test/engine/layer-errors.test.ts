// Operands that do not fit a layer are refused in words that a person understands.

import { describe, expect, test } from 'vitest';
import { layers } from '../../src/engine/layers';
import { ShapeError, withDefaults, type Attributes, type Op } from '../../src/engine/op';
import { fromNested, zeros, type Nested, type Shape } from '../../src/engine/tensor';

const all: Readonly<Record<keyof typeof layers, Op>> = layers;
const { Affine, BatchNorm, Convolution, CrossEntropyError, Embedding, LayerNorm, MaxPooling } = all;
const { MeanSquaredError, SoftmaxWithLoss } = all;

describe('operands that do not fit', () => {
  test.each<[string, Op, Shape[], Attributes, string]>([
    ['images into Affine', Affine, [[3, 1, 28, 28], [28, 50], [50]], {}, 'x: expected (N, D), found (3, 1, 28, 28)'],
    ['too few weights', Affine, [[3, 4], [5, 2], [2]], {}, 'W: expected (4, 2) for x (3, 4), found (5, 2)'],
    [
      'other units than said',
      Affine,
      [[3, 4], [4, 2], [2]],
      { units: 3 },
      'W: expected (4, 3) for x (3, 4), found (4, 2)',
    ],
    ['a vector of weights', Affine, [[3, 4], [4], [2]], {}, 'W: expected (4, units) for x (3, 4), found (4,)'],
    ['a long bias', Affine, [[3, 4], [4, 2], [3]], {}, 'b: expected (2,), found (3,)'],
    [
      'rows into Convolution',
      Convolution,
      [[3, 784], [8, 1, 3, 3], [8]],
      {},
      'x: expected (N, C, H, W), found (3, 784)',
    ],
    [
      'filters of other channels',
      Convolution,
      [[1, 3, 8, 8], [4, 1, 3, 3], [4]],
      {},
      'W: expected (4, 3, 3, 3), found (4, 1, 3, 3)',
    ],
    [
      'an image smaller than the kernel',
      Convolution,
      [[1, 1, 2, 8], [4, 1, 3, 3], [4]],
      {},
      'x: expected a height and width of at least (3, 3), found (1, 1, 2, 8)',
    ],
    [
      'three strides',
      Convolution,
      [[1, 1, 8, 8], [4, 1, 3, 3], [4]],
      { stride: [1, 1, 1] },
      'stride: expected one number, or two: height and width, found 3 numbers',
    ],
    [
      'windows in the padding',
      MaxPooling,
      [[1, 1, 4, 4]],
      { size: 2, padding: 2 },
      'padding: expected less than the size (2, 2), found (2, 2)',
    ],
    [
      'sentences into BatchNorm',
      BatchNorm,
      [[2, 3, 4], [3], [3]],
      {},
      'x: expected (N, D) or (N, C, H, W), found (2, 3, 4)',
    ],
    ['a short gamma', LayerNorm, [[2, 3], [2], [3]], {}, 'gamma: expected (3,), found (2,)'],
    ['another table than said', Embedding, [[2], [5, 3]], { vocabulary: 6 }, 'W: expected (6, 3), found (5, 3)'],
    [
      'too few labels',
      SoftmaxWithLoss,
      [[3, 10], [2]],
      {},
      't: expected (3, 10) probabilities, or (3,) class indices, found (2,)',
    ],
    [
      'labels for one row',
      SoftmaxWithLoss,
      [[10], [3]],
      {},
      't: expected (10,) probabilities, or one class index, found (3,)',
    ],
    ['images into the loss', SoftmaxWithLoss, [[3, 1, 2, 2], [3]], {}, 'x: expected (N, C), found (3, 1, 2, 2)'],
    ['a target that would broadcast', MeanSquaredError, [[3, 1], [3]], {}, 't: expected (3, 1), found (3,)'],
  ])('%s: %s', (_name, op, shapes, attributes, message) => {
    expect(() => op.infer(shapes, withDefaults(op, attributes))).toThrow(new ShapeError(...partsOf(message)));
  });

  test.each<[Op, Nested, string]>([
    [SoftmaxWithLoss, [0, 3], 't: expected integers in 0..2, found 3 at [1]'],
    [SoftmaxWithLoss, [[-1], [0]], 't: expected integers in 0..2, found -1 at [0, 0]'],
    [CrossEntropyError, [0.5, 1], 't: expected integers in 0..2, found 0.5 at [0]'],
  ])('$name refuses what is not a class', (op, t, message) => {
    expect(() => op.validate?.([zeros([2, 3]), fromNested(t)], {})).toThrow(new ShapeError(...partsOf(message)));
  });

  test('Embedding refuses an index outside its table', () => {
    const refused = (): void => Embedding.validate?.([fromNested([0, 5]), zeros([5, 2])], {});
    expect(refused).toThrow(new ShapeError('x', 'integers in 0..4', '5 at [1]'));
  });

  test('a size that is nowhere given is asked for', () => {
    const expected = new ShapeError('W', 'the attribute `units`, or a value for W', 'neither');
    expect(() => Affine.operands[1].shape?.([[3, 4]], {})).toThrow(expected);
  });
});

/** `operand: expected this, found that`, taken apart. */
function partsOf(message: string): [string, string, string] {
  const [, operand, expected, found] = /^(\w+): expected (.*), found (.*)$/.exec(message) ?? [];
  return [operand, expected, found];
}
