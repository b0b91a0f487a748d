// What the two squared errors share: factor · Σ (y - t)², whose gradient by y is 2 · factor · (y - t).

import { placeIn, stillLanes } from '../difference';
import type { Op } from '../op';
import { mul } from '../ops/mul';
import { square } from '../ops/square';
import { sub } from '../ops/sub';
import { sum } from '../ops/sum';
import type { Shape } from '../tensor';
import { expectShape } from './sizes';

type SquaredErrorParts = Pick<Op, 'name' | 'summary' | 'formula'> & {
  factorOf(shape: Shape): number;
};

export function squaredError({ factorOf, ...parts }: SquaredErrorParts): Op {
  return {
    ...parts,
    category: 'loss',
    operands: [
      { name: 'y', kind: 'data', summary: 'predictions (N, ...)' },
      { name: 't', kind: 'data', summary: 'targets; the shape of y' },
    ],
    attributes: {},
    infer([y, t]) {
      expectShape('t', y, t);
      return [];
    },
    forward({ operands: [y, t], out }) {
      let squares = 0;
      for (let i = 0; i < y.data.length; i++) squares += (y.data[i] - t.data[i]) ** 2;
      out.data[0] = squares * factorOf(y.shape);
    },
    touch: () => undefined,
    addsSamples: ({ operands: [y] }) => y.shape.length > 0,
    vjp({ operands: [y, t], dout, grads: [dy, dt] }) {
      const share = 2 * dout.data[0] * factorOf(y.shape);
      for (let i = 0; i < y.data.length; i++) {
        const pull = share * (y.data[i] - t.data[i]);
        if (dy) dy.data[i] += pull;
        if (dt) dt.data[i] -= pull;
      }
    },
    // (r + dr)² - r² = dr · (2r + dr)
    difference({ operands: [y, t], deltas: [dy, dt], change, lanes }) {
      const into = change.data;
      const still = stillLanes(lanes);
      const factor = factorOf(y.shape);
      into.fill(0, 0, lanes);
      for (let i = 0; i < y.data.length; i++) {
        const atY = dy ? placeIn(dy.box, y.shape, i) : -1;
        const atT = dt ? placeIn(dt.box, t.shape, i) : -1;
        if (atY < 0 && atT < 0) continue;
        const ofY = atY < 0 ? still : dy!.data;
        const ofT = atT < 0 ? still : dt!.data;
        const fromY = Math.max(atY, 0) * lanes;
        const fromT = Math.max(atT, 0) * lanes;
        const twice = 2 * (y.data[i] - t.data[i]);
        for (let lane = 0; lane < lanes; lane++) {
          const d = ofY[fromY + lane] - ofT[fromT + lane];
          into[lane] += factor * d * (twice + d);
        }
      }
    },
    jvp: 'expansion',
    expand(to, [y, t]) {
      const squares = to.apply(square, [to.apply(sub, [y, t])]);
      return to.apply(mul, [to.apply(sum, [squares]), to.constant(factorOf(y.shape))]);
    },
    samples: [
      {
        shapes: [
          [4, 3],
          [4, 3],
        ],
      },
      { shapes: [[5], [5]] },
      {
        shapes: [
          [2, 1, 2],
          [2, 1, 2],
        ],
      },
      { shapes: [[], []] },
    ],
  };
}
