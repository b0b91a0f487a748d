// The kernels: matrix products over blocks, the error function, the logistic function.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { erfc } from '../../src/engine/kernels/erfc';
import { logistic } from '../../src/engine/kernels/logistic';
import { addMatmulNT, addMatmulTN, matmul } from '../../src/engine/kernels/matmul';
import { randomStream } from '../../src/engine/random';

const size = fc.integer({ min: 1, max: 11 });

function normals(count: number, seed: number): Float64Array {
  return Float64Array.from({ length: count }, randomStream(seed, 'kernels').normal);
}

/** The definition: products added in the order of the depth. */
function naive(
  m: number,
  k: number,
  n: number,
  a: (i: number, t: number) => number,
  b: (t: number, j: number) => number,
) {
  return Float64Array.from({ length: m * n }, (_, at) => {
    let sum = 0;
    for (let t = 0; t < k; t++) sum += a(Math.floor(at / n), t) * b(t, at % n);
    return sum;
  });
}

describe('a matrix product', () => {
  test('has, in any block, the bits of a naive triple loop, and writes nothing else', () => {
    fc.assert(
      fc.property(size, size, size, fc.nat(), (m, k, n, seed) => {
        const a = normals(m * k, seed);
        const b = normals(k * n, seed + 1);
        const whole = naive(
          m,
          k,
          n,
          (i, t) => a[i * k + t],
          (t, j) => b[t * n + j],
        );
        const { below } = randomStream(seed, 'block');
        const [rowLo, colLo] = [below(m), below(n)];
        const [rowHi, colHi] = [rowLo + 1 + below(m - rowLo), colLo + 1 + below(n - colLo)];
        const out = new Float64Array(m * n).fill(99);
        matmul(a, b, out, m, k, n, rowLo, rowHi, colLo, colHi);
        const inside = (i: number, j: number): boolean => i >= rowLo && i < rowHi && j >= colLo && j < colHi;
        expect(out).toEqual(whole.map((value, at) => (inside(Math.floor(at / n), at % n) ? value : 99)));
      }),
    );
  });

  test('with the second operand transposed is added to what stands there', () => {
    fc.assert(
      fc.property(size, size, size, fc.nat(), (m, k, n, seed) => {
        const a = normals(m * k, seed);
        const b = normals(n * k, seed + 1);
        const out = new Float64Array(m * n).fill(2);
        addMatmulNT(a, b, out, m, k, n);
        expect(out).toEqual(
          naive(
            m,
            k,
            n,
            (i, t) => a[i * k + t],
            (t, j) => b[j * k + t],
          ).map((value) => 2 + value),
        );
      }),
    );
  });

  test('with the first operand transposed is added to what stands there', () => {
    fc.assert(
      fc.property(size, size, size, fc.nat(), (m, k, n, seed) => {
        const a = normals(k * m, seed);
        const b = normals(k * n, seed + 1);
        const out = new Float64Array(m * n).fill(2);
        addMatmulTN(a, b, out, m, k, n);
        expect(out).toEqual(
          naive(
            m,
            k,
            n,
            (i, t) => a[t * m + i],
            (t, j) => b[t * n + j],
          ).map((value) => 2 + value),
        );
      }),
    );
  });

  test('in float32 is summed in double precision and rounded once', () => {
    const a = Float32Array.of(1, 2 ** -24, 2 ** -24, -1);
    const b = Float32Array.of(1, 1, 1, 1);
    const out = new Float32Array(1);
    matmul(a, b, out, 1, 4, 1, 0, 1, 0, 1);
    expect(out[0]).toBe(2 ** -23);
  });
});

test.each([
  [-3, 1.9999779095030015],
  [-0.25, 1.276326390168237],
  [0, 1],
  [0.25, 0.7236736098317631],
  [0.5, 0.4795001221869535],
  [1, 0.15729920705028513],
  [3, 2.209049699858544e-5],
  [10, 2.088487583762545e-45],
  [26, 5.663192408856143e-296],
])('erfc(%d) is right to the last digits', (x, expected) => {
  expect(Math.abs(erfc(x) - expected)).toBeLessThanOrEqual(1e-15 * expected);
});

test('erfc has its limits at infinity', () => {
  expect([erfc(-Infinity), erfc(Infinity), erfc(NaN)]).toEqual([2, 0, NaN]);
});

test('the logistic function neither overflows nor loses its small values', () => {
  expect([logistic(-1000), logistic(0), logistic(1000)]).toEqual([0, 0.5, 1]);
  expect(logistic(-700) / Math.exp(-700)).toBeCloseTo(1, 14);
});
