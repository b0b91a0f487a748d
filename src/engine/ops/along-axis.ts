// What Softmax and LogSoftmax share: each line along an axis is worked on as a whole.

import { copyBox, forEachRun, fullBox, type Box } from '../box';
import { copyLanes, placeIn } from '../difference';
import { ShapeError, type Attributes, type Op } from '../op';
import { stridesOf, type Data, type Shape } from '../tensor';
import { axisOf } from './axes';

/** A line of `count` elements from `start`, `step` apart. One object serves all lines in turn. */
export interface Line {
  start: number;
  readonly count: number;
  readonly step: number;
}

type AlongAxisParts = Pick<Op, 'name' | 'summary' | 'formula'> & {
  expand: NonNullable<Op['expand']>;
  /** Writes the elements from `lo` up to `hi` of a line. */
  write(x: Data, out: Data, line: Line, lo: number, hi: number): void;
  /** The same as `write`, of movements: `d` and `into` hold a row of lanes for each element of the line. */
  move(x: Data, line: Line, d: Float64Array, into: Float64Array, lanes: number): void;
  /** The same as `write`, of tangents. */
  rate(x: Data, dx: Data, into: Data, line: Line, lo: number, hi: number): void;
  /** Adds a line's gradient. */
  pull(x: Data, dout: Data, dx: Data, line: Line): void;
};

export function alongAxis({ write, move, rate, pull, ...parts }: AlongAxisParts): Op {
  return {
    ...parts,
    category: 'activation',
    operands: [{ name: 'x', kind: 'data', summary: 'at least one axis' }],
    attributes: { axis: { type: 'integer', default: -1, summary: 'The axis along which the sum is taken.' } },
    infer([x], attributes) {
      if (x.length === 0) throw new ShapeError('x', 'at least one axis', '()');
      axisOf(attributes.axis, x.length);
      return x;
    },
    forward({ operands: [x], attributes, out }, box) {
      const axis = axisOf(attributes.axis, x.shape.length);
      forEachLine(x.shape, attributes, box, (line) => write(x.data, out.data, line, box.lo[axis], box.hi[axis]));
    },
    touch(_k, changed, { attributes, out }, reach) {
      const axis = axisOf(attributes.axis, out.shape.length);
      copyBox(changed, reach);
      reach.lo[axis] = 0;
      reach.hi[axis] = out.shape[axis];
    },
    vjp({ operands: [x], attributes, dout, grads: [dx] }) {
      if (!dx) return;
      forEachLine(x.shape, attributes, fullBox(x.shape), (line) => pull(x.data, dout.data, dx.data, line));
    },
    jvp({ operands: [x], attributes, tangents: [dx], into, box }) {
      const axis = axisOf(attributes.axis, x.shape.length);
      forEachLine(x.shape, attributes, box, (line) =>
        rate(x.data, dx!.data, into.data, line, box.lo[axis], box.hi[axis]),
      );
    },
    // Lines are worked on whole: what moves of a line is first written out as all of it.
    difference(call) {
      const {
        operands: [x],
        attributes,
        deltas: [delta],
        change,
        lanes,
      } = call;
      const line = new Float64Array(x.shape[axisOf(attributes.axis, x.shape.length)] * lanes);
      const moved = new Float64Array(line.length);
      forEachLine(x.shape, attributes, change.box, (at) => {
        for (let k = 0, i = at.start; k < at.count; k++, i += at.step) {
          const place = placeIn(delta!.box, x.shape, i);
          if (place < 0) line.fill(0, k * lanes, (k + 1) * lanes);
          else copyLanes(delta!.data, place * lanes, line, k * lanes, lanes);
        }
        move(x.data, at, line, moved, lanes);
        for (let k = 0, i = at.start; k < at.count; k++, i += at.step) {
          copyLanes(moved, k * lanes, change.data, placeIn(change.box, x.shape, i) * lanes, lanes);
        }
      });
    },
    samples: [
      { shapes: [[3, 4]], attributes: { axis: -1 } },
      { shapes: [[3, 4]], attributes: { axis: 0 }, ranges: [{ lo: -30, hi: 30 }] },
      { shapes: [[2, 3, 2]], attributes: { axis: 1 } },
      { shapes: [[5]], attributes: { axis: 0 } },
    ],
  };
}

function forEachLine(shape: Shape, attributes: Attributes, { lo, hi }: Box, visit: (line: Line) => void): void {
  const axis = axisOf(attributes.axis, shape.length);
  const line: Line = { start: 0, count: shape[axis], step: stridesOf(shape)[axis] };
  const starts: Box = { lo: lo.slice(), hi: hi.slice() };
  starts.lo[axis] = 0;
  starts.hi[axis] = 1;
  forEachRun(shape, starts, (start, count, step) => {
    for (let k = 0; k < count; k++) {
      line.start = start + k * step;
      visit(line);
    }
  });
}

/** The position of a line's largest element. */
export function topOf(x: Data, { start, count, step }: Line): number {
  let top = start;
  for (let i = start, k = 0; k < count; k++, i += step) if (x[i] > x[top] || Number.isNaN(x[i])) top = i;
  return top;
}

/** Σ exp(x - x[top]) over all but the top itself, whose term is 1: what is small is not lost beside it. */
export function restOf(x: Data, top: number, { start, count, step }: Line): number {
  let rest = 0;
  for (let i = start, k = 0; k < count; k++, i += step) if (i !== top) rest += Math.exp(x[i] - x[top]);
  return rest;
}

/** Σ softmax(x) · (dx - dx[top]): how the tangents lie about the top's. */
export function meanTangent(x: Data, dx: Data, line: Line): { readonly top: number; readonly along: number } {
  const { start, count, step } = line;
  const top = topOf(x, line);
  let [sum, total] = [0, 0];
  for (let i = start, k = 0; k < count; k++, i += step) {
    const weight = Math.exp(x[i] - x[top]);
    total += weight;
    sum += weight * (dx[i] - dx[top]);
  }
  return { top, along: sum / total };
}

/** The exponential of what is below this is 0. */
const UNDERFLOW = -746;

/** e^(a - b), and what the subtraction has rounded off: far below the top that is many roundings of the result. */
export function expOfDifference(a: number, b: number): number {
  const d = a - b;
  if (d < UNDERFLOW) return 0;
  const v = a - d;
  return Math.exp(d) * (1 + (a - (d + v) + (v - b)));
}
