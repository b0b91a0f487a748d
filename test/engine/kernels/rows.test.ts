// Products of a few rows: beside the plain loops, bit for bit.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addInLoops } from '../../../src/engine/kernels/loops';
import { addInRows } from '../../../src/engine/kernels/rows';
import { randomStream } from '../../../src/engine/random';

const CASE = fc.record({
  m: fc.integer({ min: 1, max: 5 }),
  depth: fc.integer({ min: 1, max: 23 }),
  n: fc.integer({ min: 1, max: 23 }),
  gap: fc.integer({ min: 0, max: 3 }),
  transposed: fc.boolean(),
  narrow: fc.boolean(),
  seed: fc.nat(),
});

test('a few rows have the bits of plain loops, are added to what stands there, and nothing else is written', () => {
  fc.assert(
    fc.property(CASE, ({ m, depth, n, gap, transposed, narrow, seed }) => {
      const { normal } = randomStream(seed, 'rows');
      const normals = (length: number): Float64Array => Float64Array.from({ length }, normal);
      const a = normals(m * depth);
      const b = normals(2 + depth * (n + gap));
      const out = (narrow ? Float32Array : Float64Array).from(normals(3 + m * (n + gap)));
      const expected = out.slice();
      const [aRow, aStep] = transposed ? [1, m] : [depth, 1];
      addInRows(a, 0, aRow, aStep, b, 2, n + gap, out, 3, n + gap, m, depth, n);
      addInLoops(a, 0, aRow, aStep, b, 2, 1, n + gap, expected, 3, n + gap, m, depth, n);
      expect(out).toEqual(expected);
    }),
    { numRuns: 300, seed: 1 },
  );
});
