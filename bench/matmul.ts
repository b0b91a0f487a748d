// Matrix products: the blocked kernel beside a naive triple loop at 100 × 784 × 50, and the single column and row that
// a check recomputes. Both are timed in turn, so that other work on the machine disturbs them alike.

import { performance } from 'node:perf_hooks';
import { matmul } from '../src/engine/kernels/matmul';
import { randomStream } from '../src/engine/random';
import type { Data } from '../src/engine/tensor';

const [m, k, n] = [100, 784, 50];
const random = randomStream(0, 'bench/matmul');
const a = Float64Array.from({ length: m * k }, () => random.normal());
const b = Float64Array.from({ length: k * n }, () => random.normal());
const out = new Float64Array(m * n);

function naive(a: Data, b: Data, out: Data, m: number, k: number, n: number): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let t = 0; t < k; t++) sum += a[i * k + t] * b[t * n + j];
      out[i * n + j] = sum;
    }
  }
}

/** Milliseconds for one turn of each, the median over many rounds. */
function medians(contestants: readonly (() => void)[], rounds: number): number[] {
  const times = contestants.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    contestants.forEach((run, which) => {
      const start = performance.now();
      run();
      times[which].push(performance.now() - start);
    });
  }
  return times.map((each) => each.sort((x, y) => x - y)[rounds >> 1]);
}

const [naiveMs, blockedMs, columnMs, rowMs] = medians(
  [
    () => naive(a, b, out, m, k, n),
    () => matmul(a, b, out, m, k, n, 0, m, 0, n),
    () => matmul(a, b, out, m, k, n, 0, m, 7, 8),
    () => matmul(a, b, out, m, k, n, 7, 8, 0, n),
  ],
  200,
);

console.log(`matmul ${m}×${k}×${n}`);
console.log(`  naive triple loop  ${naiveMs.toFixed(3)} ms`);
console.log(`  blocked            ${blockedMs.toFixed(3)} ms   ${(naiveMs / blockedMs).toFixed(1)} times as fast`);
console.log(`  one column         ${(columnMs * 1e3).toFixed(0)} µs`);
console.log(`  one row            ${(rowMs * 1e3).toFixed(0)} µs`);
