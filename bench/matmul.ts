// Matrix products: the blocked kernel beside a naive triple loop at 100 × 784 × 50, and the single column and row that
// a check recomputes, each timed in turn.

import { performance } from 'node:perf_hooks';
import { matmul } from '../src/engine/kernels/matmul';
import { randomStream } from '../src/engine/random';
import type { Data } from '../src/engine/tensor';

const [m, k, n] = [100, 784, 50];
const random = randomStream(0, 'bench/matmul');
const a = Float64Array.from({ length: m * k }, () => random.normal());
const b = Float64Array.from({ length: k * n }, () => random.normal());
const out = new Float64Array(m * n);

/** As it stands in a textbook. */
function naive(a: Data, b: Data, out: Data, m: number, k: number, n: number): void {
  out.fill(0);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      for (let t = 0; t < k; t++) out[i * n + j] += a[i * k + t] * b[t * n + j];
    }
  }
}

/** The same with each sum held in a variable. */
function summed(a: Data, b: Data, out: Data, m: number, k: number, n: number): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let t = 0; t < k; t++) sum += a[i * k + t] * b[t * n + j];
      out[i * n + j] = sum;
    }
  }
}

/** Milliseconds for one turn of each: the best of many rounds, which other work on the machine disturbs least. */
function bestOf(contestants: readonly (() => void)[], rounds: number): number[] {
  const best = contestants.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    contestants.forEach((run, which) => {
      const start = performance.now();
      run();
      best[which] = Math.min(best[which], performance.now() - start);
    });
  }
  return best;
}

const [naiveMs, summedMs, blockedMs, columnMs, rowMs] = bestOf(
  [
    () => naive(a, b, out, m, k, n),
    () => summed(a, b, out, m, k, n),
    () => matmul(a, b, out, m, k, n, 0, m, 0, n),
    () => matmul(a, b, out, m, k, n, 0, m, 7, 8),
    () => matmul(a, b, out, m, k, n, 7, 8, 0, n),
  ],
  300,
);

console.log(`matmul ${m}×${k}×${n}`);
const ratio = (ms: number): string => `${ms.toFixed(2)} ms   blocked is ${(ms / blockedMs).toFixed(1)} times as fast`;
console.log(`  naive triple loop    ${ratio(naiveMs)}`);
console.log(`  sums in a variable   ${ratio(summedMs)}`);
console.log(`  blocked              ${blockedMs.toFixed(2)} ms`);
console.log(`  one column           ${(columnMs * 1e3).toFixed(0)} µs`);
console.log(`  one row              ${(rowMs * 1e3).toFixed(0)} µs`);
