// Contracts of backward passes, tested without differences.

import { expect, it } from 'vitest';
import { randomStream } from '../../../src/engine/random';
import { tensor, type Tensor } from '../../../src/engine/tensor';
import { Net } from '../nets';
import { examined } from './examined';
import { affine, bookRelu, map, softmaxWithLoss, tanh } from './layers';

export function normal(shape: readonly number[], name: string, scale = 1): Tensor {
  const random = randomStream(3, name);
  return tensor(
    shape,
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => scale * random.normal()),
  );
}

const bookNet = (): Net =>
  new Net()
    .input('x', normal([4, 3], 'x'))
    .input(
      't',
      [
        [0, 1],
        [1, 0],
        [0, 1],
        [0, 1],
      ],
      false,
    )
    .param('W1', normal([3, 5], 'W1', 0.3))
    .param('b1', normal([5], 'b1'))
    .param('W2', normal([5, 2], 'W2', 0.3))
    .param('b2', normal([2], 'b2'))
    .handLayer('Affine1', affine(), ['x'], { W: 'W1', b: 'b1' })
    .handLayer('Relu1', bookRelu(), ['Affine1'])
    .handLayer('Affine2', affine(), ['Relu1'], { W: 'W2', b: 'b2' })
    .handLayer('Loss', softmaxWithLoss({ ignoresDout: true }), ['Affine2', 't']);

it("warns of the book's Relu and SoftmaxWithLoss, and of nothing else", () => {
  const { brief, warned, inherited } = examined(bookNet());
  expect(brief).toEqual([]);
  expect([...inherited]).toEqual([]);
  expect(warned).toEqual(['Loss ignores-dout', 'Relu1 mutates-dout']);
});
