// Affine: x · W + b, the fully connected layer. dx = dout · Wᵀ, dW = xᵀ · dout, db = dout summed over the batch.

import type { Box } from '../box';
import type { Delta, DifferenceCall } from '../difference';
import { addendsInSample, weightsInSample } from '../in-sample';
import { addScaled } from '../kernels/loops';
import { moveRowOfPoint } from '../kernels/lane-rows';
import { moveProduct, type Window } from '../kernels/lane-product';
import { addMatmulNT, addMatmulTN, matmul } from '../kernels/matmul';
import { ShapeError, defineOp, type Attributes } from '../op';
import { add } from '../ops/add';
import { matMul } from '../ops/matmul';
import { reshape } from '../ops/reshape';
import { formatShape, type Data, type Shape } from '../tensor';
import { givenSize } from './sizes';

export const affine = defineOp({
  name: 'Affine',
  category: 'layer',
  summary: 'Fully connected layer: x · W + b for each row of x.',
  operands: [
    { name: 'x', kind: 'data', summary: '(N, D), or (D) for a single row' },
    {
      name: 'W',
      kind: 'param',
      summary: '(D, units)',
      shape: ([x], attributes) => [x[x.length - 1], givenSize(attributes, 'units', 'W')],
      initial: 'weights',
      fanIn: ([inputs]) => inputs,
    },
    {
      name: 'b',
      kind: 'param',
      summary: '(units), added to every row',
      shape: (known, attributes) =>
        attributes.bias === false ? null : [known.at(1)?.[1] ?? givenSize(attributes, 'units', 'b')],
      initial: 'zeros',
    },
  ],
  attributes: {
    units: { type: 'integer', min: 1, summary: 'Number of outputs; may be left out where W is given.' },
    bias: { type: 'boolean', default: true, summary: 'Whether b is added.' },
  },
  infer,
  forward({ operands: [x, W, b], out }, box) {
    const [inputs, units] = W.shape;
    const [rowLo, rowHi, colLo, colHi] = rowsAndColumns(box);
    matmul(x.data, W.data, out.data, x.data.length / inputs, inputs, units, rowLo, rowHi, colLo, colHi);
    if (b) addToRows(b.data, out.data, units, rowLo, rowHi, colLo, colHi);
  },
  touch(k, changed, { out }, reach) {
    const columns = out.shape.length - 1;
    if (columns === 1) {
      reach.lo[0] = k === 0 ? changed.lo[0] : 0;
      reach.hi[0] = k === 0 ? changed.hi[0] : out.shape[0];
    }
    const last = k === 1 ? 1 : 0;
    reach.lo[columns] = k === 0 ? 0 : changed.lo[last];
    reach.hi[columns] = k === 0 ? out.shape[columns] : changed.hi[last];
  },
  vjp({ operands: [x, W], dout, grads: [dx, dW, db] }) {
    const [inputs, units] = W.shape;
    const rows = x.data.length / inputs;
    if (dx) addMatmulNT(dout.data, W.data, dx.data, rows, units, inputs);
    if (dW) addMatmulTN(x.data, dout.data, dW.data, inputs, rows, units);
    if (db) addColumnSums(dout.data, db.data, rows);
  },
  difference(call) {
    const {
      operands: [x, W],
      deltas: [dx, dW, db],
      change,
      lanes,
    } = call;
    const pointed = (dx ?? dW ?? db)!;
    if (pointed.points) return movePoint(call, dx ? 0 : dW ? 1 : 2, pointed.points, pointed.data);
    const [inputs, units] = W.shape;
    const into = windowOf(change);
    moveProduct(
      { data: x.data, at: 0, width: inputs, window: dx && windowOf(dx) },
      { data: W.data, at: 0, width: units, window: dW && windowOf(dW) },
      into,
      lanes,
    );
    if (db) addBiasMove(db, into, lanes);
  },
  takesPoints: () => true,
  inSample(k, { operands: [x, W], out }) {
    if (k === 0 || out.shape.length !== 2) return null;
    return k === 1 ? weightsInSample(x.data, W.shape) : addendsInSample([W.shape[1]], out.shape);
  },
  linearIn: ['W', 'b'],
  expand(to, [x, W, b]) {
    const row = x.shape.length === 1;
    const product = to.apply(matMul, [row ? to.apply(reshape, [x], { shape: [1, x.shape[0]] }) : x, W]);
    const scores = row ? to.apply(reshape, [product], { shape: [W.shape[1]] }) : product;
    return b ? to.apply(add, [scores, b]) : scores;
  },
  jvp: 'bilinear',
  formula: {
    forward: 'x · W + b',
    gradients: { x: 'dout · Wᵀ', W: 'xᵀ · dout', b: 'dout summed over the batch' },
  },
  samples: [
    { shapes: [[3, 4], [4, 5], [5]], attributes: { units: 5, bias: true } },
    { shapes: [[4], [4, 3], [3]], attributes: { units: 3, bias: true } },
    {
      shapes: [
        [2, 3],
        [3, 2],
      ],
      attributes: { units: 2, bias: false },
    },
  ],
});

function infer([x, W, b]: readonly Shape[], { units = W[1] }: Attributes): Shape {
  if (x.length !== 1 && x.length !== 2) throw new ShapeError('x', '(N, D)', formatShape(x));
  const inputs = x[x.length - 1];
  if (W.length !== 2 || W[0] !== inputs || W[1] !== units) {
    const columns = typeof units === 'number' ? units : 'units';
    throw new ShapeError('W', `(${inputs}, ${columns}) for x ${formatShape(x)}`, formatShape(W));
  }
  if (b && (b.length !== 1 || b[0] !== W[1])) throw new ShapeError('b', formatShape([W[1]]), formatShape(b));
  return [...x.slice(0, -1), W[1]];
}

function rowsAndColumns({ lo, hi }: Box): [number, number, number, number] {
  return lo.length === 1 ? [0, 1, lo[0], hi[0]] : [lo[0], hi[0], lo[1], hi[1]];
}

function addToRows(
  b: Data,
  out: Data,
  units: number,
  rowLo: number,
  rowHi: number,
  colLo: number,
  colHi: number,
): void {
  for (let row = rowLo; row < rowHi; row++) {
    const at = row * units;
    for (let col = colLo; col < colHi; col++) out[at + col] += b[col];
  }
}

/** db[j] += Σ_i dout[i, j], each sum rounded once. */
function addColumnSums(dout: Data, db: Data, rows: number): void {
  const units = db.length;
  for (let col = 0; col < units; col++) {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += dout[row * units + col];
    db[col] += sum;
  }
}

function windowOf({ box, data }: Delta): Window {
  const [rowLo, rowHi, colLo, colHi] = rowsAndColumns(box);
  return { d: data, at: 0, rowLo, rowHi, colLo, colHi };
}

function addBiasMove({ box, data }: Delta, { d, rowLo, rowHi, colLo, colHi }: Window, lanes: number): void {
  for (let row = rowLo, place = 0; row < rowHi; row++) {
    for (let col = colLo; col < colHi; col++, place++) {
      if (col >= box.lo[0] && col < box.hi[0]) addScaled(data, (col - box.lo[0]) * lanes, 1, d, place * lanes, lanes);
    }
  }
}

/** One element of x moves a row, one of W a column by the inputs that it is multiplied with, one of b a column as a whole. */
function movePoint(call: DifferenceCall, k: number, points: Int32Array, moves: Float64Array): void {
  const {
    operands: [x, W],
    change,
    lanes,
  } = call;
  const [inputs, units] = W.shape;
  if (k === 0) return moveRowOfPoint(W.data, inputs, units, points, moves, windowOf(change), lanes);
  const { d, rowLo, rowHi, colLo, colHi } = windowOf(change);
  const width = colHi - colLo;
  d.fill(0, 0, (rowHi - rowLo) * width * lanes);
  for (let row = rowLo; row < rowHi; row++) {
    const rowAt = (row - rowLo) * width - colLo;
    for (let lane = 0; lane < lanes; lane++) {
      const input = (points[lane] / units) | 0;
      const col = points[lane] - input * units;
      d[(rowAt + col) * lanes + lane] = (k === 1 ? x.data[row * inputs + input] : 1) * moves[lane];
    }
  }
}
