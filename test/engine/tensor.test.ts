// Tensors: making, converting and addressing them.

import { describe, expect, test } from 'vitest';
import {
  cast,
  copyOf,
  dtypeOf,
  filled,
  flatOf,
  formatShape,
  fromNested,
  indexOf,
  sameShape,
  scalar,
  sizeOf,
  stridesOf,
  tensor,
  toNested,
  zeros,
} from '../../src/engine/tensor';

test('a scalar has no axes and one element', () => {
  expect(scalar(3)).toEqual(tensor([], [3]));
  expect(sizeOf([])).toBe(1);
  expect(toNested(scalar(3))).toBe(3);
});

test('shapes are printed as NumPy prints them', () => {
  expect([[], [3], [3, 4]].map(formatShape)).toEqual(['()', '(3,)', '(3, 4)']);
});

test('the last axis varies fastest', () => {
  expect(stridesOf([2, 3, 4])).toEqual([12, 4, 1]);
  expect(indexOf([2, 3, 4], 17)).toEqual([1, 1, 1]);
  for (let flat = 0; flat < 24; flat++) expect(flatOf([2, 3, 4], indexOf([2, 3, 4], flat))).toBe(flat);
});

test('shapes are the same when all extents are', () => {
  expect(sameShape([2, 3], [2, 3])).toBe(true);
  expect(sameShape([2, 3], [3, 2])).toBe(false);
  expect(sameShape([2], [2, 1])).toBe(false);
});

describe('nested numbers', () => {
  test('become a tensor and back', () => {
    const nested = [[1, 2, 3], [4, 5, 6]]; // prettier-ignore
    expect(fromNested(nested)).toEqual(tensor([2, 3], [1, 2, 3, 4, 5, 6]));
    expect(toNested(fromNested(nested))).toEqual(nested);
  });

  test.each([
    ['a shorter row', [[1, 2], [3]]],
    ['a number for a row', [[1, 2], 3]],
    ['a row for a number', [1, [2]]],
    ['a row that is deeper', [[1], [[2]]]],
  ])('with %s are refused', (_, nested) => {
    expect(() => fromNested(nested)).toThrow(RangeError);
  });

  test('that are empty have extent 0', () => expect(fromNested([]).shape).toEqual([0]));
});

test('a tensor takes as many values as its shape has', () => {
  expect(() => tensor([2, 2], [1, 2, 3])).toThrow('shape (2, 2) has 4 elements, found 3');
});

test('a tensor is cast to another dtype, and is itself in its own', () => {
  const x = tensor([1], [0.1]);
  expect(cast(x, 'float64')).toBe(x);
  const single = cast(x, 'float32');
  expect(dtypeOf(single)).toBe('float32');
  expect(single.data[0]).toBe(Math.fround(0.1));
  expect(dtypeOf(x)).toBe('float64');
});

test('a copy is independent', () => {
  const x = filled([2], 1, 'float32');
  const copy = copyOf(x);
  copy.data[0] = 5;
  expect(x).toEqual(filled([2], 1, 'float32'));
  expect(copy).toEqual(tensor([2], [5, 1], 'float32'));
  expect(zeros([2]).data).toEqual(new Float64Array(2));
});
