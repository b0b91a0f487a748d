// Checks that could not have failed, and numbers that stay clear of what the code cannot bear.

import { expect, it } from 'vitest';
import type { HandWritten } from '../../../src/engine/hand-written';
import { registry } from '../../../src/engine/ops';
import { tensor, zeros, type Tensor } from '../../../src/engine/tensor';
import { handWritten } from '../hand-written';
import { Net } from '../nets';
import { examined } from './examined';
import { affine, elementwise, map, softmaxWithLoss, tanh } from '../layers';
import { normal } from './values';

const oneHot = (labels: readonly number[], classes: number): Tensor => {
  const rows = zeros([labels.length, classes]);
  labels.forEach((label, row) => (rows.data[row * classes + label] = 1));
  return rows;
};

const affineOn = (x: Tensor): Net =>
  new Net()
    .input('x', x)
    .param('W', normal([3, 2], 'W'))
    .param('b', normal([2], 'b'))
    .handLayer('Affine1', affine(), ['x'], { W: 'W', b: 'b' })
    .layer('Tanh1', registry.Tanh, ['Affine1'])
    .layer('Sum1', registry.Sum, ['Tanh1']);

it('warns of a param whose gradient is zero whatever is made of it', () => {
  expect(examined(affineOn(zeros([4, 3]))).warned).toEqual(['network vacuous-check W zero-gradient']);
  expect(examined(affineOn(normal([4, 3], 'x'))).warned).toEqual([]);
});

it('warns of a hand-written layer with params that has seen a batch of one alone', () => {
  expect(examined(affineOn(normal([1, 3], 'x'))).warned).toEqual(['Affine1 vacuous-check batch-of-one']);
});

const reluOn = (x: Tensor): Net =>
  new Net().input('x', x).layer('Relu1', registry.ReLU, ['x']).layer('Sum1', registry.Sum, ['Relu1']);

it('warns of a ReLU that is never off, or never on', () => {
  const positive = map(normal([2, 4], 'x'), Math.abs);
  expect(examined(reluOn(positive)).warned).toEqual(['Relu1 vacuous-check Relu1.out no-switch']);
  expect(examined(reluOn(map(positive, (v) => -v))).warned).toEqual(['Relu1 vacuous-check Relu1.out no-switch']);
  expect(examined(reluOn(normal([2, 4], 'x'))).warned).toEqual([]);
});

/** A ReLU that records its decisions. */
function recordingRelu(): HandWritten {
  const taken: number[] = [];
  const code = elementwise(
    (x) => {
      taken.push(x > 0 ? 1 : 0);
      return Math.max(x, 0);
    },
    (x) => (x > 0 ? 1 : 0),
  );
  return {
    ...code,
    forward(inputs, params) {
      taken.length = 0;
      return code.forward(inputs, params);
    },
    fresh: recordingRelu,
    decisions: { taken: () => Int32Array.from(taken), tied: () => [0, 1], hold: () => undefined },
  };
}

it('warns of hand-written decisions that all went the same way', () => {
  const on = (x: Tensor): Net =>
    new Net().input('x', x).handLayer('Relu1', recordingRelu(), ['x']).layer('Sum1', registry.Mean, ['Relu1']);
  expect(examined(on(map(normal([3, 4], 'x'), Math.abs))).warned).toEqual(['Relu1 vacuous-check no-switch']);
  expect(examined(on(normal([3, 4], 'x'))).warned).toEqual([]);
});

it('warns of labels that are all equal, by hand and built in, as indices and as rows', () => {
  const built = (t: Tensor): Net =>
    new Net()
      .input('x', normal([4, 3], 'x'))
      .input('t', t, false)
      .layer('Loss', registry.SoftmaxWithLoss, ['x', 't']);
  const byHand = (t: Tensor): Net =>
    new Net()
      .input('x', normal([4, 3], 'x', 0.3))
      .input('t', t, false)
      .handLayer('Loss', softmaxWithLoss(), ['x', 't']);
  const warning = ['Loss vacuous-check t labels-equal'];
  expect(examined(built(tensor([4], [2, 2, 2, 2]))).warned).toEqual(warning);
  expect(examined(built(tensor([4], [2, 2, 1, 2]))).warned).toEqual([]);
  expect(examined(byHand(oneHot([1, 1, 1, 1], 3))).warned).toEqual(warning);
  expect(examined(byHand(oneHot([1, 0, 1, 1], 3))).warned).toEqual([]);
});

it('warns of a softmax and a logarithm without protection, not of those with it', () => {
  const on = (shifted: boolean): Net =>
    new Net()
      .input('x', normal([4, 3], 'x', 0.3))
      .input('t', oneHot([1, 0, 2, 1], 3), false)
      .handLayer('Loss', softmaxWithLoss({ shifted }), ['x', 't']);
  expect(examined(on(false)).warned).toEqual(['Loss unprotected-log']);
  expect(examined(on(true)).warned).toEqual([]);
});

it('warns of a logarithm of next to nothing', () => {
  const on = (least: number): Net =>
    new Net().input('x', [0.5, least]).layer('Log1', registry.Log, ['x']).layer('Sum1', registry.Sum, ['Log1']);
  expect(examined(on(1e-14)).warned).toEqual(['Log1 unprotected-log Log1.out']);
  expect(examined(on(1e-3)).warned).toEqual([]);
});

it('lets an exponential overflow, which is no mistake', () => {
  const net = new Net()
    .input('x', normal([2, 2], 'x'))
    .handLayer(
      'Exp1',
      elementwise(Math.exp, (_x, y) => y),
      ['x'],
    )
    .handLayer('Tanh1', tanh(), ['Exp1'])
    .layer('Sum1', registry.Sum, ['Tanh1']);
  expect(examined(net).warned).toEqual([]);
});

it('leaves alone code that does not take large inputs', () => {
  const careful = handWritten({
    type: 'Careful',
    inputs: ['x'],
    make: () => ({
      forward([x]) {
        if (x.data.some((v) => Math.abs(v) > 100)) throw new Error('too large');
        return [x];
      },
      backward: ([dout]) => ({ inputs: [dout] }),
    }),
  });
  const net = new Net()
    .input('x', normal([2, 2], 'x'))
    .handLayer('Careful1', careful, ['x'])
    .layer('Sum1', registry.Sum, ['Careful1']);
  expect(examined(net).warned).toEqual([]);
});
