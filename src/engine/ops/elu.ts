// ELU: the identity above 0, an exponential that levels off at -alpha below. Smooth at 0 only where alpha is 1.

import { expm1 } from '../difference';
import { perElement, unary } from '../elementwise';
import { defineOp } from '../op';
import { crossesZero, switchAtZero } from './switch-at-zero';

export const elu = defineOp(
  unary({
    name: 'ELU',
    category: 'activation',
    summary: 'x where x > 0, else alpha · (exp(x) - 1), elementwise.',
    attributes: { alpha: { type: 'number', default: 1, summary: 'Minus the limit far below 0.' } },
    run(x, out, start, count, step, attributes) {
      const alpha = attributes.alpha as number;
      for (let i = start, k = 0; k < count; k++, i += step) out[i] = x[i] > 0 ? x[i] : alpha * Math.expm1(x[i]);
    },
    pull(x, _out, dout, dx, attributes) {
      const alpha = attributes.alpha as number;
      for (let i = 0; i < dx.length; i++) dx[i] += x[i] > 0 ? dout[i] : dout[i] * alpha * Math.exp(x[i]);
    },
    switches: switchAtZero({
      below: (x, { alpha }) => (alpha as number) * Math.expm1(x),
      above: (x) => x,
      smooth: ({ alpha }) => alpha === 1,
    }),
    shift(x, y, d, { into, at, count, lane, crossed }, attributes) {
      const alpha = attributes.alpha as number;
      for (let i = at, k = lane; i < at + count; i++, k++) {
        const moved = x + d[i];
        if (x > 0) into[i] = moved > 0 ? d[i] : alpha * Math.expm1(moved) - x;
        else into[i] = moved > 0 ? moved - y : alpha * Math.exp(x) * expm1(d[i]);
        if (crossesZero(x, moved)) crossed[k] = 1;
      }
    },
    jvp: perElement((x, _y, { alpha }) => (x > 0 ? 1 : (alpha as number) * Math.exp(x))),
    formula: {
      forward: 'x where x > 0, else alpha · (exp(x) - 1)',
      gradients: { x: 'dout where x > 0, else dout · alpha · exp(x)' },
    },
    samples: [
      { shapes: [[3, 4]], attributes: { alpha: 1 } },
      { shapes: [[5]], attributes: { alpha: 0.5 } },
    ],
  }),
);
