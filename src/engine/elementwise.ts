// What elementwise ops share: shapes, reach and runs. The loops themselves stand in each op's file, so that each is
// compiled for its own formula.

import { copyBox, forEachRun, fullBox, type Box } from './box';
import { forEachPlace, placesOf, staysInPlace, stillLanes } from './difference';
import { oncePerCall } from './once';
import { ShapeError, type Call, type Op, type VjpCall } from './op';
import { forEachStridedRun, type PairRun } from './strided';
import { formatShape, indexOf, sizeOf, type Data, type Shape, type Tensor } from './tensor';

/** A row of lanes of an elementwise op: in `count` lanes from `lane` on, x moves by d[at], d[at + 1] ... */
export interface LaneRow {
  readonly into: Float64Array;
  at: number;
  lane: number;
  count: number;
  readonly crossed: Uint8Array;
}

/** Sets a row to as many lanes from here on as move the same element: those lie side by side. */
function startGroup(row: LaneRow, points: Int32Array, lane: number, lanes: number): void {
  row.at = row.lane = lane;
  row.count = 1;
  while (lane + row.count < lanes && points[lane + row.count] === points[lane]) row.count++;
}

type UnaryParts = Omit<Op, 'operands' | 'infer' | 'forward' | 'touch' | 'vjp' | 'difference' | 'follow'> & {
  /** out[i] = f(x[i]) at `start`, `start + step`, ... `count` times. */
  run(x: Data, out: Data, start: number, count: number, step: number, attributes: Call['attributes']): void;
  /** dx[i] += f'(x[i]) · dout[i] over all elements. */
  pull(x: Data, out: Data, dout: Data, dx: Data, attributes: Call['attributes']): void;
  /** into[at + k] = f(x + d[at + k]) - f(x) for each lane, where y is f(x). */
  shift(x: number, y: number, d: Float64Array, row: LaneRow, attributes: Call['attributes']): void;
  readonly operandSummary?: string;
};

/** An op of one operand that maps each element by itself. */
export function unary({ run, pull, shift, operandSummary = 'any shape', ...parts }: UnaryParts): Op {
  return {
    ...parts,
    operands: [{ name: 'x', kind: 'data', summary: operandSummary }],
    infer: ([x]) => x,
    forward({ operands: [x], out, attributes }, box) {
      forEachRun(out.shape, box, (start, count, step) => run(x.data, out.data, start, count, step, attributes));
    },
    touch: (_k, changed, _call, reach) => copyBox(changed, reach),
    vjp({ operands: [x], out, dout, grads: [dx], attributes }) {
      if (dx) pull(x.data, out.data, dout.data, dx.data, attributes);
    },
    difference({ operands: [x], out, attributes, deltas: [delta], change, lanes, crossed }) {
      const { data, points } = delta!;
      const row: LaneRow = { into: change.data, at: 0, lane: 0, count: points ? 1 : lanes, crossed };
      if (points) {
        for (let lane = 0; lane < lanes; lane += row.count) {
          const point = points[lane];
          startGroup(row, points, lane, lanes);
          shift(x.data[point], out.data[point], data, row, attributes);
        }
      } else {
        forEachPlace(out.shape, change.box, (i, place) => {
          row.at = place * lanes;
          shift(x.data[i], out.data[i], data, row, attributes);
        });
      }
    },
    follow: staysInPlace,
  };
}

/** Forward mode of an op of one operand: `rate` is how fast the result moves, as a share of x. */
export function perElement(rate: (x: number, y: number, attributes: Call['attributes']) => number): Op['jvp'] {
  return ({ operands: [x], out, attributes, tangents: [dx], into, box }) => {
    forEachRun(out.shape, box, (start, count, step) => {
      for (let i = start, k = 0; k < count; k++, i += step) {
        into.data[i] = rate(x.data[i], out.data[i], attributes) * dx!.data[i];
      }
    });
  };
}

/** Forward mode of an op of two operands that broadcasts. */
export function perPair(rate: (x: number, y: number, z: number, dx: number, dy: number) => number): Op['jvp'] {
  return ({ tangents: [dx, dy], into, box, point }) => {
    const {
      operands: [x, y],
      out,
    } = point;
    forEachPairRun(point, box, (o, os, i, is, j, js, n) => {
      for (; n > 0; n--, o += os, i += is, j += js) {
        into.data[o] = rate(x.data[i], y.data[j], out.data[o], dx?.data[i] ?? 0, dy?.data[j] ?? 0);
      }
    });
  };
}

/** NumPy's broadcasting: shapes are aligned at the last axis; an extent of 1 stretches. Null where others differ. */
export function jointShape(x: Shape, y: Shape): Shape | null {
  const rank = Math.max(x.length, y.length);
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const p = x[axis - rank + x.length] ?? 1;
    const q = y[axis - rank + y.length] ?? 1;
    if (p !== q && p !== 1 && q !== 1) return null;
    shape.push(p === 1 ? q : p);
  }
  return shape;
}

/** The joint shape of two operands. Throws ShapeError where there is none. */
export function broadcastShapes(x: Shape, y: Shape): Shape {
  const shape = jointShape(x, y);
  if (!shape) throw new ShapeError('y', `a shape that broadcasts with x ${formatShape(x)}`, formatShape(y));
  return shape;
}

/** Strides of `shape` seen as `out`: 0 along every axis that it is stretched over. */
export function broadcastStrides(shape: Shape, out: Shape): Int32Array {
  const strides = new Int32Array(out.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const at = axis + out.length - shape.length;
    strides[at] = shape[axis] === 1 ? 0 : stride;
    stride *= shape[axis];
  }
  return strides;
}

/** Where the operand of a broadcast stands that the result's element at `flat` is made of. */
export function broadcastPosition(shape: Shape, out: Shape, flat: number): number {
  const strides = broadcastStrides(shape, out);
  return indexOf(out, flat).reduce((position, at, axis) => position + at * strides[axis], 0);
}

/** The box of the result that an operand's box reaches through broadcasting. */
export function touchBroadcast(shape: Shape, changed: Box, out: Shape, reach: Box): void {
  const shift = out.length - shape.length;
  for (let axis = 0; axis < out.length; axis++) {
    const stretched = axis < shift || (shape[axis - shift] === 1 && out[axis] !== 1);
    reach.lo[axis] = stretched ? 0 : changed.lo[axis - shift];
    reach.hi[axis] = stretched ? out[axis] : changed.hi[axis - shift];
  }
}

const pairStrides = oncePerCall(({ operands: [x, y], out }) => ({
  so: broadcastStrides(out.shape, out.shape),
  sx: broadcastStrides(x.shape, out.shape),
  sy: broadcastStrides(y.shape, out.shape),
}));

/** Walks a box of the result of two operands that broadcast, as strided runs. */
export function forEachPairRun(call: Call, box: Box, run: PairRun): void {
  const { so, sx, sy } = pairStrides(call);
  forEachStridedRun(box, so, sx, sy, run);
}

type BinaryParts = Omit<
  Op,
  'operands' | 'infer' | 'forward' | 'touch' | 'vjp' | 'attributes' | 'difference' | 'follow'
> & {
  /** The run over the result's elements: out[o] = f(x[i], y[j]). */
  run(x: Data, y: Data, out: Data): PairRun;
  /** dx[i] += ∂f/∂x · dout[o]. A stretched operand's gradient sums over its copies because its stride is 0. */
  pullX(call: PullCall): PairRun;
  pullY(call: PullCall): PairRun;
  /** into[at + k] = f(x + dx[i + k], y + dy[j + k]) - f(x, y) for each lane, where z is f(x, y). */
  shift(x: number, y: number, z: number, dx: Float64Array, i: number, dy: Float64Array, j: number, row: LaneRow): void;
};

export interface PullCall {
  readonly x: Data;
  readonly y: Data;
  readonly out: Data;
  readonly dout: Data;
  /** The gradient to add to: dx in `pullX`, dy in `pullY`. */
  readonly grad: Data;
}

/** An op of two operands that broadcasts as NumPy does. */
export function binary({ run, pullX, pullY, shift, ...parts }: BinaryParts): Op {
  return {
    ...parts,
    attributes: {},
    operands: [
      { name: 'x', kind: 'data', summary: 'any shape' },
      { name: 'y', kind: 'data', summary: 'a shape that broadcasts with x' },
    ],
    infer: ([x, y]) => broadcastShapes(x, y),
    forward(call, box) {
      const [x, y] = call.operands;
      forEachPairRun(call, box, run(x.data, y.data, call.out.data));
    },
    touch: (k, changed, { operands, out }, reach) => touchBroadcast(operands[k].shape, changed, out.shape, reach),
    vjp(call: VjpCall) {
      const {
        operands: [x, y],
        out,
        dout,
        grads: [dx, dy],
      } = call;
      const pull = (grad: Tensor): PullCall => ({
        x: x.data,
        y: y.data,
        out: out.data,
        dout: dout.data,
        grad: grad.data,
      });
      const whole = fullBox(out.shape);
      if (dx) forEachPairRun(call, whole, pullX(pull(dx)));
      if (dy) forEachPairRun(call, whole, pullY(pull(dy)));
    },
    difference(call) {
      const { operands, out, deltas, change, lanes, crossed } = call;
      const [x, y] = operands;
      const [dx, dy] = deltas;
      const still = stillLanes(lanes);
      const row: LaneRow = { into: change.data, at: 0, lane: 0, count: change.points ? 1 : lanes, crossed };
      if (change.points) {
        for (let lane = 0; lane < lanes; lane += row.count) {
          const flat = change.points[lane];
          const p = x.data[pairPosition(call, 0, flat)];
          const q = y.data[pairPosition(call, 1, flat)];
          startGroup(row, change.points, lane, lanes);
          shift(p, q, out.data[flat], dx?.data ?? still, lane, dy?.data ?? still, lane, row);
        }
        return;
      }
      const ofX = dx && pairPlaces(call, 0);
      const ofY = dy && pairPlaces(call, 1);
      let place = 0;
      forEachPairRun(call, change.box, (o, os, i, is, j, js, n) => {
        for (; n > 0; n--, o += os, i += is, j += js, place++) {
          const atX = ofX ? ofX[place] : -1;
          const atY = ofY ? ofY[place] : -1;
          row.at = place * lanes;
          shift(
            x.data[i],
            y.data[j],
            out.data[o],
            atX < 0 ? still : dx!.data,
            atX < 0 ? 0 : atX * lanes,
            atY < 0 ? still : dy!.data,
            atY < 0 ? 0 : atY * lanes,
            row,
          );
        }
      });
    },
    // An operand that is stretched moves several elements.
    follow(k, { operands, out }, points, into) {
      into.set(points);
      return sizeOf(operands[k].shape) === sizeOf(out.shape);
    },
  };
}

/** Where the operand's element stands that the result's element at `flat` is made of. */
function pairPosition(call: Call, k: number, flat: number): number {
  const { sx, sy } = pairStrides(call);
  const strides = k === 0 ? sx : sy;
  const { shape } = call.out;
  let position = 0;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const at = flat % shape[axis];
    position += at * strides[axis];
    flat = (flat - at) / shape[axis];
  }
  return position;
}

const pairPlaces = placesOf(pairPosition);

/** Pairs of shapes that broadcast in every way: equal, row, column, scalar, and both stretched. */
export const BROADCAST_SAMPLES: Op['samples'] = [
  {
    shapes: [
      [3, 4],
      [3, 4],
    ],
  },
  { shapes: [[3, 4], [4]] },
  {
    shapes: [
      [3, 1],
      [1, 4],
    ],
  },
  { shapes: [[], [2, 3]] },
  {
    shapes: [
      [2, 1, 3],
      [4, 1],
    ],
  },
];
