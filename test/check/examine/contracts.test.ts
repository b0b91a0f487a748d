// Contracts of backward passes, tested without differences.

import { expect, it } from 'vitest';
import type { HandWritten } from '../../../src/engine/hand-written';
import { registry } from '../../../src/engine/ops';
import { copyOf, zeros, type Tensor } from '../../../src/engine/tensor';
import { handWritten, type Instance } from '../hand-written';
import { Net } from '../nets';
import { examined } from './examined';
import { affine, bookRelu, dot, map, softmaxWithLoss, tanh, transpose, unary } from '../layers';
import { normal } from './values';

it("warns of the book's Relu and SoftmaxWithLoss, and of nothing else", () => {
  const net = new Net()
    .input('x', normal([4, 3], 'x'))
    .input('t', oneHot([1, 0, 1, 1], 2), false)
    .param('W1', normal([3, 5], 'W1', 0.3))
    .param('b1', normal([5], 'b1'))
    .param('W2', normal([5, 2], 'W2', 0.3))
    .param('b2', normal([2], 'b2'))
    .handLayer('Affine1', affine(), ['x'], { W: 'W1', b: 'b1' })
    .handLayer('Relu1', bookRelu(), ['Affine1'])
    .handLayer('Affine2', affine(), ['Relu1'], { W: 'W2', b: 'b2' })
    .handLayer('Loss', softmaxWithLoss({ ignoresDout: true }), ['Affine2', 't']);
  const { brief, warned, inherited } = examined(net);
  expect(brief).toEqual([]);
  expect([...inherited]).toEqual([]);
  expect(warned).toEqual(['Loss ignores-dout', 'Relu1 mutates-dout']);
});

/** The layer between the input and a loss. */
const under = (code: HandWritten): Net =>
  new Net()
    .input('x', normal([4, 3], 'x'))
    .handLayer('Layer', code, ['x'])
    .layer('Tanh1', registry.Tanh, ['Layer'])
    .layer('Sum1', registry.Sum, ['Tanh1']);

const withParam = (code: HandWritten): Net =>
  new Net()
    .input('x', normal([4, 3], 'x'))
    .param('W', normal([3, 2], 'W'))
    .handLayer('Layer', code, ['x'], { W: 'W' })
    .layer('Tanh1', registry.Tanh, ['Layer'])
    .layer('Sum1', registry.Sum, ['Tanh1']);

it('warns of gradients that are added to those of the call before', () => {
  const code = handWritten({
    type: 'Dense',
    inputs: ['x'],
    params: ['W'],
    make() {
      let [x, W]: Tensor[] = [];
      let dW: Tensor | null = null;
      return {
        forward([given], params) {
          [x, W] = [given, params.W];
          return [dot(x, W)];
        },
        backward([dout]) {
          const added = dot(transpose(x), dout);
          const before = dW;
          dW = before ? map(added, (v, i) => v + before.data[i]) : added;
          return { inputs: [dot(dout, transpose(W))], params: { W: dW } };
        },
      };
    },
  });
  const { brief, warned } = examined(withParam(code));
  expect(brief).toEqual([]);
  expect(warned).toEqual(['Layer accumulates-grads']);
});

it('warns of a state that all instances share', () => {
  let shared: Tensor;
  const square = (): Instance => ({
    forward([x]) {
      shared = x;
      return [map(x, (v) => v * v)];
    },
    backward: ([dout]) => ({ inputs: [map(dout, (g, i) => 2 * g * shared.data[i])] }),
  });
  expect(examined(under(unary('Square', square))).warned).toEqual(['Layer state-leak']);
});

it('warns of a cache that is only filled the first time', () => {
  const square = (): Instance => {
    let kept: Tensor | null = null;
    return {
      forward([x]) {
        kept ??= x;
        return [map(x, (v) => v * v)];
      },
      backward: ([dout]) => ({ inputs: [map(dout, (g, i) => 2 * g * kept!.data[i])] }),
    };
  };
  expect(examined(under(unary('Square', square))).warned).toEqual(['Layer state-leak']);
});

it('warns of a forward pass that writes into its argument', () => {
  const square = unary('Square', () => {
    let x: Tensor;
    return {
      forward([given]) {
        x = copyOf(given);
        given.data.fill(0);
        return [map(x, (v) => v * v)];
      },
      backward: ([dout]) => ({ inputs: [map(dout, (g, i) => 2 * g * x.data[i])] }),
    };
  });
  expect(examined(under(square)).warned).toEqual(['Layer mutates-input']);
});

it('says what differs each time, and then nothing else', () => {
  let calls = 0;
  const jitter = unary('Jitter', () => ({
    forward: ([x]) => [map(x, (v) => v + ++calls * 1e-3)],
    backward: ([dout]) => ({ inputs: [map(dout, () => 1)] }),
  }));
  expect(examined(under(jitter)).warnings.map(({ code, layer }) => [layer, code])).toContainEqual([
    'Layer',
    'nondeterministic',
  ]);
});

it('throws what a backward pass throws when its cotangent is another', () => {
  const picky = unary('Picky', () => ({
    forward: ([x]) => [x],
    backward([dout]) {
      if (dout.data[0] === 0) throw new Error('no zeros, please');
      return { inputs: [dout] };
    },
  }));
  expect(() => examined(under(picky))).toThrow('no zeros, please');
});

it('has nothing to say of right layers, of one cache each', () => {
  const net = new Net()
    .input('x', normal([4, 3], 'x'))
    .input('t', oneHot([1, 0, 1, 1], 2), false)
    .param('W', normal([3, 2], 'W'))
    .param('b', normal([2], 'b'))
    .handLayer('Affine1', affine(), ['x'], { W: 'W', b: 'b' })
    .handLayer('Tanh1', tanh(), ['Affine1'])
    .handLayer('Loss', softmaxWithLoss(), ['Tanh1', 't']);
  const { brief, warned } = examined(net);
  expect(brief).toEqual([]);
  expect(warned).toEqual([]);
});

function oneHot(labels: readonly number[], classes: number): Tensor {
  const rows = zeros([labels.length, classes]);
  labels.forEach((label, row) => (rows.data[row * classes + label] = 1));
  return rows;
}
