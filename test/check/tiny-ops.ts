// Ops of a line or two, for the tests of the check.

import { perElement, unary } from '../../src/engine/elementwise';
import { defineOp } from '../../src/engine/op';

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
      shift(x, y, d, { into, at, count }) {
        for (let i = at; i < at + count; i++) into[i] = f(x + d[i]) - y;
      },
      jvp: perElement(derivative),
      formula: { forward: name, gradients: { x: `dout · ${name}'` } },
      samples: [],
    }),
  );
}
