// What reductions share: each element of the result is made of a group of x's, those that differ in the reduced axes.

import { fullBox, type Box } from '../box';
import { placeIn, type DifferenceCall } from '../difference';
import { oncePerCall } from '../once';
import type { Call, Op } from '../op';
import { forEachStridedRun } from '../strided';
import { stridesOf, type Data } from '../tensor';
import { axesOf } from './axes';

/** The elements of a group, from its first: at every offset a run of `count`, `step` apart. In row-major order. */
export interface Group {
  readonly offsets: readonly number[];
  readonly count: number;
  readonly step: number;
  /** How many elements there are in all. */
  readonly size: number;
}

/** A group of which some elements move. */
export interface GroupMove {
  readonly call: DifferenceCall;
  /** Of an element of x: its place among those that may move, or -1. */
  placeOf(flat: number): number;
  readonly d: Float64Array;
  readonly into: Float64Array;
  at: number;
}

type ReductionParts = Pick<Op, 'name' | 'summary' | 'formula' | 'switches' | 'addsSamples' | 'jvp'> & {
  /** The value of the group whose first element is at `start`. */
  reduce(x: Data, start: number, group: Group): number;
  /** Writes how the group's value moves in every lane, to `into[at]`, `into[at + 1]` ... */
  move(moving: GroupMove, x: Data, start: number, group: Group): void;
  /** Adds the group's share of the gradient. */
  pull(x: Data, start: number, group: Group, dout: number, dx: Data): void;
};

export function reduction({ reduce, move, pull, ...parts }: ReductionParts): Op {
  return {
    ...parts,
    category: 'reduction',
    operands: [{ name: 'x', kind: 'data', summary: 'any shape' }],
    attributes: {
      axis: { type: 'integers', scalar: true, summary: 'The axis or axes to reduce over; left out, all.' },
      keepDims: { type: 'boolean', default: false, summary: 'Whether reduced axes stay, with extent 1.' },
    },
    infer([x], attributes) {
      const reduced = axesOf(attributes, x.length);
      return attributes.keepDims === true
        ? x.map((extent, axis) => (reduced[axis] ? 1 : extent))
        : x.filter((_, axis) => !reduced[axis]);
    },
    forward(call, box) {
      const {
        operands: [x],
        out,
      } = call;
      forEachGroup(call, box, (o, start, group) => {
        out.data[o] = reduce(x.data, start, group);
      });
    },
    touch(_k, changed, call, reach) {
      const { reduced } = layoutOf(call);
      let at = 0;
      for (let axis = 0; axis < reduced.length; axis++) {
        if (reduced[axis] && call.attributes.keepDims !== true) continue;
        reach.lo[at] = reduced[axis] ? 0 : changed.lo[axis];
        reach.hi[at++] = reduced[axis] ? 1 : changed.hi[axis];
      }
    },
    vjp(call) {
      const {
        operands: [x],
        out,
        dout,
        grads: [dx],
      } = call;
      if (!dx) return;
      forEachGroup(call, fullBox(out.shape), (o, start, group) => pull(x.data, start, group, dout.data[o], dx.data));
    },
    difference(call) {
      const {
        operands: [x],
        deltas: [delta],
        change,
        lanes,
      } = call;
      const { box, data } = delta!;
      const placeOf = (flat: number): number => placeIn(box, x.shape, flat);
      const moving: GroupMove = { call, placeOf, d: data, into: change.data, at: 0 };
      forEachGroup(call, change.box, (_o, start, group) => {
        move(moving, x.data, start, group);
        moving.at += lanes;
      });
    },
    samples: [
      { shapes: [[3, 4]], attributes: { keepDims: false } },
      { shapes: [[3, 4]], attributes: { axis: 0, keepDims: false } },
      { shapes: [[2, 3, 2]], attributes: { axis: -1, keepDims: true } },
      { shapes: [[2, 3, 4]], attributes: { axis: [0, 2], keepDims: false } },
      { shapes: [[2, 3, 2, 2]], attributes: { axis: [3, 1], keepDims: true } },
      { shapes: [[]], attributes: { keepDims: false } },
    ],
  };
}

/** For every element of a box of the result: its flat position, the position of its group's first element, the group. */
export function forEachGroup(call: Call, box: Box, visit: (o: number, start: number, group: Group) => void): void {
  const { outStrides, kept, group } = layoutOf(call);
  forEachStridedRun(box, outStrides, kept, kept, (o, os, i, is, _j, _js, n) => {
    for (; n > 0; n--, o += os, i += is) visit(o, i, group);
  });
}

interface Layout {
  /** For each axis of x whether it is reduced. */
  readonly reduced: readonly boolean[];
  readonly outStrides: readonly number[];
  /** For each axis of the result how far it is in x to the start of the next group. */
  readonly kept: readonly number[];
  /** The group of the first element. */
  readonly group: Group;
}

export const layoutOf = oncePerCall(({ operands: [x], attributes, out }): Layout => {
  const strides = stridesOf(x.shape);
  const reduced = axesOf(attributes, x.shape.length);
  const kept: number[] = [];
  let offsets = [0];
  let count = 1;
  let step = 1;
  for (let axis = reduced.length - 1; axis >= 0; axis--) {
    const extent = x.shape[axis];
    if (!reduced[axis]) kept.unshift(strides[axis]);
    else {
      if (attributes.keepDims === true) kept.unshift(0);
      if (count === 1) [count, step] = [extent, strides[axis]];
      else if (strides[axis] === step * count && offsets.length === 1) count *= extent;
      else offsets = copiesAlong(offsets, extent, strides[axis]);
    }
  }
  return {
    reduced,
    outStrides: stridesOf(out.shape),
    kept,
    group: { offsets, count, step, size: offsets.length * count },
  };
});

function copiesAlong(offsets: readonly number[], extent: number, stride: number): number[] {
  return Array.from({ length: extent }, (_, at) => offsets.map((offset) => offset + at * stride)).flat();
}
