// What elementwise ops share: shapes, reach and runs. The loops themselves stand in each op's file, so that each is
// compiled for its own formula.

import { copyBox, forEachRun, fullBox, type Box } from './box';
import { oncePerCall } from './once';
import { ShapeError, type Call, type Op, type VjpCall } from './op';
import { forEachStridedRun, type PairRun } from './strided';
import { formatShape, indexOf, type Data, type Shape, type Tensor } from './tensor';

type UnaryParts = Omit<Op, 'operands' | 'infer' | 'forward' | 'touch' | 'vjp'> & {
  /** out[i] = f(x[i]) at `start`, `start + step`, ... `count` times. */
  run(x: Data, out: Data, start: number, count: number, step: number, attributes: Call['attributes']): void;
  /** dx[i] += f'(x[i]) · dout[i] over all elements. */
  pull(x: Data, out: Data, dout: Data, dx: Data, attributes: Call['attributes']): void;
  readonly operandSummary?: string;
};

/** An op of one operand that maps each element by itself. */
export function unary({ run, pull, operandSummary = 'any shape', ...parts }: UnaryParts): Op {
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

type BinaryParts = Omit<Op, 'operands' | 'infer' | 'forward' | 'touch' | 'vjp' | 'attributes'> & {
  /** The run over the result's elements: out[o] = f(x[i], y[j]). */
  run(x: Data, y: Data, out: Data): PairRun;
  /** dx[i] += ∂f/∂x · dout[o]. A stretched operand's gradient sums over its copies because its stride is 0. */
  pullX(call: PullCall): PairRun;
  pullY(call: PullCall): PairRun;
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
export function binary({ run, pullX, pullY, ...parts }: BinaryParts): Op {
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
  };
}

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
