// LeakyReLU: ReLU with a slope below 0. At 0 the derivative is taken as that slope.

import { unary } from '../elementwise';
import { defineOp } from '../op';
import { crossesZero, switchAtZero } from './switch-at-zero';

export const leakyReLU = defineOp(
  unary({
    name: 'LeakyReLU',
    category: 'activation',
    summary: 'x where x > 0, else alpha · x, elementwise.',
    attributes: { alpha: { type: 'number', default: 0.01, summary: 'Slope below 0.' } },
    run(x, out, start, count, step, attributes) {
      const alpha = attributes.alpha as number;
      for (let i = start, k = 0; k < count; k++, i += step) out[i] = x[i] > 0 ? x[i] : alpha * x[i];
    },
    pull(x, _out, dout, dx, attributes) {
      const alpha = attributes.alpha as number;
      for (let i = 0; i < dx.length; i++) dx[i] += x[i] > 0 ? dout[i] : alpha * dout[i];
    },
    switches: switchAtZero({
      below: (x, { alpha }) => (alpha as number) * x,
      above: (x) => x,
      smooth: ({ alpha }) => alpha === 1,
    }),
    shift(x, _y, d, { into, at, count, lane, crossed }, attributes) {
      const alpha = attributes.alpha as number;
      for (let i = at, k = lane; i < at + count; i++, k++) {
        const moved = x + d[i];
        into[i] = x > 0 ? (moved > 0 ? d[i] : alpha * moved - x) : moved > 0 ? moved - alpha * x : alpha * d[i];
        if (crossesZero(x, moved) && alpha !== 1) crossed[k] = 1;
      }
    },
    jvp: 'held',
    formula: { forward: 'x where x > 0, else alpha · x', gradients: { x: 'dout where x > 0, else alpha · dout' } },
    samples: [
      { shapes: [[3, 4]], attributes: { alpha: 0.01 } },
      { shapes: [[5]], attributes: { alpha: -0.5 } },
    ],
  }),
);
