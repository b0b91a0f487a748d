// The whole check of 784-50-10 beside the book's numerical gradient in NumPy and PyTorch's gradcheck, both of the
// parameters alone. Runs are interleaved, one thread each, CPU seconds;
// medians, spread and ratios of one session are printed.
// usage: compare.ts [ROUNDS]. Needs python3 with numpy and torch (Debian: python3-numpy, python3-torch).
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const ROUNDS = Number(process.argv[2] ?? 3);
const BATCHES = [3, 100];
const ONE_THREAD = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };

interface Contender {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

const here = (file: string): string => path.join(import.meta.dirname, file);

const CONTENDERS: readonly Contender[] = [
  { name: 'gradcheck', command: [process.execPath, '--import', 'tsx', here('own_check.ts')] },
  { name: 'NumPy (book)', command: ['/usr/bin/python3', here('book_numpy.py')] },
  { name: 'PyTorch gradcheck', command: ['/usr/bin/python3', here('torch_gradcheck.py')] },
];

function seconds({ name, command: [program, ...args] }: Contender, batch: number): number {
  const { status, signal, stdout, stderr } = spawnSync(program, [...args, String(batch)], {
    encoding: 'utf8',
    env: { ...process.env, ...ONE_THREAD },
  });
  if (status !== 0) throw new Error(`${name} ended with ${signal ?? status}: ${stderr}`);
  return (JSON.parse(stdout) as { seconds: number }).seconds;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function row(cells: readonly string[]): string {
  return cells.map((cell, column) => (column < 2 ? cell.padEnd(column ? 18 : 6) : cell.padStart(20))).join(' ');
}

console.log(row(['batch', '', 'median', 'range', 'against gradcheck']));
for (const batch of BATCHES) {
  const times = CONTENDERS.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    CONTENDERS.forEach((contender, c) => times[c].push(seconds(contender, batch)));
  }
  const own = median(times[0]);
  CONTENDERS.forEach(({ name }, c) => {
    const [least, most] = [Math.min(...times[c]), Math.max(...times[c])];
    const range = `${least.toPrecision(3)} .. ${most.toPrecision(3)} s`;
    const middle = median(times[c]);
    console.log(row([String(batch), name, `${middle.toPrecision(3)} s`, range, `${(middle / own).toPrecision(3)} x`]));
  });
}
