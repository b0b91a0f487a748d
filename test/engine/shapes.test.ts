// Ops whose result depends on shapes, against definitions written out element by element, over random shapes.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { broadcastShapes } from '../../src/engine/elementwise';
import { ShapeError, withDefaults, type Attributes, type Op } from '../../src/engine/op';
import { registry } from '../../src/engine/ops';
import { randomStream } from '../../src/engine/random';
import { flatOf, formatShape, indexOf, sizeOf, tensor, type Shape, type Tensor } from '../../src/engine/tensor';
import { computed } from './drawn';

const { BroadcastTo, Concat, Flatten, Gather, MatMul, Max, Mean, Reshape, Slice, Softmax, Sub, Sum, Transpose } =
  registry;

const shape = (minLength: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 1, max: 4 }), { minLength, maxLength: 4 });

function normals(of: Shape, seed: number): Tensor {
  return tensor(of, Array.from({ length: sizeOf(of) }, randomStream(seed, formatShape(of)).normal));
}

/** The tensor whose element at each index is what `element` says. */
function defined(of: Shape, element: (index: number[]) => number): Tensor {
  return tensor(
    of,
    Array.from({ length: sizeOf(of) }, (_, flat) => element(indexOf(of, flat))),
  );
}

function at({ shape, data }: Tensor, index: readonly number[]): number {
  return data[flatOf(shape, index)];
}

/** The element of an operand that a result's index meets through broadcasting. */
function stretched(operand: Tensor, index: readonly number[]): number {
  const own = index.slice(index.length - operand.shape.length);
  return at(
    operand,
    own.map((place, axis) => (operand.shape[axis] === 1 ? 0 : place)),
  );
}

function resultOf(op: Op, operands: readonly Tensor[], attributes: Attributes = {}): Tensor {
  return computed(op, operands, attributes).out;
}

/** Pairs of shapes that broadcast: some extents of either are 1, some leading ones left out. */
const broadcastable = shape(0).chain((whole) =>
  fc.tuple(thinned(whole), thinned(whole)).map(([x, y]) => ({ x, y, out: broadcastShapes(x, y) })),
);

function thinned(whole: readonly number[]): fc.Arbitrary<number[]> {
  const rank = whole.length;
  return fc
    .tuple(fc.array(fc.boolean(), { minLength: rank, maxLength: rank }), fc.integer({ min: 0, max: rank }))
    .map(([ones, from]) => whole.map((extent, axis) => (ones[axis] ? 1 : extent)).slice(from));
}

test('operands broadcast as NumPy does', () => {
  fc.assert(
    fc.property(broadcastable, fc.nat(), ({ x, y, out }, seed) => {
      const [p, q] = [normals(x, seed), normals(y, seed + 1)];
      expect(resultOf(Sub, [p, q])).toEqual(defined(out, (index) => stretched(p, index) - stretched(q, index)));
      const back = resultOf(BroadcastTo, [p], { shape: out });
      expect(back).toEqual(defined(out, (index) => stretched(p, index)));
    }),
  );
});

test('a matrix product takes vectors as a row or a column, and broadcasts its batches', () => {
  const inner = fc.integer({ min: 1, max: 5 });
  const vector = fc.constantFrom('neither', 'x', 'y', 'both');
  fc.assert(
    fc.property(broadcastable, inner, inner, inner, vector, fc.nat(), ({ x, y, out }, m, k, n, which, seed) => {
      const [row, column] = [which === 'x' || which === 'both', which === 'y' || which === 'both'];
      const p = normals(row ? [k] : [...x, m, k], seed);
      const q = normals(column ? [k] : [...y, k, n], seed + 1);
      const batch = row && column ? [] : row ? y : column ? x : out;
      const wanted = defined([...batch, ...(row ? [] : [m]), ...(column ? [] : [n])], (index) => {
        const batchAt = index.slice(0, batch.length);
        const [i, j] = [row ? 0 : index[batch.length], column ? 0 : index[index.length - 1]];
        let sum = 0;
        for (let t = 0; t < k; t++) sum += entry(p, row, batchAt, i, t) * entry(q, column, batchAt, t, j);
        return sum;
      });
      expect(resultOf(MatMul, [p, q])).toEqual(wanted);
    }),
  );

  function entry(operand: Tensor, isVector: boolean, batchAt: readonly number[], i: number, j: number): number {
    if (isVector) return operand.data[Math.max(i, j)];
    const own = operand.shape.length - 2;
    const place = batchAt.slice(batchAt.length - own).map((each, axis) => (operand.shape[axis] === 1 ? 0 : each));
    return at(operand, [...place, i, j]);
  }
});

describe('a reduction', () => {
  const cases = shape(0).chain((of) => fc.tuple(fc.constant(of), fc.subarray(of.map((_, axis) => axis)), fc.boolean()));
  /** Calls `visit` for each element of x with the flat position of the result's element that it belongs to. */
  const belongsTo = (index: readonly number[], axes: readonly number[], keepDims: boolean): number[] =>
    keepDims
      ? index.map((place, axis) => (axes.includes(axis) ? 0 : place))
      : index.filter((_, axis) => !axes.includes(axis));

  test.each<[string, Op, (members: readonly number[]) => number]>([
    ['Sum', Sum, (members) => members.reduce((sum, x) => sum + x, 0)],
    ['Mean', Mean, (members) => members.reduce((sum, x) => sum + x, 0) / members.length],
    ['Max', Max, (members) => Math.max(...members)],
  ])('%s works on the elements that differ in the reduced axes', (_name, op, definition) => {
    fc.assert(
      fc.property(cases, fc.boolean(), fc.nat(), ([of, axes, keepDims], fromEnd, seed) => {
        const x = normals(of, seed);
        const axis = fromEnd ? axes.map((each) => each - of.length) : axes;
        const found = resultOf(op, [x], { axis, keepDims });
        const wanted = defined(
          keepDims
            ? of.map((extent, each) => (axes.includes(each) ? 1 : extent))
            : of.filter((_, each) => !axes.includes(each)),
          (index) => {
            const members: number[] = [];
            x.data.forEach((value, flat) => {
              if (belongsTo(indexOf(of, flat), axes, keepDims).join() === index.join()) members.push(value);
            });
            return definition(members);
          },
        );
        expect(found).toEqual(wanted);
      }),
    );
  });

  test('over all axes, where none is named, gives one number', () => {
    expect(resultOf(Sum, [tensor([2, 2], [1, 2, 3, 4])])).toEqual(tensor([], [10]));
    expect(resultOf(Sum, [tensor([2, 2], [1, 2, 3, 4])], { keepDims: true })).toEqual(tensor([1, 1], [10]));
  });
});

test('Softmax is positive and sums to 1 along its axis', () => {
  fc.assert(
    fc.property(shape(1), fc.nat(), (of, seed) => {
      const axis = seed % of.length;
      const y = resultOf(Softmax, [normals(of, seed)], { axis });
      expect(y.data.every((value) => value > 0)).toBe(true);
      for (const sum of resultOf(Sum, [y], { axis }).data) expect(sum).toBeCloseTo(1, 14);
    }),
  );
});

test('Transpose puts the axes in another order', () => {
  const cases = shape(1).chain((of) =>
    fc.tuple(fc.constant(of), fc.shuffledSubarray([...of.keys()], { minLength: of.length })),
  );
  fc.assert(
    fc.property(cases, fc.nat(), ([of, axes], seed) => {
      const x = normals(of, seed);
      const wanted = defined(
        axes.map((axis) => of[axis]),
        (index) => at(x, of.map((_, axis) => index[axes.indexOf(axis)])), // prettier-ignore
      );
      expect(resultOf(Transpose, [x], { axes })).toEqual(wanted);
    }),
  );
});

test('Slice and Concat are each other’s inverse', () => {
  fc.assert(
    fc.property(shape(1), fc.nat(), (of, seed) => {
      const axis = seed % of.length;
      const cut = Math.floor(of[axis] / 2);
      fc.pre(cut > 0);
      const x = normals(of, seed);
      const parts = [[0, cut], [cut, of[axis]]].map(([lo, hi]) => ({
        from: of.map((_, each) => (each === axis ? lo : 0)),
        to: of.map((extent, each) => (each === axis ? hi : extent)),
      })); // prettier-ignore
      const [head, tail] = parts.map((part) => resultOf(Slice, [x], part));
      expect(head).toEqual(defined(parts[0].to, (index) => at(x, index)));
      expect(resultOf(Concat, [head, tail], { axis })).toEqual(x);
    }),
  );
});

test('Gather takes along an axis', () => {
  fc.assert(
    fc.property(shape(1), fc.array(fc.nat(2), { maxLength: 2 }), fc.nat(), (of, extra, seed) => {
      const axis = seed % of.length;
      const x = normals(of, seed);
      const { below } = randomStream(seed, 'indices');
      const indices = defined(extra.map((extent) => extent + 1), () => below(of[axis])); // prettier-ignore
      const rank = indices.shape.length;
      const wanted = defined([...of.slice(0, axis), ...indices.shape, ...of.slice(axis + 1)], (index) => {
        const taken = at(indices, index.slice(axis, axis + rank));
        return at(x, [...index.slice(0, axis), taken, ...index.slice(axis + rank)]);
      });
      expect(resultOf(Gather, [x, indices], { axis })).toEqual(wanted);
    }),
  );
});

test('Reshape and Flatten keep the elements in their order', () => {
  const x = normals([2, 3, 4], 1);
  expect(resultOf(Reshape, [x], { shape: [4, -1] })).toEqual({ shape: [4, 6], data: x.data });
  expect(resultOf(Flatten, [x])).toEqual({ shape: [2, 12], data: x.data });
});

describe('operands that do not fit are refused, with what was expected and what was found', () => {
  test.each<[string, Op, number[][], Attributes, string]>([
    ['shapes that do not broadcast', Sub, [[3, 4], [3]], {}, 'y: expected a shape that broadcasts with x (3, 4), found (3,)'],
    ['inner extents that differ', MatMul, [[3, 4], [3, 5]], {}, 'y: expected 4 rows for x (3, 4), found (3, 5)'],
    ['batches that do not broadcast', MatMul, [[2, 3, 4], [3, 4, 5]], {}, 'y: expected batch axes that broadcast with x (2, 3, 4), found (3, 4, 5)'],
    ['a scalar in a matrix product', MatMul, [[], [3]], {}, 'x: expected at least one axis, found ()'],
    ['an axis beyond the last', Sum, [[3, 4]], { axis: 2 }, 'axis: expected an axis in -2..1, found 2'],
    ['an axis of a scalar', Max, [[]], { axis: 0 }, 'axis: expected no axis, for a scalar, found 0'],
    ['an axis twice', Mean, [[3, 4]], { axis: [1, -1] }, 'axis: expected each axis once, found [1, -1]'],
    ['axes that leave one out', Transpose, [[3, 4]], { axes: [0, 0] }, 'axes: expected each of the 2 axes once, found [0, 0]'],
    ['another number of elements', Reshape, [[3, 4]], { shape: [5, 2] }, 'shape: expected 12 elements as in x (3, 4), found (5, 2)'],
    ['an open extent that does not come out', Reshape, [[3, 4]], { shape: [5, -1] }, 'shape: expected 12 elements as in x (3, 4), found (5, -1)'],
    ['two open extents', Reshape, [[3, 4]], { shape: [-1, -1] }, 'shape: expected 12 elements as in x (3, 4), found (-1, -1)'],
    ['a scalar to flatten', Flatten, [[]], {}, 'x: expected at least one axis, found ()'],
    ['a shape that cannot be stretched', BroadcastTo, [[3, 2]], { shape: [3, 4] }, 'x: expected a shape that broadcasts to (3, 4), found (3, 2)'],
    ['fewer axes than x', BroadcastTo, [[3, 2]], { shape: [2] }, 'x: expected a shape that broadcasts to (2,), found (3, 2)'],
    ['a slice beyond the end', Slice, [[4]], { from: 1, to: 5 }, 'to: expected above from (1) and at most 4 on axis 0, found 5'],
    ['an empty slice', Slice, [[4]], { from: 2, to: 2 }, 'to: expected above from (2) and at most 4 on axis 0, found 2'],
    ['a slice of more axes than there are', Slice, [[4]], { from: [0, 0], to: [1, 1] }, 'from: expected at most 1 axes, as in x (4,), found 2'],
    ['ends for other axes', Slice, [[4, 4]], { from: [0, 0], to: [1] }, 'to: expected as many axes as from, 2, found 1'],
    ['parts that differ elsewhere', Concat, [[2, 3], [2, 4]], { axis: 0 }, 'x: expected the shape (2, 3), but for axis 0, found (2, 4)'],
    ['a softmax of a scalar', Softmax, [[]], {}, 'x: expected at least one axis, found ()'],
    ['ends in the wrong order', registry.Clamp, [[3]], { min: 1, max: 0 }, 'max: expected at least min 1, found 0'],
  ])('%s', (_name, op, shapes, attributes, message) => {
    const infer = (): Shape => op.infer(shapes, withDefaults(op, attributes));
    expect(infer).toThrow(ShapeError);
    expect(infer).toThrow(message);
  }); // prettier-ignore

  test.each([
    [[0, 3], 'indices: expected integers in 0..2, found 3 at [1]'],
    [[-1, 0], 'indices: expected integers in 0..2, found -1 at [0]'],
    [[0.5, 0], 'indices: expected integers in 0..2, found 0.5 at [0]'],
  ])('indices %j', (indices, message) => {
    expect(() => computed(Gather, [normals([3, 2], 0), tensor([2], indices)])).toThrow(message);
  });
});
