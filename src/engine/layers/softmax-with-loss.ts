// SoftmaxWithLoss: softmax and cross entropy in one, so that the backward pass is (softmax(x) - t) / N.

import { expm1, log1p, stillLanes } from '../difference';
import { oncePerCall } from '../once';
import { defineOp } from '../op';
import { expOfDifference, restOf, topOf, type Line } from '../ops/along-axis';
import { exp } from '../ops/exp';
import { log } from '../ops/log';
import { max } from '../ops/max';
import { sub } from '../ops/sub';
import { sum } from '../ops/sum';
import type { Data } from '../tensor';
import { ANY, PROBABILITIES, indicesBelow } from './ranges';
import { TARGET, meanNegativeLog, targetsFor, validateTargets } from './targets';

export const softmaxWithLoss = defineOp({
  name: 'SoftmaxWithLoss',
  category: 'loss',
  summary: 'Softmax of the scores x, then cross entropy with t, averaged over the batch; exact for scores of any size.',
  operands: [{ name: 'x', kind: 'data', summary: 'scores (N, C), or (C) for a single row' }, TARGET],
  attributes: {},
  infer([x, t]) {
    targetsFor('x', x, t);
    return [];
  },
  validate: (operands) => validateTargets('x', operands),
  forward({ operands: [x, t], out }) {
    const { rows, classes, indices } = targetsFor('x', x.shape, t.shape);
    const line: Line = { start: 0, count: classes, step: 1 };
    let loss = 0;
    for (let row = 0; row < rows; row++) {
      const start = (line.start = row * classes);
      const top = topOf(x.data, line);
      const logSum = Math.log1p(restOf(x.data, top, line));
      // -log softmax(x)[c] = x[top] - x[c] + log Σ exp(x - x[top])
      if (indices) {
        loss += x.data[top] - x.data[start + t.data[row]] + logSum;
      } else {
        for (let i = start; i < start + classes; i++) loss += t.data[i] * (x.data[top] - x.data[i] + logSum);
      }
    }
    out.data[0] = loss / rows;
  },
  touch: () => undefined,
  addsSamples: ({ operands: [x] }) => x.shape.length > 1,
  vjp({ operands: [x, t], dout, grads: [dx] }) {
    if (!dx) return;
    const { rows, classes, indices } = targetsFor('x', x.shape, t.shape);
    const line: Line = { start: 0, count: classes, step: 1 };
    const share = dout.data[0] / rows;
    for (let row = 0; row < rows; row++) {
      line.start = row * classes;
      pullRow(x.data, t.data, line, indices ? t.data[row] : -1, share, dx.data);
    }
  },
  difference(call) {
    const {
      operands: [x, t],
      deltas: [delta],
      change,
      lanes,
    } = call;
    const { rows, classes, indices } = targetsFor('x', x.shape, t.shape);
    const { box, points } = delta!;
    const wide = x.shape.length > 1;
    const [colLo, colHi] = wide ? [box.lo[1], box.hi[1]] : [box.lo[0], box.hi[0]];
    const probabilities = probabilitiesOf(call.point);
    if (points) {
      for (let lane = 0; lane < lanes; lane++) {
        const r = (points[lane] / classes) | 0;
        const y = probabilities.subarray(r * classes, (r + 1) * classes);
        const [soft, label] = indices ? [y, t.data[r]] : [t.data.subarray(r * classes, (r + 1) * classes), -1];
        change.data[lane] = moveOfOne(y, soft, label, points[lane] - r * classes, delta!.data[lane]) / rows;
      }
      return;
    }
    const row: MovingRow = {
      d: delta!.data,
      at: 0,
      colLo,
      colHi,
      lanes,
      into: change.data,
      share: 1 / rows,
      sums: new Float64Array(lanes),
      along: new Float64Array(indices ? 0 : lanes),
    };
    change.data.fill(0, 0, lanes);
    for (let r = wide ? box.lo[0] : 0; r < (wide ? box.hi[0] : 1); r++) {
      const start = r * classes;
      const y = probabilities.subarray(start, start + classes);
      if (indices) moveLabelled(row, y, t.data[r]);
      else moveSoft(row, y, t.data.subarray(start, start + classes));
      row.at += (colHi - colLo) * lanes;
    }
  },
  takesPoints: () => true,
  expand(to, [x, t]) {
    const over = { axis: [x.shape.length - 1], keepDims: true };
    const shifted = to.apply(sub, [x, to.apply(max, [x], over)]);
    const logSum = to.apply(log, [to.apply(sum, [to.apply(exp, [shifted])], over)]);
    return meanNegativeLog(to, to.apply(sub, [shifted, logSum]), t);
  },
  // d(log Σ exp(x) - x[c]) = Σ y · (dx - dx[c]): relative to the class itself nothing cancels where its y is near 1.
  jvp(call) {
    const {
      operands: [x, t],
      tangents: [dx],
      into,
    } = call;
    const { rows, classes, indices } = targetsFor('x', x.shape, t.shape);
    const y = probabilitiesOf(call.point);
    let sum = 0;
    for (let at = 0; at < y.length; at += classes) {
      for (let c = 0; c < classes; c++) {
        const weight = indices ? (t.data[at / classes] === c ? 1 : 0) : t.data[at + c];
        if (weight === 0) continue;
        for (let other = 0; other < classes; other++) {
          sum += weight * y[at + other] * (dx!.data[at + other] - dx!.data[at + c]);
        }
      }
    }
    into.data[0] = sum / rows;
  },
  formula: {
    forward: '-Σ t · log softmax(x) / N',
    gradients: { x: 'dout · (softmax(x) - t) / N' },
  },
  samples: [
    {
      shapes: [
        [4, 3],
        [4, 3],
      ],
      ranges: [ANY, PROBABILITIES],
    },
    { shapes: [[4, 3], [4]], ranges: [{ lo: -30, hi: 30 }, indicesBelow(3)] },
    {
      shapes: [
        [2, 5],
        [2, 1],
      ],
      ranges: [ANY, indicesBelow(5)],
    },
    { shapes: [[3], [3]], ranges: [ANY, PROBABILITIES] },
    { shapes: [[3], []], ranges: [ANY, indicesBelow(3)] },
  ],
});

/**
 * dx += share · (p · Σt - t) for one row, where t is one at `label` or, where that is negative, read from `t`. At the
 * top, p is near 1 and the difference would cancel: (Σt - t[top] - t[top] · rest) / (1 + rest) is the same without.
 */
function pullRow(x: Data, t: Data, line: Line, label: number, share: number, dx: Data): void {
  const { start, count: classes } = line;
  const top = topOf(x, line) - start;
  const rest = restOf(x, start + top, line);
  let others = 0;
  for (let c = 0; c < classes; c++) if (c !== top) others += targetAt(t, start, label, c);
  const whole = others + targetAt(t, start, label, top);
  for (let c = 0; c < classes; c++) {
    const p = Math.exp(x[start + c] - x[start + top]) / (1 + rest);
    dx[start + c] +=
      share *
      (c === top
        ? (others - targetAt(t, start, label, top) * rest) / (1 + rest)
        : p * whole - targetAt(t, start, label, c));
  }
}

function targetAt(t: Data, start: number, label: number, c: number): number {
  return label < 0 ? t[start + c] : c === label ? 1 : 0;
}

/** softmax(x), by row. */
const probabilitiesOf = oncePerCall(({ operands: [x, t] }) => {
  const { rows, classes } = targetsFor('x', x.shape, t.shape);
  const y = new Float64Array(rows * classes);
  for (let start = 0; start < y.length; start += classes) {
    const line: Line = { start, count: classes, step: 1 };
    const top = topOf(x.data, line);
    const total = 1 + restOf(x.data, top, line);
    for (let i = start; i < start + classes; i++) y[i] = expOfDifference(x.data[i], x.data[top]) / total;
  }
  return y;
});

/** A row of scores of which those from `colLo` up to `colHi` move, from d[at] on, class by class. */
interface MovingRow {
  readonly d: Float64Array;
  at: number;
  readonly colLo: number;
  readonly colHi: number;
  readonly lanes: number;
  readonly into: Float64Array;
  readonly share: number;
  readonly sums: Float64Array;
  readonly along: Float64Array;
}

/** Writes Σ y · (e^(d - d[c]) - 1) over the classes but c to the row's sums; tells how c moves, and what of the others' y stands still. */
function sumAbout({ d, at, colLo, colHi, lanes, sums }: MovingRow, y: Data, c: number) {
  const moves = c >= colLo && c < colHi;
  const own = moves ? d : stillLanes(lanes);
  const ownAt = moves ? at + (c - colLo) * lanes : 0;
  let still = 0;
  sums.fill(0);
  for (let other = 0; other < y.length; other++) {
    if (other === c) continue;
    if (other < colLo || other >= colHi) {
      still += y[other];
      continue;
    }
    const from = at + (other - colLo) * lanes;
    const weight = y[other];
    for (let lane = 0; lane < lanes; lane++) sums[lane] += weight * expm1(d[from + lane] - own[ownAt + lane]);
  }
  if (still > 0 && moves) {
    for (let lane = 0; lane < lanes; lane++) sums[lane] += still * expm1(-own[ownAt + lane]);
  }
  return { own, ownAt, still };
}

/** Relative to the label's own score: log(1 + Σ y · (e^(d - d[label]) - 1)), with nothing that cancels where y[label] is near 1. */
function moveLabelled(row: MovingRow, y: Data, label: number): void {
  const { lanes, into, share, sums } = row;
  const { own, ownAt, still } = sumAbout(row, y, label);
  for (let lane = 0; lane < lanes; lane++) {
    // Far moves of the label against the others: 1 + sum, which is Σ y · e^(d - d[label]), would cancel.
    const sum = sums[lane];
    into[lane] +=
      share *
      (sum > -0.5
        ? log1p(sum)
        : Math.log(y[label] + still * Math.exp(-own[ownAt + lane]) + grown(row, y, label, lane)));
  }
}

/** Σ y · e^(d - d[label]) over the other classes that move. */
function grown({ d, at, colLo, colHi, lanes }: MovingRow, y: Data, label: number, lane: number): number {
  const moveOf = (c: number): number => (c < colLo || c >= colHi ? 0 : d[at + (c - colLo) * lanes + lane]);
  let sum = 0;
  for (let c = colLo; c < colHi; c++) if (c !== label) sum += y[c] * Math.exp(moveOf(c) - moveOf(label));
  return sum;
}

/** Relative to the top's score: Σt · log(1 + Σ y · (e^(d - d[top]) - 1)) - Σ t · (d - d[top]). */
function moveSoft(row: MovingRow, y: Data, t: Data): void {
  const { d, at, colLo, colHi, lanes, into, share, sums, along } = row;
  const top = topOf(y, { start: 0, count: y.length, step: 1 });
  const { own, ownAt } = sumAbout(row, y, top);
  let [still, whole] = [0, 0];
  along.fill(0);
  for (let c = 0; c < y.length; c++) {
    whole += t[c];
    if (c === top) continue;
    if (c < colLo || c >= colHi) {
      still += t[c];
      continue;
    }
    const from = at + (c - colLo) * lanes;
    for (let lane = 0; lane < lanes; lane++) along[lane] += t[c] * (d[from + lane] - own[ownAt + lane]);
  }
  for (let lane = 0; lane < lanes; lane++) {
    into[lane] += share * (whole * log1p(sums[lane]) - (along[lane] - still * own[ownAt + lane]));
  }
}

/**
 * What a row's loss moves by when the score of class c moves by d alone: as moveLabelled or, where `label` is negative,
 * as moveSoft. Where c is the one that the others are told by, those move, the other way.
 */
function moveOfOne(y: Data, t: Data, label: number, c: number, d: number): number {
  const reference = label < 0 ? topOf(y, { start: 0, count: y.length, step: 1 }) : label;
  const moved = c === reference ? -d : d;
  let [moving, still, target, whole] = [0, 0, 0, 0];
  for (let i = 0; i < y.length; i++) {
    const moves = c === reference ? i !== reference : i === c;
    if (moves) moving += y[i];
    else still += y[i];
    if (label >= 0) continue;
    whole += t[i];
    if (moves) target += t[i];
  }
  const sum = moving * expm1(moved);
  const grown = sum > -0.5 ? log1p(sum) : Math.log(still + moving * Math.exp(moved));
  return label < 0 ? whole * grown - target * moved : grown;
}
