// Programs in a real worker: what they may cost, and that the next check works.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nodePlatform } from '../../src/platform/node/start-worker';
import { Cancelled } from '../../src/session/types';
import { Checker } from '../../src/supervisor/checker';
import { bundledWorker } from './bundle';

const limits = { seconds: () => 60, silenceMs: 30_000, obedienceMs: 500, idleMs: 60_000 };
const worker = bundledWorker();
let checker: Checker;
beforeAll(() => {
  checker = new Checker(
    nodePlatform(worker.dist),
    { readFile: () => Promise.reject(new Error('no such file')), log: () => undefined },
    limits,
  );
});
afterAll(() => checker.dispose());

const start = (text: string, file = 'net.grad.ts') => checker.check({ uri: `file:///${file}`, file, text }, () => {});

async function errorOf(text: string) {
  const since = performance.now();
  const { report } = await start(text).result;
  console.log(`${text.split('\n').at(-1)}: after ${Math.round(performance.now() - since)} ms`);
  expect(report.status).toBe('error');
  return report.status === 'error' ? report.errors[0] : undefined;
}

async function expectNextWorks() {
  const apple = '{ "inputs": { "x": 2 }, "layers": [{ "type": "Square", "inputs": "x" }] }';
  expect((await start(apple, 'apple.grad.json').result).report.status).toBe('pass');
}

it('ends an array that grows without end at its loop', async () => {
  const error = await errorOf('const all: unknown[] = [];\nfor (;;) all.push(new Array(1e5).fill(all.length));');
  expect(error).toMatchObject({ code: 'limit', span: { line: 2, column: 1 } });
  await expectNextWorks();
});

it('ends arrays of numbers without end, which are outside of the heap, and keeps the worker', async () => {
  const error = await errorOf('const all: unknown[] = [];\nfor (;;) all.push(new Float64Array(1e7));');
  expect(error).toMatchObject({ code: 'limit', span: { line: 2, column: 1 } });
  await expectNextWorks();
});

it('lets arrays of numbers come and go', async () => {
  const text = 'let last;\nfor (let i = 0; i < 50; i++) last = new Float64Array(1e7);\nexport default last;';
  expect(await errorOf(text)).toMatchObject({ code: 'wrong-type' });
});

it('ends what no loop of the program’s own shows, at the last place known', async () => {
  limits.silenceMs = 2000;
  const error = await errorOf(`const stuck = (s: string) => /^(a+)+$/.test(s);\n\nstuck('a'.repeat(60) + 'b');`);
  expect(error).toMatchObject({ code: 'timeout', span: { line: 1, column: 15 }, found: '2 s of work without an end' });
  limits.silenceMs = 30_000;
  await expectNextWorks();
});

it('ends a program that is cancelled within a second', async () => {
  const { result, cancel } = start('for (;;);');
  await new Promise((resolve) => setTimeout(resolve, 300));
  const since = performance.now();
  cancel();
  await expect(result).rejects.toBeInstanceOf(Cancelled);
  expect(performance.now() - since).toBeLessThan(1000);
  await expectNextWorks();
});
