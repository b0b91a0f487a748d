// Ops of a line or two for the tests of the check.

import { binary, unary } from '../../src/engine/elementwise';
import { defineOp } from '../../src/engine/op';

export const sub = defineOp(
  binary({
    name: 'Sub',
    category: 'arithmetic',
    summary: 'x - y',
    run: (x, y, out) => (o, os, i, is, j, js, n) => {
      for (; n > 0; n--, o += os, i += is, j += js) out[o] = x[i] - y[j];
    },
    pullX:
      ({ dout, grad }) =>
      (o, os, i, is, _j, _js, n) => {
        for (; n > 0; n--, o += os, i += is) grad[i] += dout[o];
      },
    pullY:
      ({ dout, grad }) =>
      (o, os, _i, _is, j, js, n) => {
        for (; n > 0; n--, o += os, j += js) grad[j] -= dout[o];
      },
    formula: { forward: 'x - y', gradients: { x: 'dout', y: '-dout' } },
    samples: [],
  }),
);

/** Smooth elementwise functions with their derivatives. */
export function smooth(name: string, f: (x: number) => number, derivative: (x: number) => number) {
  return defineOp(
    unary({
      name,
      category: 'activation',
      summary: name,
      attributes: {},
      run(x, out, start, count, step) {
        for (let i = start, k = 0; k < count; k++, i += step) out[i] = f(x[i]);
      },
      pull(x, _out, dout, dx) {
        for (let i = 0; i < dx.length; i++) dx[i] += dout[i] * derivative(x[i]);
      },
      formula: { forward: name, gradients: { x: `dout · ${name}'` } },
      samples: [],
    }),
  );
}
