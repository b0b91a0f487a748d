// CrossEntropyError: of probabilities that the network itself has made; -log of what it gave to the right class.

import { forEachPlace, log1p } from '../difference';
import { defineOp } from '../op';
import { log } from '../ops/log';
import { PROBABILITIES, indicesBelow } from './ranges';
import { TARGET, meanNegativeLog, targetsFor, validateTargets } from './targets';

export const crossEntropyError = defineOp({
  name: 'CrossEntropyError',
  category: 'loss',
  summary: 'Cross entropy of probabilities y with t, summed over the classes and averaged over the batch.',
  operands: [{ name: 'y', kind: 'data', summary: 'probabilities (N, C), or (C) for a single row' }, TARGET],
  attributes: {},
  infer([y, t]) {
    targetsFor('y', y, t);
    return [];
  },
  validate: (operands) => validateTargets('y', operands),
  // Where t is 0 the class has no part in the loss, even where y is 0: 0 · log 0 is 0.
  forward({ operands: [y, t], out }) {
    const { rows, classes, indices } = targetsFor('y', y.shape, t.shape);
    let loss = 0;
    if (indices) {
      for (let row = 0; row < rows; row++) loss -= Math.log(y.data[row * classes + t.data[row]]);
    } else {
      for (let i = 0; i < t.data.length; i++) if (t.data[i] !== 0) loss -= t.data[i] * Math.log(y.data[i]);
    }
    out.data[0] = loss / rows;
  },
  touch: () => undefined,
  addsSamples: ({ operands: [y] }) => y.shape.length > 1,
  vjp({ operands: [y, t], dout, grads: [dy] }) {
    if (!dy) return;
    const { rows, classes, indices } = targetsFor('y', y.shape, t.shape);
    const share = dout.data[0] / rows;
    if (indices) {
      for (let row = 0; row < rows; row++) {
        const i = row * classes + t.data[row];
        dy.data[i] -= share / y.data[i];
      }
    } else {
      for (let i = 0; i < t.data.length; i++) if (t.data[i] !== 0) dy.data[i] -= (share * t.data[i]) / y.data[i];
    }
  },
  difference({ operands: [y, t], deltas: [delta], change, lanes }) {
    const { rows, classes, indices } = targetsFor('y', y.shape, t.shape);
    const { box, data } = delta!;
    const into = change.data;
    into.fill(0, 0, lanes);
    forEachPlace(y.shape, box, (i, place) => {
      const row = Math.floor(i / classes);
      const weight = indices ? (t.data[row] === i - row * classes ? 1 : 0) : t.data[i];
      if (weight === 0) return;
      for (let lane = 0, at = place * lanes; lane < lanes; lane++, at++) {
        into[lane] -= (weight / rows) * log1p(data[at] / y.data[i]);
      }
    });
  },
  expand: (to, [y, t]) => meanNegativeLog(to, to.apply(log, [y]), t),
  jvp: 'expansion',
  formula: { forward: '-Σ t · log(y) / N', gradients: { y: '-dout · t / y / N' } },
  samples: [
    {
      shapes: [
        [4, 3],
        [4, 3],
      ],
      ranges: [PROBABILITIES, PROBABILITIES],
    },
    { shapes: [[4, 3], [4]], ranges: [PROBABILITIES, indicesBelow(3)] },
    { shapes: [[3], [3]], ranges: [PROBABILITIES, PROBABILITIES] },
    { shapes: [[3], [1]], ranges: [PROBABILITIES, indicesBelow(3)] },
  ],
});
