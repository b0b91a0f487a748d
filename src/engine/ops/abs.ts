// Abs: the distance from 0. At 0 both signs agree; the derivative there is taken as 0.

import { unary } from '../elementwise';
import { defineOp } from '../op';
import { crossesZero, switchAtZero } from './switch-at-zero';

export const abs = defineOp(
  unary({
    name: 'Abs',
    category: 'arithmetic',
    summary: 'Absolute value, elementwise; the derivative at 0 is 0.',
    attributes: {},
    run(x, out, start, count, step) {
      for (let i = start, k = 0; k < count; k++, i += step) out[i] = Math.abs(x[i]);
    },
    pull(x, _out, dout, dx) {
      for (let i = 0; i < dx.length; i++) {
        if (x[i] > 0) dx[i] += dout[i];
        else if (x[i] < 0) dx[i] -= dout[i];
      }
    },
    switches: switchAtZero({ below: (x) => 0 - x, above: (x) => x }),
    shift(x, _y, d, { into, at, count, lane, crossed }) {
      for (let i = at, k = lane; i < at + count; i++, k++) {
        const moved = x + d[i];
        into[i] = x > 0 ? (moved > 0 ? d[i] : -moved - x) : moved > 0 ? moved + x : -d[i];
        if (crossesZero(x, moved)) crossed[k] = 1;
      }
    },
    jvp: 'held',
    formula: { forward: '|x|', gradients: { x: 'dout · sign(x)' } },
    samples: [{ shapes: [[3, 4]] }, { shapes: [[]] }],
  }),
);
