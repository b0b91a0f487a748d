// What elementwise ops share: shapes, reach and runs. The loops themselves stand in each op's file, so that each is
// compiled for its own formula.

import { copyBox, forEachRun, fullBox, type Box } from './box';
import { ShapeError, type Call, type Op, type VjpCall } from './op';
import { formatShape, type Data, type Shape, type Tensor } from './tensor';

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

/** NumPy's broadcasting: shapes are aligned at the last axis; an extent of 1 stretches. */
export function broadcastShapes(x: Shape, y: Shape): Shape {
  const rank = Math.max(x.length, y.length);
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const p = x[axis - rank + x.length] ?? 1;
    const q = y[axis - rank + y.length] ?? 1;
    if (p !== q && p !== 1 && q !== 1) {
      throw new ShapeError('y', `a shape that broadcasts with x ${formatShape(x)}`, formatShape(y));
    }
    shape.push(p === 1 ? q : p);
  }
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

/** The box of the result that an operand's box reaches through broadcasting. */
export function touchBroadcast(shape: Shape, changed: Box, out: Shape, reach: Box): void {
  const shift = out.length - shape.length;
  for (let axis = 0; axis < out.length; axis++) {
    const stretched = axis < shift || (shape[axis - shift] === 1 && out[axis] !== 1);
    reach.lo[axis] = stretched ? 0 : changed.lo[axis - shift];
    reach.hi[axis] = stretched ? out[axis] : changed.hi[axis - shift];
  }
}

/** `n` steps through the result (from o by os) and both operands (from i by is, from j by js). */
export type PairRun = (o: number, os: number, i: number, is: number, j: number, js: number, n: number) => void;

/** Walks the box of a broadcast result as strided runs. */
export function forEachPairRun(out: Shape, x: Shape, y: Shape, box: Box, run: PairRun): void {
  const so = broadcastStrides(out, out);
  const sx = broadcastStrides(x, out);
  const sy = broadcastStrides(y, out);
  const { lo, hi } = box;
  // The innermost axis that the box spans, joined with those before it while all three stay evenly spaced.
  let inner = out.length - 1;
  while (inner > 0 && hi[inner] - lo[inner] === 1) inner--;
  let first = inner;
  let n = inner < 0 ? 1 : hi[inner] - lo[inner];
  while (
    first > 0 &&
    hi[first] - lo[first] === out[first] &&
    so[first - 1] === so[inner] * n &&
    sx[first - 1] === sx[inner] * n &&
    sy[first - 1] === sy[inner] * n
  ) {
    first--;
    n *= hi[first] - lo[first];
  }
  let o = 0;
  let i = 0;
  let j = 0;
  for (let axis = Math.max(first, 0); axis < out.length; axis++) {
    o += lo[axis] * so[axis];
    i += lo[axis] * sx[axis];
    j += lo[axis] * sy[axis];
  }
  if (n <= 0) return;
  const os = inner < 0 ? 1 : so[inner];
  const is = inner < 0 ? 0 : sx[inner];
  const js = inner < 0 ? 0 : sy[inner];
  const walk = (axis: number, o: number, i: number, j: number): void => {
    if (axis < 0) return run(o, os, i, is, j, js, n);
    for (let at = lo[axis]; at < hi[axis]; at++) walk(axis - 1, o + at * so[axis], i + at * sx[axis], j + at * sy[axis]);
  };
  walk(first - 1, o, i, j);
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
    forward({ operands: [x, y], out }, box) {
      forEachPairRun(out.shape, x.shape, y.shape, box, run(x.data, y.data, out.data));
    },
    touch: (k, changed, { operands, out }, reach) => touchBroadcast(operands[k].shape, changed, out.shape, reach),
    vjp({ operands: [x, y], out, dout, grads: [dx, dy] }: VjpCall) {
      const pull = (grad: Tensor): PullCall => ({ x: x.data, y: y.data, out: out.data, dout: dout.data, grad: grad.data });
      const whole = fullBox(out.shape);
      if (dx) forEachPairRun(out.shape, x.shape, y.shape, whole, pullX(pull(dx)));
      if (dy) forEachPairRun(out.shape, x.shape, y.shape, whole, pullY(pull(dy)));
    },
  };
}

/** Pairs of shapes that broadcast in every way: equal, row, column, scalar, and both stretched. */
export const BROADCAST_SAMPLES: Op['samples'] = [
  { shapes: [[3, 4], [3, 4]] },
  { shapes: [[3, 4], [4]] },
  { shapes: [[3, 1], [1, 4]] },
  { shapes: [[], [2, 3]] },
  { shapes: [[2, 1, 3], [4, 1]] },
];
