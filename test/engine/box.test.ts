// Boxes: growing them, and walking their elements.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  boxSize,
  copyBox,
  emptyBox,
  forEachRun,
  fullBox,
  growBox,
  isFull,
  setElement,
  setFull,
  type Box,
} from '../../src/engine/box';
import { randomStream } from '../../src/engine/random';
import { forEachStridedRun } from '../../src/engine/strided';
import { indexOf, sizeOf, stridesOf, type Shape } from '../../src/engine/tensor';
import { drawBox, isInside } from './drawn';

const shape = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });

function box(lo: number[], hi: number[]): Box {
  return { lo: Int32Array.from(lo), hi: Int32Array.from(hi) };
}

function insideOf(of: Shape, part: Box): number[] {
  return Array.from({ length: sizeOf(of) }, (_, flat) => flat).filter((flat) => isInside(part, indexOf(of, flat)));
}

function runsOf(of: Shape, part: Box): number[][] {
  const runs: number[][] = [];
  forEachRun(of, part, (start, count, step) => runs.push(Array.from({ length: count }, (_, k) => start + k * step)));
  return runs;
}

test('runs go once over every element of a box', () => {
  fc.assert(
    fc.property(shape, fc.nat(), (of, seed) => {
      const part = drawBox(randomStream(seed, 'box'), of);
      expect(runsOf(of, part).flat()).toEqual(insideOf(of, part));
      expect(boxSize(part)).toBe(insideOf(of, part).length);
    }),
  );
});

describe('runs are long', () => {
  test.each([
    ['all of a tensor', [2, 3, 4], box([0, 0, 0], [2, 3, 4]), 1],
    ['a column of a matrix', [3, 4], box([0, 2], [3, 3]), 1],
    ['rows of a matrix', [3, 4], box([1, 0], [3, 4]), 1],
    ['one channel of images', [2, 3, 4, 4], box([0, 1, 0, 0], [2, 2, 4, 4]), 2],
    ['a scalar', [], box([], []), 1],
    ['nothing', [3, 4], box([2, 0], [1, 4]), 0],
  ])('for %s', (_, of, part, count) => expect(runsOf(of, part)).toHaveLength(count));
});

test('a strided walk visits an operand in step with the result', () => {
  fc.assert(
    fc.property(shape, fc.nat(), (of, seed) => {
      const random = randomStream(seed, 'strides');
      const part = drawBox(random, of);
      const [sx, sy] = [of.map(() => random.below(9)), of.map(() => random.below(3))];
      const visited: number[][] = [];
      forEachStridedRun(part, stridesOf(of), sx, sy, (o, os, i, is, j, js, n) => {
        for (let k = 0; k < n; k++) visited.push([o + k * os, i + k * is, j + k * js]);
      });
      const position = (index: number[], strides: readonly number[]): number =>
        index.reduce((sum, place, axis) => sum + place * strides[axis], 0);
      expect(visited).toEqual(
        insideOf(of, part).map((flat) => [flat, position(indexOf(of, flat), sx), position(indexOf(of, flat), sy)]),
      );
    }),
  );
});

test('an element’s box holds it alone', () => {
  const part = emptyBox(3);
  for (let flat = 0; flat < 24; flat++) {
    setElement(part, [2, 3, 4], flat);
    expect(insideOf([2, 3, 4], part)).toEqual([flat]);
  }
});

test('a box grows to hold another, and is full when it holds all', () => {
  const grown = box([1, 2], [2, 3]);
  growBox(grown, box([0, 3], [1, 4]));
  expect(grown).toEqual(box([0, 2], [2, 4]));
  expect(isFull(grown, [2, 4])).toBe(false);
  setFull(grown, [2, 4]);
  expect(grown).toEqual(fullBox([2, 4]));
  expect(isFull(grown, [2, 4])).toBe(true);
});

test('an empty box holds nothing, until another is copied into it', () => {
  const part = emptyBox(2);
  expect(boxSize(part)).toBe(0);
  copyBox(box([1, 1], [2, 3]), part);
  expect(part).toEqual(box([1, 1], [2, 3]));
});
