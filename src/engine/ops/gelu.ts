// GELU: x times the probability Φ(x) that a normal number is below x; exactly, or by the usual formula with tanh.

import { unary } from '../elementwise';
import { erfc } from '../kernels/erfc';
import { logistic } from '../kernels/logistic';
import { defineOp } from '../op';

const SQRT_HALF = Math.SQRT1_2;
const INVERSE_SQRT_TWO_PI = 0.3989422804014327;
const SQRT_TWO_OVER_PI = 0.7978845608028654;
const CUBIC = 0.044715;

export const gelu = defineOp(
  unary({
    name: 'GELU',
    category: 'activation',
    summary: 'x · Φ(x), elementwise, with Φ the normal distribution function.',
    attributes: {
      approximate: {
        type: 'choice',
        choices: ['none', 'tanh'],
        default: 'none',
        summary: 'none: exact, by the error function; tanh: the usual formula that comes close to it.',
      },
    },
    run(x, out, start, count, step, { approximate }) {
      if (approximate === 'tanh') {
        for (let i = start, k = 0; k < count; k++, i += step) out[i] = x[i] * logistic(2 * tanhArgument(x[i]));
      } else {
        for (let i = start, k = 0; k < count; k++, i += step) out[i] = (x[i] * erfc(-x[i] * SQRT_HALF)) / 2;
      }
    },
    pull(x, _out, dout, dx, { approximate }) {
      const slope = approximate === 'tanh' ? approximateSlope : exactSlope;
      for (let i = 0; i < dx.length; i++) dx[i] += dout[i] * slope(x[i]);
    },
    formula: {
      forward: 'x · Φ(x), or x · (1 + tanh(√(2/π) · (x + 0.044715 x³))) / 2',
      gradients: { x: 'dout · (Φ(x) + x · φ(x)), φ the normal density' },
    },
    samples: [
      { shapes: [[3, 4]], attributes: { approximate: 'none' } },
      { shapes: [[4]], attributes: { approximate: 'none' }, ranges: [{ lo: -8, hi: 8 }] },
      { shapes: [[3, 4]], attributes: { approximate: 'tanh' } },
      { shapes: [[4]], attributes: { approximate: 'tanh' }, ranges: [{ lo: -8, hi: 8 }] },
    ],
  }),
);

/** u of (1 + tanh u) / 2, which is logistic(2u) and as such does not cancel far below 0. */
function tanhArgument(x: number): number {
  return SQRT_TWO_OVER_PI * (x + CUBIC * x * x * x);
}

function exactSlope(x: number): number {
  return erfc(-x * SQRT_HALF) / 2 + x * INVERSE_SQRT_TWO_PI * Math.exp((-x * x) / 2);
}

/** s + x · ds/dx with s = logistic(2u): ds/dx = s · (1 - s) · 2 du/dx. */
function approximateSlope(x: number): number {
  const twice = 2 * tanhArgument(x);
  const s = logistic(twice);
  return s * (1 + x * logistic(-twice) * 2 * SQRT_TWO_OVER_PI * (1 + 3 * CUBIC * x * x));
}
