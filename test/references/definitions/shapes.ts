// Ops that reduce along axes, and those that only place elements elsewhere.

import { indexOf, sizeOf } from '../../../src/engine/tensor';
import {
  axisFrom,
  each,
  exp,
  flatOf,
  largest,
  listOf,
  stretched,
  sum,
  type Definition,
  type Exact,
  type Num,
} from './decimal';

const reduction =
  (reduce: (group: readonly Num[]) => Num): Definition =>
  ([x], { axis, keepDims }, out) => {
    const rank = x.shape.length;
    const reduced = axis === undefined ? null : listOf(axis).map((at) => axisFrom(at, rank));
    const groups = Array.from({ length: sizeOf(out) }, (): Num[] => []);
    x.data.forEach((element, flat) => {
      const index = indexOf(x.shape, flat);
      const isReduced = (at: number): boolean => reduced === null || reduced.includes(at);
      const kept = index.flatMap((position, at) => (isReduced(at) ? (keepDims === true ? [0] : []) : [position]));
      groups[flatOf(out, kept)].push(element);
    });
    return groups.map(reduce);
  };

const softmax =
  (of: (x: Num, line: readonly Num[]) => Num): Definition =>
  ([x], { axis }) =>
    each(x.shape, (index, flat) => {
      const along = axisFrom(axis as number, index.length);
      const line = Array.from({ length: x.shape[along] }, (_, at) => x.data[flatOf(x.shape, index.with(along, at))]);
      return of(x.data[flat], line);
    });

export const sumOfExp = (line: readonly Num[]): Num => sum(line.map(exp));

const sameElements: Definition = ([x]) => x.data;

/** The product of two matrices, where a vector is a row on the left and a column on the right; batches broadcast. */
const matMul: Definition = ([x, y], _attributes, out) => {
  const left: Exact = x.shape.length > 1 ? x : { ...x, shape: [1, ...x.shape] };
  const right: Exact = y.shape.length > 1 ? y : { ...y, shape: [...y.shape, 1] };
  const terms = x.shape[x.shape.length - 1];
  const batch = out.length - (x.shape.length > 1 ? 1 : 0) - (y.shape.length > 1 ? 1 : 0);
  return each(out, (index) => {
    const row = x.shape.length > 1 ? index[batch] : 0;
    const column = y.shape.length > 1 ? index[index.length - 1] : 0;
    const before = index.slice(0, batch);
    const at = (of: Exact, i: number, j: number): Num =>
      stretched(of, [...before.slice(Math.max(0, batch - of.shape.length + 2)), i, j]);
    return sum(Array.from({ length: terms }, (_, k) => at(left, row, k).times(at(right, k, column))));
  });
};

export const shapes: Readonly<Record<string, Definition>> = {
  Sum: reduction(sum),
  Mean: reduction((group) => sum(group).div(group.length)),
  Max: reduction(largest),
  Min: reduction((group) => largest(group.map((x) => x.neg())).neg()),
  Softmax: softmax((x, line) => exp(x).div(sumOfExp(line))),
  LogSoftmax: softmax((x, line) => x.minus(sumOfExp(line).ln())),
  MatMul: matMul,
  Reshape: sameElements,
  Flatten: sameElements,
  Transpose([x], { axes }, out) {
    const order = axes === undefined ? x.shape.map((_, at) => x.shape.length - 1 - at) : listOf(axes);
    return each(out, (index) => {
      const from = index.slice();
      order.forEach((axis, at) => (from[axisFrom(axis, index.length)] = index[at]));
      return x.data[flatOf(x.shape, from)];
    });
  },
  BroadcastTo: ([x], _attributes, out) => each(out, (index) => stretched(x, index)),
  Concat(operands, { axis }, out) {
    const along = axisFrom(axis as number, out.length);
    return each(out, (index) => {
      let at = index[along];
      let k = 0;
      for (; at >= operands[k].shape[along]; k++) at -= operands[k].shape[along];
      return operands[k].data[flatOf(operands[k].shape, index.with(along, at))];
    });
  },
  Slice([x], { from }, out) {
    const starts = listOf(from);
    return each(out, (index) => x.data[flatOf(x.shape, index.map((at, axis) => at + (starts[axis] ?? 0)))]);
  },
  Gather([x, indices], { axis }, out) {
    const along = axisFrom(axis as number, x.shape.length);
    const rank = indices.shape.length;
    return each(out, (index) => {
      const taken = indices.data[flatOf(indices.shape, index.slice(along, along + rank))].toNumber();
      return x.data[flatOf(x.shape, [...index.slice(0, along), taken, ...index.slice(along + rank)])];
    });
  },
  Embedding: ([x, W], _attributes, out) =>
    each(out, (index) => {
      const row = x.data[flatOf(x.shape, index.slice(0, -1))].toNumber();
      return W.data[row * W.shape[1] + index[index.length - 1]];
    }),
};
