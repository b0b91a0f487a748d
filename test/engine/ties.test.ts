// Where an op has a kink: the derivative that it takes exactly there, as the documentation promises.

import { describe, expect, test } from 'vitest';
import { TIED, type Attributes, type Op } from '../../src/engine/op';
import { registry } from '../../src/engine/ops';
import { filled, fromNested, toNested, type Nested } from '../../src/engine/tensor';
import { branchesOf, computed, pulled } from './drawn';

const { Abs, Clamp, ELU, LeakyReLU, Max, Maximum, Min, Minimum, ReLU } = registry;

/** The gradients at dout = 1. */
function gradients(op: Op, operands: readonly Nested[], attributes: Attributes = {}): Nested[] {
  const call = computed(op, operands.map((each) => fromNested(each)), attributes); // prettier-ignore
  return pulled(op, call, filled(call.out.shape, 1), 0).map((grad) => toNested(grad!));
}

test.each<[string, Op, Attributes, number[], number[]]>([
  ['ReLU: 0 at 0', ReLU, {}, [-1, 0, 2], [0, 0, 1]],
  ['Abs: 0 at 0', Abs, {}, [-1, 0, 2], [-1, 0, 1]],
  ['LeakyReLU: its slope below, at 0', LeakyReLU, { alpha: 0.1 }, [-1, 0, 2], [0.1, 0.1, 1]],
  ['ELU: its slope below, at 0', ELU, { alpha: 0.5 }, [0, 2], [0.5, 1]],
  ['Clamp: 1 at its ends', Clamp, { min: -1, max: 1 }, [-2, -1, 0, 1, 2], [0, 1, 1, 1, 0]],
  ['Max: the first', Max, {}, [1, 3, 3, 2], [0, 1, 0, 0]],
  ['Min: the first', Min, {}, [1, 3, 1, 2], [1, 0, 0, 0]],
])('%s', (_name, op, attributes, x, expected) => {
  expect(gradients(op, [x], attributes)).toEqual([expected]);
});

test.each<[string, Op, number[], number[]]>([
  ['Maximum', Maximum, [0.5, 1, 0], [0.5, 0, 1]],
  ['Minimum', Minimum, [0.5, 0, 1], [0.5, 1, 0]],
])('%s: one half each', (_name, op, dx, dy) => {
  expect(gradients(op, [[1, 2, 3], [1, 1, 4]])).toEqual([dx, dy]); // prettier-ignore
});

test('Max over several axes takes the first in row-major order', () => {
  const x = [[[1, 5], [2, 2]], [[5, 0], [2, 1]]]; // prettier-ignore
  const expected = [[[0, 1], [1, 0]], [[0, 0], [0, 0]]]; // prettier-ignore
  expect(gradients(Max, [x], { axis: [0, 2] })).toEqual([expected]);
});

describe('the branches that are tied', () => {
  const tiedAt = (
    op: Op,
    operands: readonly Nested[],
    flat: number,
    attributes: Attributes = {},
  ): readonly number[] => {
    const call = computed(op, operands.map((each) => fromNested(each)), attributes); // prettier-ignore
    expect(branchesOf(op, call)[flat]).toBe(TIED);
    return op.switches!.tied(call, flat).map((branch) => op.switches!.force(shifted(op, call), flat, branch));
  };
  // Each branch by the value that it gives after the first operand moved by 0.25.
  const shifted = (op: Op, { operands: [x, ...others], attributes }: ReturnType<typeof computed>) =>
    computed(op, [{ shape: x.shape, data: x.data.map((value) => value + 0.25) }, ...others], attributes);

  test('of ReLU at 0 are off and on', () => expect(tiedAt(ReLU, [[0]], 0)).toEqual([0, 0.25]));
  test('of Abs at 0 are minus and plus', () => expect(tiedAt(Abs, [[0]], 0)).toEqual([-0.25, 0.25]));
  test('of Clamp at an end are that end and the inside', () => {
    expect(tiedAt(Clamp, [[-1]], 0, { min: -1, max: 1 })).toEqual([-1, -0.75]);
    expect(tiedAt(Clamp, [[1]], 0, { min: -1, max: 1 })).toEqual([1.25, 1]);
  });
  test('of Clamp with both ends in one place are all three', () => {
    expect(tiedAt(Clamp, [[1]], 0, { min: 1, max: 1 })).toEqual([1, 1.25, 1]);
  });
  test('of Maximum are its operands', () => expect(tiedAt(Maximum, [[2], [2]], 0)).toEqual([2.25, 2]));
  test('of Max are all the places of the maximum', () => {
    const call = computed(Max, [fromNested([[1, 3], [3, 3]])], { axis: 1 }); // prettier-ignore
    expect([...branchesOf(Max, call)]).toEqual([1, TIED]);
    expect(Max.switches!.tied(call, 1)).toEqual([2, 3]);
  });
});

test('an ELU that is smooth at 0 has nothing to choose', () => {
  const call = computed(ELU, [fromNested([-1, 0, 1])], { alpha: 1 });
  expect(new Set(branchesOf(ELU, call)).size).toBe(1);
});
