// Far out, where the plain formula would overflow, cancel or divide 0 by 0.

import { describe, expect, test } from 'vitest';
import { fullBox } from '../../src/engine/box';
import { DifferenceStep } from '../../src/engine/difference-step';
import type { Attributes, Op } from '../../src/engine/op';
import { registry } from '../../src/engine/ops';
import { filled, tensor } from '../../src/engine/tensor';
import { computed, pulled } from './drawn';

function valuesOf(op: Op, x: readonly number[], attributes: Attributes = {}): number[] {
  return [...computed(op, [tensor([x.length], x)], attributes).out.data];
}

function slopesOf(op: Op, x: readonly number[], attributes: Attributes = {}): number[] {
  const call = computed(op, [tensor([x.length], x)], attributes);
  return [...pulled(op, call, filled(call.out.shape, 1), 0)[0]!.data];
}

const { Div, ELU, GELU, LogSoftmax, Max, Maximum, Min, Pow, ReLU, Sigmoid, SiLU, Softmax, Softplus, Tanh } = registry;

test.each<[string, Op, Attributes, number[], number[]]>([
  ['Sigmoid', Sigmoid, {}, [-800, 800], [0, 1]],
  ['Tanh', Tanh, {}, [-800, 800], [-1, 1]],
  ['Softplus', Softplus, {}, [-800, 800], [0, 800]],
  ['SiLU', SiLU, {}, [-800, 800], [-0, 800]],
  ['ELU', ELU, { alpha: 2 }, [-800, 800], [-2, 800]],
  ['GELU', GELU, {}, [-800, 800], [-0, 800]],
  ['GELU by tanh', GELU, { approximate: 'tanh' }, [-800, 800], [-0, 800]],
  ['Softmax', Softmax, {}, [-5000, 5000, 5000], [0, 0.5, 0.5]],
  ['LogSoftmax', LogSoftmax, {}, [-5000, 5000], [-10000, 0]],
])('%s stays finite', (_name, op, attributes, x, expected) => {
  expect(valuesOf(op, x, attributes)).toEqual(expected);
  expect(slopesOf(op, x, attributes).every(Number.isFinite)).toBe(true);
});

test('GELU by tanh is straight where its cube overflows', () => {
  expect(slopesOf(GELU, [-1e200, 1e120, 1e200], { approximate: 'tanh' })).toEqual([0, 1, 1]);
});

test('SoftmaxWithLoss stays where it is when all scores fall far together', () => {
  const call = computed(registry.SoftmaxWithLoss, [tensor([1, 2], [0, 1]), tensor([1, 2], [0.25, 0.75])]);
  const fall = { box: fullBox([1, 2]), data: Float64Array.of(-800, -800), points: null };
  const step = new DifferenceStep(
    registry.SoftmaxWithLoss,
    call,
    [fall, null],
    1,
    new Uint8Array(1),
    (size) => new Float64Array(size),
  );
  step.run();
  expect(step.change!.data[0]).toBe(0);
});

describe('slopes near 0 keep their digits', () => {
  test.each<[string, Op, number, number]>([
    ['Sigmoid', Sigmoid, 30, Math.exp(-30)],
    ['Tanh', Tanh, 15, 4 * Math.exp(-30)],
    ['Softplus', Softplus, -30, Math.exp(-30)],
  ])('%s', (_name, op, x, expected) => {
    expect(slopesOf(op, [x])[0] / expected).toBeCloseTo(1, 12);
  });

  test('Softmax, at a score far above the others', () => {
    const call = computed(Softmax, [tensor([3], [30, 0, 0])]);
    const [dx] = pulled(Softmax, call, tensor([3], [1, 0, 0]), 0);
    const e = 2 * Math.exp(-30);
    expect(dx!.data[0] / (e / (1 + e) ** 2)).toBeCloseTo(1, 14);
  });

  test('LogSoftmax, at a score far above the others', () => {
    const call = computed(LogSoftmax, [tensor([3], [30, 0, 0])]);
    const [dx] = pulled(LogSoftmax, call, tensor([3], [1, 0, 0]), 0);
    const e = 2 * Math.exp(-30);
    expect(dx!.data[0] / (e / (1 + e))).toBeCloseTo(1, 14);
  });
});

test('x to the power 0 is 1 with slope 0, at 0 too', () => {
  expect(valuesOf(Pow, [0, 3], { exponent: 0 })).toEqual([1, 1]);
  expect(slopesOf(Pow, [0, 3], { exponent: 0 })).toEqual([0, 0]);
});

test('the gradient of a quotient does not overflow where the square of the divisor would', () => {
  const call = computed(Div, [tensor([1], [1e200]), tensor([1], [1e200])]);
  expect(pulled(Div, call, tensor([1], [1]), 0)[1]!.data[0]).toBeCloseTo(-1e-200, 210);
});

test.each<[string, Op]>([
  ['ReLU', ReLU],
  ['Max', Max],
  ['Min', Min],
  ['Softmax', Softmax],
])('%s passes on what is not a number', (_name, op) => {
  expect(valuesOf(op, [1, NaN, 2]).some(Number.isNaN)).toBe(true);
});

test('Maximum passes on what is not a number, on either side', () => {
  const call = computed(Maximum, [tensor([2], [NaN, 1]), tensor([2], [1, NaN])]);
  expect([...call.out.data]).toEqual([NaN, NaN]);
});
