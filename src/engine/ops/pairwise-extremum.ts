// What Maximum and Minimum share: of two elements the larger, or with sign -1 the smaller. At a tie each operand gets
// one half of the gradient.

import { BROADCAST_SAMPLES, binary, broadcastPosition, forEachPairRun } from '../elementwise';
import { TIED, type Op } from '../op';

type Parts = Pick<Op, 'name' | 'summary' | 'formula'> & { readonly sign: 1 | -1 };

const X = 0;
const Y = 1;

export function pairwiseExtremum({ sign, ...parts }: Parts): Op {
  return binary({
    ...parts,
    category: 'arithmetic',
    run: (x, y, out) => (o, os, i, is, j, js, n) => {
      for (; n > 0; n--, o += os, i += is, j += js) {
        const p = sign * x[i];
        const q = sign * y[j];
        out[o] = p > q ? x[i] : p <= q ? y[j] : NaN;
      }
    },
    pullX:
      ({ x, y, dout, grad }) =>
      (o, os, i, is, j, js, n) => {
        for (; n > 0; n--, o += os, i += is, j += js) {
          if (x[i] === y[j]) grad[i] += dout[o] / 2;
          else if (sign * x[i] > sign * y[j]) grad[i] += dout[o];
        }
      },
    pullY:
      ({ x, y, dout, grad }) =>
      (o, os, i, is, j, js, n) => {
        for (; n > 0; n--, o += os, i += is, j += js) {
          if (x[i] === y[j]) grad[j] += dout[o] / 2;
          else if (sign * x[i] < sign * y[j]) grad[j] += dout[o];
        }
      },
    shift(x, y, z, dx, i, dy, j, { into, at, count, lane, crossed }) {
      for (let k = 0; k < count; k++) {
        const p = x + dx[i + k];
        const q = y + dy[j + k];
        const before = sign * (x - y);
        const after = before + sign * (dx[i + k] - dy[j + k]);
        if (before > 0 && after > 0) into[at + k] = dx[i + k];
        else if (before < 0 && after < 0) into[at + k] = dy[j + k];
        else {
          into[at + k] = (sign * p > sign * q ? p : q) - z;
          // Two that are equal and move alike stay tied, and are no switch.
          if (before !== 0 || dx[i + k] !== dy[j + k]) crossed[lane + k] = 1;
          else into[at + k] = dx[i + k];
        }
      }
    },
    switches: {
      branches(call, box, into) {
        const [x, y] = call.operands;
        forEachPairRun(call, box, (o, os, i, is, j, js, n) => {
          for (; n > 0; n--, o += os, i += is, j += js) {
            const p = sign * x.data[i];
            const q = sign * y.data[j];
            into[o] = p > q ? X : p < q ? Y : TIED;
          }
        });
      },
      tied: () => [X, Y],
      force({ operands, out }, flat, branch) {
        const { data, shape } = operands[branch];
        return data[broadcastPosition(shape, out.shape, flat)];
      },
    },
    jvp: 'held',
    samples: BROADCAST_SAMPLES,
  });
}
