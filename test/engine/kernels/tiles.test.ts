// Matrix products in WebAssembly: beside the plain loops, bit for bit, and beside exact arithmetic.

import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { addInLoops } from '../../../src/engine/kernels/loops';
import { addInTiles } from '../../../src/engine/kernels/tiles';
import { openTiles } from '../../../src/engine/kernels/wasm/instance';
import { randomStream } from '../../../src/engine/random';
import type { Data } from '../../../src/engine/tensor';

const tiles = openTiles()!;

type Kernel = typeof addInLoops;
const tiled: Kernel = (...args) => addInTiles(tiles, ...args);

/** The three products of (m, k) and (k, n) that the engine takes: how operand a and operand b are stored. */
const LAYOUTS: Readonly<
  Record<string, (m: number, k: number, n: number) => readonly [number, number, number, number]>
> = {
  'a · b': (_m, k, n) => [k, 1, 1, n],
  'a · bᵀ': (_m, k) => [k, 1, k, 1],
  'aᵀ · b': (m, _k, n) => [1, m, 1, n],
};

function normals(count: number, seed: number): Float64Array {
  return Float64Array.from({ length: count }, randomStream(seed, 'tiles').normal);
}

interface Product {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly seed: number;
}

const extent = fc.integer({ min: 1, max: 21 });
const products = fc.record<Product>({ m: extent, k: extent, n: extent, seed: fc.nat() });

/** Both kernels on one block of one product: what stands in the result afterwards. */
function results({ m, k, n, seed }: Product, layout: string, a: Data, b: Data, room: Data): readonly [Data, Data] {
  const { below } = randomStream(seed, 'block');
  const [rowLo, colLo] = [below(m), below(n)];
  const [rowHi, colHi] = [rowLo + 1 + below(m - rowLo), colLo + 1 + below(n - colLo)];
  const [aRow, aStep, bCol, bStep] = LAYOUTS[layout](m, k, n);
  const run = (kernel: Kernel): Data => {
    const out = room.slice();
    const [aAt, bAt, outAt] = [rowLo * aRow, colLo * bCol, rowLo * n + colLo];
    kernel(a, aAt, aRow, aStep, b, bAt, bCol, bStep, out, outAt, n, rowHi - rowLo, k, colHi - colLo);
    return out;
  };
  return [run(tiled), run(addInLoops)];
}

describe.each(Object.keys(LAYOUTS))('%s in tiles', (layout) => {
  test('has the bits of plain loops in any block, is added to what stands there, and writes nothing else', () => {
    fc.assert(
      fc.property(products, (product) => {
        const { m, k, n, seed } = product;
        const [found, expected] = results(
          product,
          layout,
          normals(m * k, seed),
          normals(k * n, seed + 1),
          normals(m * n, seed + 2),
        );
        expect(found).toEqual(expected);
      }),
    );
  });

  test('has the bits of plain loops over several blocks of rows, columns and depth', () => {
    const [m, k, n] = [259, 517, 262];
    const [a, b] = [normals(m * k, 1), normals(k * n, 2)];
    const [aRow, aStep, bCol, bStep] = LAYOUTS[layout](m, k, n);
    const [found, expected] = [tiled, addInLoops].map((kernel) => {
      const out = new Float64Array(m * n);
      kernel(a, 0, aRow, aStep, b, 0, bCol, bStep, out, 0, n, m, k, n);
      return out;
    });
    expect(found).toEqual(expected);
  });

  test('is summed in double precision and rounded once in float32', () => {
    fc.assert(
      fc.property(products, (product) => {
        const { m, k, n, seed } = product;
        const [found, expected] = results(
          product,
          layout,
          Float32Array.from(normals(m * k, seed)),
          Float32Array.from(normals(k * n, seed + 1)),
          Float32Array.from(normals(m * n, seed + 2)),
        );
        expect(found).toEqual(expected);
      }),
    );
  });

  test('keeps infinities, not-a-numbers and signed zeros where plain loops have them', () => {
    const values = fc.array(fc.constantFrom(1, -1, 0, -0, Infinity, -Infinity, NaN, 1e308, 5e-324), {
      minLength: 21 * 21,
      maxLength: 21 * 21,
    });
    fc.assert(
      fc.property(products, values, values, (product, a, b) => {
        const room = new Float64Array(product.m * product.n);
        const [found, expected] = results(product, layout, Float64Array.from(a), Float64Array.from(b), room);
        expect(found).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });
});

test.each([
  ['tiles', tiled],
  ['loops', addInLoops],
])('a sum of k products in %s is within k·u·Σ|a||b| of exact arithmetic', (_name, kernel) => {
  // Whole multiples of 2^-52: products and sums are whole multiples of 2^-104, which BigInt holds exactly.
  const units = fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n });
  const operand = fc.array(units, { minLength: 16 * 40, maxLength: 16 * 40 });
  const data = (whole: readonly bigint[]): Float64Array => Float64Array.from(whole, (v) => Number(v) / 2 ** 52);
  const size = (v: bigint): bigint => (v < 0n ? -v : v);
  fc.assert(
    fc.property(operand, operand, fc.integer({ min: 1, max: 40 }), (a, b, k) => {
      const [m, n] = [4, 5];
      const out = new Float64Array(m * n);
      kernel(data(a), 0, k, 1, data(b), 0, 1, n, out, 0, n, m, k, n);
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < n; j++) {
          let sum = 0n;
          let magnitude = 0n;
          for (let t = 0; t < k; t++) {
            sum += a[i * k + t] * b[t * n + j];
            magnitude += size(a[i * k + t] * b[t * n + j]);
          }
          const error = size(BigInt(out[i * n + j] * 2 ** 104) - sum);
          expect(error * 2n ** 53n <= BigInt(k) * magnitude).toBe(true);
        }
      }
    }),
    { numRuns: 50 },
  );
});

describe('where the host has no such kernel, products have the same bits', () => {
  const [m, k, n] = [16, 16, 16];
  const [a, b] = [normals(m * k, 3), normals(k * n, 4)];

  /** All three products, by modules loaded afresh. */
  async function productsAfresh(): Promise<readonly Float64Array[]> {
    vi.resetModules();
    const { addMatmulNT, addMatmulTN, matmul } = await import('../../../src/engine/kernels/matmul');
    return [matmul, addMatmulNT, addMatmulTN].map((product) => {
      const out = new Float64Array(m * n);
      product(a, b, out, m, k, n, 0, m, 0, n);
      return out;
    });
  }

  afterEach(() => vi.unstubAllGlobals());

  class Forbidden {
    constructor() {
      throw new WebAssembly.CompileError('the page forbids compiling');
    }
  }

  test.each<readonly [string, unknown]>([
    ['no WebAssembly', undefined],
    ['no vectors', { ...withoutMethods(), validate: () => false }],
    ['a policy against it', { ...withoutMethods(), validate: () => true, Module: Forbidden }],
  ])('%s', async (_case, host) => {
    const expected = await productsAfresh();
    vi.stubGlobal('WebAssembly', host);
    expect(await productsAfresh()).toEqual(expected);
  });

  test('and what else goes wrong is not taken for that', async () => {
    class Broken {
      constructor() {
        throw new RangeError('out of memory');
      }
    }
    vi.stubGlobal('WebAssembly', { ...withoutMethods(), validate: () => true, Module: Broken });
    await expect(productsAfresh()).rejects.toThrow('out of memory');
  });
});

/** The host's own WebAssembly, of which only errors are left. */
function withoutMethods(): { readonly CompileError: typeof WebAssembly.CompileError } {
  return { CompileError: WebAssembly.CompileError };
}
