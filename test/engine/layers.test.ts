// What the layers promise beyond the references: reach, ties, trainable tensors and closed forms.

import { describe, expect, test } from 'vitest';
import { emptyBox, fullBox, setElement, type Box } from '../../src/engine/box';
import { layers } from '../../src/engine/layers';
import { TIED, withDefaults, type Attributes, type Call, type Op } from '../../src/engine/op';
import { filled, flatOf, fromNested, tensor, zeros, type Shape, type Tensor } from '../../src/engine/tensor';

const all: Readonly<Record<keyof typeof layers, Op>> = layers;
const { Affine, BatchNorm, Convolution, CrossEntropyError, Dropout, Embedding, LayerNorm, MaxPooling } = all;
const { MeanSquaredError, SigmoidWithLoss, SoftmaxWithLoss, SumSquaredError } = all;

describe('a change of one element reaches', () => {
  const affine = callOf(Affine, [zeros([3, 4]), zeros([4, 5]), zeros([5])]);
  const images = [zeros([2, 2, 6, 6]), zeros([3, 2, 3, 3]), zeros([3])];
  const convolution = callOf(Convolution, images, { kernel: 3, stride: 1, padding: 1 });
  const skipping = callOf(Convolution, [zeros([1, 1, 5, 5]), zeros([1, 1, 1, 1]), zeros([1])], {
    stride: 2,
    padding: 0,
  });
  const embedding = callOf(Embedding, [tensor([2, 3], [0, 2, 1, 0, 2, 2]), zeros([4, 2])]);
  const batchNorm = callOf(BatchNorm, [zeros([2, 3, 4, 4]), zeros([3]), zeros([3])]);
  const layerNorm = callOf(LayerNorm, [zeros([2, 3, 4]), zeros([4]), zeros([4])]);

  test.each<[string, Op, Call, number, number[], string]>([
    ['through x of Affine, its row', Affine, affine, 0, [1, 2], '1:2, 0:5'],
    ['through W of Affine, its column', Affine, affine, 1, [2, 3], '0:3, 3:4'],
    ['through b of Affine, its column', Affine, affine, 2, [3], '0:3, 3:4'],
    [
      'through x of Convolution, the windows over it in all filters',
      Convolution,
      convolution,
      0,
      [1, 0, 2, 3],
      '1:2, 0:3, 1:4, 2:5',
    ],
    ['through a corner of x, the windows there', Convolution, convolution, 0, [0, 1, 0, 5], '0:1, 0:3, 0:2, 4:6'],
    ['through W of Convolution, its filter', Convolution, convolution, 1, [2, 0, 1, 1], '0:2, 2:3, 0:6, 0:6'],
    ['through b of Convolution, its filter', Convolution, convolution, 2, [1], '0:2, 1:2, 0:6, 0:6'],
    ['through an element that no window sees, nothing', Convolution, skipping, 0, [0, 0, 1, 2], 'nothing'],
    ['through x of BatchNorm, its channel', BatchNorm, batchNorm, 0, [1, 2, 0, 0], '0:2, 2:3, 0:4, 0:4'],
    ['through gamma of BatchNorm, its channel', BatchNorm, batchNorm, 1, [1], '0:2, 1:2, 0:4, 0:4'],
    ['through x of LayerNorm, its row', LayerNorm, layerNorm, 0, [1, 2, 3], '1:2, 2:3, 0:4'],
    ['through beta of LayerNorm, its feature', LayerNorm, layerNorm, 2, [3], '0:2, 0:3, 3:4'],
    ['through W of Embedding, the places of its row', Embedding, embedding, 1, [2, 1], '0:2, 1:3, 1:2'],
    ['through a row that is not looked up, nothing', Embedding, embedding, 1, [3, 0], 'nothing'],
  ])('%s', (_name, op, call, k, index, expected) => {
    expect(spelled(reachOf(op, call, k, index))).toBe(expected);
  });
});

describe('MaxPooling', () => {
  const x = fromNested([
    [
      [
        [1, 3, 0, 0],
        [3, 2, 0, 0],
      ],
    ],
  ]);
  const call = callOf(MaxPooling, [x], { size: 2, padding: 0 });

  test('says which element it took, and where several are largest', () => {
    const branches = new Int32Array(2);
    MaxPooling.switches?.branches(call, fullBox(call.out.shape), branches);
    expect([...branches]).toEqual([TIED, TIED]);
    expect(MaxPooling.switches?.tied(call, 0)).toEqual([1, 4]);
    expect(MaxPooling.switches?.tied(call, 1)).toEqual([2, 3, 6, 7]);
    const apart = callOf(MaxPooling, [wavy([1, 1, 2, 4])], { size: 2, padding: 0 });
    MaxPooling.switches?.branches(apart, fullBox(apart.out.shape), branches);
    expect([...branches].map((at) => apart.operands[0].data[at])).toEqual([...run(MaxPooling, apart).data]);
  });

  test('gives the element of a branch held fixed', () => {
    expect(MaxPooling.switches?.force(call, 0, 5)).toBe(2);
  });

  test('does not lose a NaN', () => {
    const broken = callOf(
      MaxPooling,
      [
        fromNested([
          [
            [
              [5, NaN],
              [7, 1],
            ],
          ],
        ]),
      ],
      { size: 2, padding: 0 },
    );
    expect(run(MaxPooling, broken).data[0]).toBeNaN();
  });
});

describe('closed forms', () => {
  const scores = fromNested([0.3, 0.2, 0.5].map(Math.log));

  test('scores of (0.3, 0.2, 0.5) with label 1 give (0.3, -0.8, 0.5)', () => {
    expectNear(gradientOf(SoftmaxWithLoss, [scores, fromNested(1)]), [0.3, -0.8, 0.5]);
    expectNear(gradientOf(SoftmaxWithLoss, [scores, fromNested([0, 1, 0])]), [0.3, -0.8, 0.5]);
    expectNear(run(SoftmaxWithLoss, callOf(SoftmaxWithLoss, [scores, fromNested(1)])).data, [-Math.log(0.2)]);
  });

  test('SoftmaxWithLoss multiplies its upstream gradient, averages over the batch, and adds to what is there', () => {
    const x = fromNested([
      [Math.log(0.3), Math.log(0.2), Math.log(0.5)],
      [0, 0, 0],
    ]);
    const third = 1 / 3;
    const expected = [0.3, -0.8, 0.5, third, third, -2 * third];
    expectNear(
      gradientOf(SoftmaxWithLoss, [x, fromNested([1, 2])], 4),
      expected.map((g) => 2 * g),
    );
    expectNear(
      gradientOf(SoftmaxWithLoss, [x, fromNested([1, 2])], 4, 10),
      expected.map((g) => 10 + 2 * g),
    );
  });

  test('a row of scores that is sure of itself keeps its small loss and gradient', () => {
    const call = callOf(SoftmaxWithLoss, [fromNested([40, 0]), fromNested(0)]);
    const small = Math.exp(-40);
    expect(run(SoftmaxWithLoss, call).data[0] / small).toBeCloseTo(1, 12);
    const [right, wrong] = gradientOf(SoftmaxWithLoss, call.operands);
    expect(right / small).toBeCloseTo(-1, 12);
    expect(wrong / small).toBeCloseTo(1, 12);
    const binary = [fromNested([40]), fromNested([1])];
    expect(run(SigmoidWithLoss, callOf(SigmoidWithLoss, binary)).data[0] / small).toBeCloseTo(1, 12);
    expect(gradientOf(SigmoidWithLoss, binary)[0] / small).toBeCloseTo(-1, 12);
  });

  test('half the sum of squares of a vector is that of a batch of one; a batch is averaged', () => {
    const y = [3, 1];
    const t = [1, 0];
    expect(run(SumSquaredError, callOf(SumSquaredError, [fromNested(y), fromNested(t)])).data[0]).toBe(2.5);
    expect(run(SumSquaredError, callOf(SumSquaredError, [fromNested([y, y]), fromNested([t, t])])).data[0]).toBe(2.5);
    expect(run(MeanSquaredError, callOf(MeanSquaredError, [fromNested(y), fromNested(t)])).data[0]).toBe(2.5);
  });

  test('a class that has no part in the target has none in the loss, however unlikely', () => {
    const operands = [fromNested([[0, 0.5]]), fromNested([[0, 1]])];
    expect(run(CrossEntropyError, callOf(CrossEntropyError, operands)).data[0]).toBe(-Math.log(0.5));
    expect([...gradientOf(CrossEntropyError, operands)]).toEqual([0, -2]);
  });
});

describe('trainable tensors', () => {
  test.each<[string, Op, Shape[], Attributes, Record<string, [Shape | null, string, number?]>]>([
    ['Affine', Affine, [[3, 784]], { units: 50, bias: true }, { W: [[784, 50], 'weights', 784], b: [[50], 'zeros'] }],
    [
      'Affine without bias',
      Affine,
      [[3, 4]],
      { units: 5, bias: false },
      { W: [[4, 5], 'weights', 4], b: [null, 'zeros'] },
    ],
    [
      'Convolution',
      Convolution,
      [[1, 3, 28, 28]],
      { filters: 8, kernel: [5, 4] },
      { W: [[8, 3, 5, 4], 'weights', 60], b: [[8], 'zeros'] },
    ],
    ['BatchNorm', BatchNorm, [[9, 4, 2, 2]], {}, { gamma: [[4], 'ones'], beta: [[4], 'zeros'] }],
    ['LayerNorm', LayerNorm, [[9, 2, 6]], {}, { gamma: [[6], 'ones'], beta: [[6], 'zeros'] }],
    ['Embedding', Embedding, [[7]], { vocabulary: 20, units: 4 }, { W: [[20, 4], 'weights', 1] }],
  ])('of %s: shapes, initial values, fan-in', (_name, op, data, attributes, expected) => {
    for (const operand of op.operands.filter(({ kind }) => kind === 'param')) {
      const [shape, initial, fanIn] = expected[operand.name];
      expect(operand.shape?.(data, attributes)).toEqual(shape);
      expect(operand.initial).toBe(initial);
      if (shape && fanIn !== undefined) expect(operand.fanIn?.(shape)).toBe(fanIn);
    }
  });

  test('a mask has the shape of x', () => {
    expect(Dropout.operands[1].shape?.([[2, 3]], { rate: 0.5 })).toEqual([2, 3]);
  });
});

function callOf(op: Op, operands: readonly Tensor[], given: Attributes = {}): Call {
  const attributes = withDefaults(op, given);
  const shapes = operands.map(({ shape }) => shape);
  return { operands, attributes, out: zeros(op.infer(shapes, attributes)) };
}

function run(op: Op, call: Call): Tensor {
  op.forward(call, fullBox(call.out.shape));
  return call.out;
}

/** The gradient by the first operand of an op with a scalar result, added to what is already `there`. */
function gradientOf(
  op: Op,
  operands: readonly Tensor[],
  upstream = 1,
  there = 0,
): ArrayLike<number> & Iterable<number> {
  const grads = operands.map(({ shape }, k) => (k === 0 ? filled(shape, there) : null));
  const call = callOf(op, operands);
  run(op, call);
  op.vjp({ ...call, dout: filled([], upstream), grads });
  return grads[0]?.data ?? [];
}

function expectNear(found: Iterable<number>, expected: readonly number[]): void {
  expect([...found].map((value) => Number(value.toFixed(12)))).toEqual(
    expected.map((value) => Number(value.toFixed(12))),
  );
}

/** Distinct numbers of both signs. */
function wavy(shape: Shape): Tensor {
  const result = zeros(shape);
  for (let i = 0; i < result.data.length; i++) result.data[i] = Math.sin(2 + 1.7 * i);
  return result;
}

function reachOf(op: Op, call: Call, k: number, index: readonly number[]): Box {
  const { shape } = call.operands[k];
  const changed = emptyBox(shape.length);
  const reach = emptyBox(call.out.shape.length);
  setElement(changed, shape, flatOf(shape, index));
  op.touch(k, changed, call, reach);
  return reach;
}

function spelled({ lo, hi }: Box): string {
  return lo.some((from, axis) => from >= hi[axis])
    ? 'nothing'
    : [...lo].map((from, axis) => `${from}:${hi[axis]}`).join(', ');
}
