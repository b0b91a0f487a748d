// Pow: x to a fixed power p. The derivative is p · x^(p-1).

import { expm1, log1p } from '../difference';
import { perElement, unary } from '../elementwise';
import { defineOp } from '../op';

export const pow = defineOp(
  unary({
    name: 'Pow',
    category: 'arithmetic',
    summary: 'x to the power of a constant, elementwise.',
    attributes: { exponent: { type: 'number', required: true, summary: 'The power.' } },
    run(x, out, start, count, step, attributes) {
      const exponent = attributes.exponent as number;
      for (let i = start, k = 0; k < count; k++, i += step) out[i] = Math.pow(x[i], exponent);
    },
    pull(x, _out, dout, dx, attributes) {
      const exponent = attributes.exponent as number;
      // x^0 is 1 everywhere, at 0 too, where 0 · x^-1 would be no number.
      if (exponent === 0) return;
      for (let i = 0; i < dx.length; i++) dx[i] += dout[i] * exponent * Math.pow(x[i], exponent - 1);
    },
    shift(x, y, d, { into, at, count }, attributes) {
      const exponent = attributes.exponent as number;
      for (let i = at; i < at + count; i++) {
        const ratio = d[i] / x;
        // x^p · ((1 + d/x)^p - 1); at 0, and beyond it, nothing cancels in the difference itself.
        into[i] =
          Math.abs(ratio) < 0.5
            ? y * expm1(exponent * log1p(ratio))
            : d[i] === 0
              ? 0
              : Math.pow(x + d[i], exponent) - y;
      }
    },
    jvp: perElement((x, y, { exponent }) => {
      const p = exponent as number;
      return p === 0 ? 0 : x === 0 ? p * Math.pow(0, p - 1) : (p * y) / x;
    }),
    formula: { forward: 'x^exponent', gradients: { x: 'dout · exponent · x^(exponent - 1)' } },
    samples: [
      { shapes: [[3, 4]], attributes: { exponent: 3 } },
      { shapes: [[4]], attributes: { exponent: 2 } },
      { shapes: [[5]], attributes: { exponent: 0.5 }, ranges: [{ lo: 0.2, hi: 3 }] },
      { shapes: [[5]], attributes: { exponent: -1.5 }, ranges: [{ lo: 0.2, hi: 3 }] },
    ],
  }),
);
