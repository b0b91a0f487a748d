// ReLU: the positive part. At 0 both branches agree; the derivative there is taken as 0, as the book's mask does.

import { unary } from '../elementwise';
import { defineOp } from '../op';
import { crossesZero, switchAtZero } from './switch-at-zero';

export const relu = defineOp(
  unary({
    name: 'ReLU',
    category: 'activation',
    summary: 'max(x, 0), elementwise; the derivative at 0 is 0.',
    attributes: {},
    run(x, out, start, count, step) {
      for (let i = start, k = 0; k < count; k++, i += step) out[i] = x[i] > 0 ? x[i] : x[i] <= 0 ? 0 : NaN;
    },
    pull(x, _out, dout, dx) {
      for (let i = 0; i < dx.length; i++) if (x[i] > 0) dx[i] += dout[i];
    },
    switches: switchAtZero({ below: () => 0, above: (x) => x }),
    shift(x, _y, d, { into, at, count, lane, crossed }) {
      for (let i = at, k = lane; i < at + count; i++, k++) {
        const moved = x + d[i];
        into[i] = x > 0 ? (moved > 0 ? d[i] : -x) : moved > 0 ? moved : 0;
        if (crossesZero(x, moved)) crossed[k] = 1;
      }
    },
    jvp: 'held',
    formula: { forward: 'max(x, 0)', gradients: { x: 'dout where x > 0, else 0' } },
    samples: [{ shapes: [[3, 4]] }, { shapes: [[5]] }],
  }),
);
