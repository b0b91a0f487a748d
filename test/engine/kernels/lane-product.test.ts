// How matrix products move: windows of both operands, in several lanes, beside the definition.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { moveProduct, type Window } from '../../../src/engine/kernels/lane-product';
import { randomStream, type Random } from '../../../src/engine/random';

const extent = fc.integer({ min: 1, max: 12 });
const cases = fc.record({ m: extent, k: extent, n: extent, lanes: extent, at: fc.nat(3), seed: fc.nat() });

function normals(count: number, { normal }: Random): Float64Array {
  return Float64Array.from({ length: count }, normal);
}

/** Some rectangle of a matrix, with movements that begin after `at` others. */
function windowIn(rows: number, cols: number, lanes: number, at: number, random: Random): Window {
  const [rowLo, colLo] = [random.below(rows), random.below(cols)];
  const [rowHi, colHi] = [rowLo + 1 + random.below(rows - rowLo), colLo + 1 + random.below(cols - colLo)];
  const d = normals((at + (rowHi - rowLo) * (colHi - colLo)) * lanes, random);
  return { d, at, rowLo, rowHi, colLo, colHi };
}

/** By how much an element of a matrix moves in a lane. */
function moveOf(window: Window | null, lanes: number, row: number, col: number, lane: number): number {
  if (!window) return 0;
  const { d, at, rowLo, rowHi, colLo, colHi } = window;
  if (row < rowLo || row >= rowHi || col < colLo || col >= colHi) return 0;
  return d[(at + (row - rowLo) * (colHi - colLo) + col - colLo) * lanes + lane];
}

test.each([
  ['the left operand moves', true, false],
  ['the right operand moves', false, true],
  ['both operands move', true, true],
])('where %s, a product moves by dx · y + x · dy + dx · dy in every lane', (_case, left, right) => {
  fc.assert(
    fc.property(cases, ({ m, k, n, lanes, at, seed }) => {
      const random = randomStream(seed, 'lanes');
      const [x, y] = [normals(at + m * k, random), normals(at + k * n, random)];
      const dx = left ? windowIn(m, k, lanes, at, random) : null;
      const dy = right ? windowIn(k, n, lanes, at, random) : null;
      const into = windowIn(m, n, lanes, at, random);
      const before = into.d.slice(0, at * lanes);
      moveProduct({ data: x, at, width: k, window: dx }, { data: y, at, width: n, window: dy }, into, lanes);
      expect(into.d.slice(0, at * lanes)).toEqual(before);
      for (let row = into.rowLo; row < into.rowHi; row++) {
        for (let col = into.colLo; col < into.colHi; col++) {
          for (let lane = 0; lane < lanes; lane++) {
            let sum = 0;
            let magnitude = 0;
            for (let t = 0; t < k; t++) {
              const [u, v] = [x[at + row * k + t], y[at + t * n + col]];
              const [du, dv] = [moveOf(dx, lanes, row, t, lane), moveOf(dy, lanes, t, col, lane)];
              sum += du * v + u * dv + du * dv;
              magnitude += Math.abs(du * v) + Math.abs(u * dv) + Math.abs(du * dv);
            }
            const found = moveOf(into, lanes, row, col, lane);
            expect(Math.abs(found - sum)).toBeLessThanOrEqual(6 * k * 2 ** -53 * magnitude);
          }
        }
      }
    }),
    { numRuns: 60 },
  );
});
