// Comparisons in expressions: masks of 1 where they hold and 0 elsewhere, such as the one that ReLU's backward pass needs.
// Their derivative is 0; where both sides are equal, the check may take either value.

import { binary, forEachPairRun, perPair } from '../../engine/elementwise';
import { TIED, type Op } from '../../engine/op';
import type { Comparison } from './types';

function comparison(name: string, sign: string, holds: (a: number, b: number) => boolean): Op {
  return binary({
    name,
    category: 'arithmetic',
    summary: `1 where x ${sign} y, 0 elsewhere.`,
    run: (x, y, out) => (o, os, i, is, j, js, n) => {
      for (; n > 0; n--, o += os, i += is, j += js) out[o] = holds(x[i], y[j]) ? 1 : 0;
    },
    pullX: () => () => undefined,
    pullY: () => () => undefined,
    shift(x, y, z, dx, i, dy, j, { into, at, count, lane, crossed }) {
      for (let k = 0; k < count; k++) {
        into[at + k] = (holds(x + dx[i + k], y + dy[j + k]) ? 1 : 0) - z;
        if (into[at + k] !== 0 || (x === y && dx[i + k] !== dy[j + k])) crossed[lane + k] = 1;
      }
    },
    switches: {
      branches(call, box, into) {
        const [x, y] = call.operands;
        forEachPairRun(call, box, (o, os, i, is, j, js, n) => {
          for (; n > 0; n--, o += os, i += is, j += js) {
            into[o] = x.data[i] === y.data[j] ? TIED : holds(x.data[i], y.data[j]) ? 1 : 0;
          }
        });
      },
      tied: () => [0, 1],
      force: (_call, _flat, branch) => branch,
    },
    jvp: perPair(() => 0),
    formula: { forward: `x ${sign} y`, gradients: { x: '0', y: '0' } },
    samples: [],
  });
}

export interface ComparisonRule {
  readonly op: Op;
  readonly holds: (a: number, b: number) => boolean;
}

function rule(name: string, sign: string, holds: ComparisonRule['holds']): ComparisonRule {
  return { op: comparison(name, sign, holds), holds };
}

export const COMPARISONS = {
  '<': rule('Less', '<', (a, b) => a < b),
  '<=': rule('LessEqual', '≤', (a, b) => a <= b),
  '>': rule('Greater', '>', (a, b) => a > b),
  '>=': rule('GreaterEqual', '≥', (a, b) => a >= b),
  '==': rule('Equal', '=', (a, b) => a === b),
} satisfies Record<Comparison, ComparisonRule>;
