// MatMul: the matrix product, with NumPy's rules: a vector on the left is a row, on the right a column, and axes before
// the last two are batches that broadcast. dx = dout · yᵀ, dy = xᵀ · dout.

import { fullBox, type Box } from '../box';
import { broadcastShapes, broadcastStrides, jointShape, touchBroadcast } from '../elementwise';
import { placeIn, type Delta } from '../difference';
import { weightsInSample } from '../in-sample';
import { moveProduct, type Window } from '../kernels/lane-product';
import { moveRowOfPoint } from '../kernels/lane-rows';
import { addMatmulNT, addMatmulTN, matmul } from '../kernels/matmul';
import { oncePerCall } from '../once';
import { ShapeError, defineOp, type Call } from '../op';
import { forEachStridedRun } from '../strided';
import { formatShape, stridesOf, type Data, type Shape } from '../tensor';

export const matMul = defineOp({
  name: 'MatMul',
  category: 'arithmetic',
  summary: 'Matrix product; leading axes are batches and broadcast.',
  operands: [
    { name: 'x', kind: 'data', summary: '(..., m, k), or (k)' },
    { name: 'y', kind: 'data', summary: '(..., k, n), or (k)' },
  ],
  attributes: {},
  infer([x, y]) {
    if (x.length === 0) throw new ShapeError('x', 'at least one axis', '()');
    if (y.length === 0) throw new ShapeError('y', 'at least one axis', '()');
    const k = x[x.length - 1];
    if (k !== (y.at(-2) ?? y[0])) throw new ShapeError('y', `${k} rows for x ${formatShape(x)}`, formatShape(y));
    const batch = jointShape(batchOf(x), batchOf(y));
    if (!batch) throw new ShapeError('y', `batch axes that broadcast with x ${formatShape(x)}`, formatShape(y));
    return [...batch, ...x.slice(-2, -1), ...(y.length > 1 ? y.slice(-1) : [])];
  },
  forward(call, box) {
    const {
      operands: [x, y],
      out,
    } = call;
    const { m, k, n, batch } = layoutOf(call);
    const first = batch.length;
    const [rowLo, rowHi] = x.shape.length > 1 ? [box.lo[first], box.hi[first]] : [0, 1];
    const last = out.shape.length - 1;
    const [colLo, colHi] = y.shape.length > 1 ? [box.lo[last], box.hi[last]] : [0, 1];
    forEachProduct(call, box, (o, i, j) => {
      const product = part(out.data, o, m * n);
      matmul(part(x.data, i, m * k), part(y.data, j, k * n), product, m, k, n, rowLo, rowHi, colLo, colHi);
    });
  },
  touch(k, changed, call, reach) {
    const {
      operands: [x, y],
      out,
    } = call;
    const { batch } = layoutOf(call);
    const { shape } = k === 0 ? x : y;
    touchBroadcast(batchOf(shape), changed, batch, reach);
    // What is left are the row, unless x is a vector, and the column, unless y is.
    for (let axis = batch.length; axis < out.shape.length; axis++) {
      const isRow = axis === batch.length && x.shape.length > 1;
      const own = isRow === (k === 0);
      const source = isRow ? shape.length - 2 : shape.length - 1;
      reach.lo[axis] = own ? changed.lo[source] : 0;
      reach.hi[axis] = own ? changed.hi[source] : out.shape[axis];
    }
  },
  vjp(call) {
    const {
      operands: [x, y],
      out,
      dout,
      grads: [dx, dy],
    } = call;
    const { m, k, n } = layoutOf(call);
    forEachProduct(call, fullBox(out.shape), (o, i, j) => {
      const pulled = part(dout.data, o, m * n);
      if (dx) addMatmulNT(pulled, part(y.data, j, k * n), part(dx.data, i, m * k), m, n, k);
      if (dy) addMatmulTN(part(x.data, i, m * k), pulled, part(dy.data, j, k * n), k, m, n);
    });
  },
  difference(call) {
    const {
      operands: [x, y],
      deltas: [dx, dy],
      out,
      change,
      lanes,
    } = call;
    const { m, k, n } = layoutOf(call.point);
    if (dx?.points) {
      const into = resultWindow(change, out.shape, 0, true, true);
      return moveRowOfPoint(y.data, k, n, dx.points, dx.data, into, lanes);
    }
    forEachProduct(call.point, change.box, (o, i, j) => {
      moveProduct(
        { data: x.data, at: i * m * k, width: k, window: dx && windowOf(dx, x.shape, i, 'row') },
        { data: y.data, at: j * k * n, width: n, window: dy && windowOf(dy, y.shape, j, 'column') },
        resultWindow(change, out.shape, o, x.shape.length > 1, y.shape.length > 1),
        lanes,
      );
    });
  },
  takesPoints: (k, { operands: [x, y] }) => k === 0 && x.shape.length === 2 && y.shape.length === 2,
  inSample(k, { operands: [x, y] }) {
    if (k === 0 || x.shape.length !== 2 || y.shape.length !== 2) return null;
    return weightsInSample(x.data, y.shape);
  },
  linearIn: ['x', 'y'],
  jvp: 'bilinear',
  formula: { forward: 'x · y', gradients: { x: 'dout · yᵀ', y: 'xᵀ · dout' } },
  samples: [
    {
      shapes: [
        [3, 4],
        [4, 5],
      ],
    },
    { shapes: [[4], [4, 3]] },
    { shapes: [[3, 4], [4]] },
    { shapes: [[5], [5]] },
    {
      shapes: [
        [2, 3, 4],
        [2, 4, 2],
      ],
    },
    {
      shapes: [
        [2, 1, 3, 2],
        [3, 2, 4],
      ],
    },
    { shapes: [[2, 3, 4], [4]] },
  ],
});

const layoutOf = oncePerCall(({ operands: [{ shape: x }, { shape: y }] }) => {
  const batch = broadcastShapes(batchOf(x), batchOf(y));
  return {
    m: x.at(-2) ?? 1,
    k: x[x.length - 1],
    n: y.length > 1 ? y[y.length - 1] : 1,
    batch,
    batchStrides: stridesOf(batch),
    xStrides: broadcastStrides(batchOf(x), batch),
    yStrides: broadcastStrides(batchOf(y), batch),
  };
});

function batchOf(shape: Shape): Shape {
  return shape.slice(0, -2);
}

/** Calls `product` for each batch of a box of the result: which matrix of the result, of x and of y it is. */
function forEachProduct(call: Call, { lo, hi }: Box, product: (o: number, i: number, j: number) => void): void {
  const { batch, batchStrides, xStrides, yStrides } = layoutOf(call);
  if (batch.length === 0) return product(0, 0, 0);
  const box: Box = { lo: lo.subarray(0, batch.length), hi: hi.subarray(0, batch.length) };
  forEachStridedRun(box, batchStrides, xStrides, yStrides, (o, os, i, is, j, js, n) => {
    for (; n > 0; n--, o += os, i += is, j += js) product(o, i, j);
  });
}

/** The matrix at a position among matrices of `size` elements. */
function part(data: Data, at: number, size: number): Data {
  return size === data.length ? data : data.subarray(at * size, (at + 1) * size);
}

/** What moves of one matrix among those of a tensor; null where nothing does. A vector is a row or a column. */
function windowOf({ box, data }: Delta, shape: Shape, matrix: number, vector: 'row' | 'column'): Window | null {
  const last = shape.length - 1;
  const { lo, hi } = box;
  if (last === 0) {
    return vector === 'row'
      ? { d: data, at: 0, rowLo: 0, rowHi: 1, colLo: lo[0], colHi: hi[0] }
      : { d: data, at: 0, rowLo: lo[0], rowHi: hi[0], colLo: 0, colHi: 1 };
  }
  const place = placeIn(batchBox(box, last - 1), batchOf(shape), matrix);
  const window = { d: data, rowLo: lo[last - 1], rowHi: hi[last - 1], colLo: lo[last], colHi: hi[last] };
  if (place < 0) return null;
  return { ...window, at: place * (window.rowHi - window.rowLo) * (window.colHi - window.colLo) };
}

/** The part of the result's matrix `o` that is to be written. */
function resultWindow({ box, data }: Delta, shape: Shape, o: number, rows: boolean, columns: boolean): Window {
  const { lo, hi } = box;
  const first = shape.length - (rows ? 1 : 0) - (columns ? 1 : 0);
  const last = shape.length - 1;
  const [rowLo, rowHi] = rows ? [lo[first], hi[first]] : [0, 1];
  const [colLo, colHi] = columns ? [lo[last], hi[last]] : [0, 1];
  const place = placeIn(batchBox(box, first), shape.slice(0, first), o);
  return { d: data, at: place * (rowHi - rowLo) * (colHi - colLo), rowLo, rowHi, colLo, colHi };
}

function batchBox({ lo, hi }: Box, rank: number): Box {
  return { lo: lo.subarray(0, rank), hi: hi.subarray(0, rank) };
}
