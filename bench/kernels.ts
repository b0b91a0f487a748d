// Matrix products: plain loops beside the WebAssembly kernel, shape by shape, in the three forms that a layer's forward
// and backward pass take. Timed in turn; medians. The last column says which of them the engine takes.

import { performance } from 'node:perf_hooks';
import { addInLoops } from '../src/engine/kernels/loops';
import { packingPays } from '../src/engine/kernels/matmul';
import { addInTiles } from '../src/engine/kernels/tiles';
import { openTiles } from '../src/engine/kernels/wasm/instance';
import { randomStream } from '../src/engine/random';

/** m × k × n: the layers of 784-50-10 at two batches, either side of where packing pays, and one beyond the caches. */
const SHAPES = [
  [3, 784, 50],
  [100, 784, 50],
  [784, 3, 50],
  [784, 100, 50],
  [3, 50, 10],
  [100, 50, 10],
  [1, 784, 50],
  [4, 50, 6],
  [8, 8, 8],
  [16, 16, 16],
  [64, 64, 64],
  [30, 9, 676],
  [512, 512, 512],
] as const;

/** By form, the strides of both operands: row and step of a, column and step of b. */
const FORMS: Readonly<Record<string, (m: number, k: number, n: number) => readonly [number, number, number, number]>> =
  {
    'a·b': (_m, k, n) => [k, 1, 1, n],
    'a·bᵀ': (_m, k) => [k, 1, k, 1],
    'aᵀ·b': (m, _k, n) => [1, m, 1, n],
  };

/** Milliseconds for one turn of each. */
function medians(contestants: readonly (() => void)[], rounds: number, turns: number): number[] {
  const times = contestants.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    contestants.forEach((run, which) => {
      const start = performance.now();
      for (let turn = 0; turn < turns; turn++) run();
      times[which].push((performance.now() - start) / turns);
    });
  }
  return times.map((each) => each.sort((p, q) => p - q)[each.length >> 1]);
}

const tiles = openTiles();
if (!tiles) throw new Error('this host has no WebAssembly with vectors');
const { normal } = randomStream(0, 'bench/kernels');
const normals = (count: number): Float64Array => Float64Array.from({ length: count }, normal);

console.log('   m ×   k ×   n  form   loops  tiles GFLOP/s   ratio  taken');
for (const [m, k, n] of SHAPES) {
  for (const [form, stridesOf] of Object.entries(FORMS)) {
    const [a, b, out] = [normals(m * k), normals(k * n), normals(m * n)];
    const [aRow, aStep, bCol, bStep] = stridesOf(m, k, n);
    const turns = Math.max(1, Math.round(1e6 / (m * k * n)));
    const [loopsMs, tilesMs] = medians(
      [
        () => addInLoops(a, 0, aRow, aStep, b, 0, bCol, bStep, out, 0, n, m, k, n),
        () => addInTiles(tiles, a, 0, aRow, aStep, b, 0, bCol, bStep, out, 0, n, m, k, n),
      ],
      m * k * n > 1e8 ? 7 : 41,
      turns,
    );
    const shape = [m, k, n].map((extent) => String(extent).padStart(4)).join(' ×');
    const rate = (ms: number): string => ((2e-6 * m * k * n) / ms).toFixed(1).padStart(6);
    const ratio = (loopsMs / tilesMs).toFixed(2).padStart(7);
    console.log(
      `${shape}  ${form.padEnd(5)}${rate(loopsMs)} ${rate(tilesMs)}        ${ratio}  ${packingPays(m, k, n) ? 'tiles' : 'loops'}`,
    );
  }
}
