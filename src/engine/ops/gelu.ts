// GELU: x times the probability Φ(x) that a normal number is below x; exactly, or by the usual formula with tanh.

import { logisticChange } from '../difference';
import { perElement, unary } from '../elementwise';
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
    shift(x, _y, d, { into, at, count }, { approximate }) {
      const rise = approximate === 'tanh' ? approximateRise : exactRise;
      const share = approximate === 'tanh' ? logistic(2 * tanhArgument(x)) : erfc(-x * SQRT_HALF) / 2;
      for (let i = at; i < at + count; i++) into[i] = d[i] * share + (x + d[i]) * rise(x, d[i]);
    },
    jvp: perElement((x, _y, { approximate }) => {
      if (approximate !== 'tanh') return erfc(-x * SQRT_HALF) / 2 + x * INVERSE_SQRT_TWO_PI * Math.exp((-x * x) / 2);
      const u = tanhArgument(x);
      const flatness = Math.cosh(u) ** 2;
      // Far out du/dx overflows too.
      const rise = flatness === Infinity ? 0 : (x * SQRT_TWO_OVER_PI * (1 + 3 * CUBIC * x * x)) / flatness;
      // (1 + tanh u) / 2 would cancel far below 0.
      return 1 / (1 + Math.exp(-2 * u)) + rise / 2;
    }),
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

/** s + x · ds/dx with s = logistic(2u): ds/dx = s · (1 - s) · 2 du/dx. Far out du/dx overflows, where s is 0 or 1. */
function approximateSlope(x: number): number {
  const twice = 2 * tanhArgument(x);
  const s = logistic(twice);
  const rest = logistic(-twice);
  return s === 0 || rest === 0 ? s : s * (1 + x * rest * 2 * SQRT_TWO_OVER_PI * (1 + 3 * CUBIC * x * x));
}

/** logistic(2u) at x + d less that at x; u grows by √(2/π) · d · (1 + 0.044715 · (3x² + 3xd + d²)). */
function approximateRise(x: number, d: number): number {
  const twice = 2 * tanhArgument(x);
  const growth = 2 * SQRT_TWO_OVER_PI * d * (1 + CUBIC * (3 * x * x + 3 * x * d + d * d));
  const q = logistic(twice);
  const p = logistic(-twice);
  // Where one of both has underflowed, what the other moves to is the difference.
  if (q === 0) return logistic(2 * tanhArgument(x + d));
  if (p === 0) return -logistic(-2 * tanhArgument(x + d));
  return logisticChange(q, p, growth);
}

/** The series of Φ about the middle is used for steps up to this. */
const NEAR = 2 ** -5;

/**
 * Φ(x + d) - Φ(x) = φ(m) · d · (1 + He2(m) (d/2)² / 3! + He4(m) (d/2)⁴ / 5! + He6(m) (d/2)⁶ / 7! + ...) about the middle
 * m: the odd terms of the Taylor series vanish there, and the even ones are Hermite polynomials. For large steps the
 * tails on the nearer side are subtracted.
 */
function exactRise(x: number, d: number): number {
  const m = x + d / 2;
  if (Math.abs(d) * (1 + Math.abs(m)) > NEAR) {
    return x + d / 2 > 0
      ? (erfc(x * SQRT_HALF) - erfc((x + d) * SQRT_HALF)) / 2
      : (erfc(-(x + d) * SQRT_HALF) - erfc(-x * SQRT_HALF)) / 2;
  }
  const q = (d / 2) ** 2;
  const s = m * m;
  const he2 = s - 1;
  const he4 = (s - 6) * s + 3;
  const he6 = ((s - 15) * s + 45) * s - 15;
  return INVERSE_SQRT_TWO_PI * Math.exp(-s / 2) * d * (1 + q * (he2 / 6 + q * (he4 / 120 + (q * he6) / 5040)));
}
