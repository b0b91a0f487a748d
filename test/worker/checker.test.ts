import { afterEach, expect, it } from 'vitest';
import { Worker } from 'node:worker_threads';
import { Checker, type CheckerLimits } from '../../src/supervisor/checker';
import { TimedOut, WorkerFailed } from '../../src/supervisor/errors';
import { placeOf } from '../../src/network/typescript/place';
import { workerThread } from '../../src/platform/node/thread';
import { Cancelled } from '../../src/session/types';
import type { SessionResult } from '../../src/protocol/messages';

// Does what the network's text says; the answer names the file.
const SCRIPTED = `
const { parentPort } = require('node:worker_threads');
let waiting = null;
const answer = (id, file) => parentPort.postMessage({ type: 'answer', id, answer: { ok: false, report: { file } } });
parentPort.on('message', ({ type, id, request }) => {
  if (type === 'cancel') {
    if (id === waiting) parentPort.postMessage({ type: 'error', id, error: { name: 'Cancelled', message: '' } });
    return;
  }
  parentPort.postMessage({ type: 'progress', id, progress: { done: 0, total: 1, tensor: request.file } });
  if (request.text === 'loop for ever') for (;;);
  if (request.text === 'throw') throw new Error('a fault of ours');
  if (request.text === 'exit') process.exit(3);
  if (request.text === 'wait') waiting = id;
  else answer(id, request.file);
});`;

const LIMITS: CheckerLimits = { seconds: () => 10, silenceMs: 5000, obedienceMs: 200, idleMs: 60_000 };

const started: Worker[] = [];
const pulse = new Int32Array(new SharedArrayBuffer(8));
const checkers: Checker[] = [];
afterEach(async () => {
  pulse.fill(0);
  for (const checker of checkers.splice(0)) checker.dispose();
  await Promise.all(started.splice(0).map((worker) => worker.terminate()));
});

function checkerOf(limits: Partial<CheckerLimits> = {}): Checker {
  const platform = {
    processors: 1,
    startWorker: () => {
      const worker = new Worker(SCRIPTED, { eval: true });
      started.push(worker);
      return workerThread(worker, pulse);
    },
  };
  const checker = new Checker(
    platform,
    { readFile: () => new Uint8Array(), log: () => undefined },
    { ...LIMITS, ...limits },
  );
  checkers.push(checker);
  return checker;
}

function check(checker: Checker, file: string, text: string, progress = (): void => undefined) {
  const { result, cancel } = checker.check({ uri: `file:///${file}`, file, text }, progress);
  return { result: result.then(({ report }: SessionResult) => report.file), cancel };
}

/** Resolves when the worker has begun with it. */
function begun(checker: Checker, file: string, text: string) {
  let run!: ReturnType<typeof check>;
  const start = new Promise<void>((resolve) => {
    run = check(checker, file, text, resolve);
  });
  const settled = run.result.catch((error: unknown) => error);
  return start.then(() => ({ ...run, settled }));
}

it('starts no worker before the first check, and keeps it for the next', async () => {
  const checker = checkerOf();
  expect(started).toHaveLength(0);
  expect(await check(checker, 'a', '').result).toBe('a');
  expect(await check(checker, 'b', '').result).toBe('b');
  expect(started).toHaveLength(1);
});

it('runs one check after the other', async () => {
  const checker = checkerOf();
  const order: string[] = [];
  const files = ['a', 'b', 'c'];
  await Promise.all(files.map((file) => check(checker, file, '').result.then((name) => order.push(name))));
  expect(order).toEqual(files);
});

it('ends a worker that overruns, says after how long, and starts another for the next check', async () => {
  let seconds = 0.1;
  const checker = checkerOf({ seconds: () => seconds });
  const error = await check(checker, 'a', 'loop for ever').result.catch((e: unknown) => e);
  expect(error).toBeInstanceOf(TimedOut);
  expect(error).toMatchObject({ seconds });
  seconds = 10;
  expect(await check(checker, 'b', '').result).toBe('b');
  expect(started).toHaveLength(2);
});

it('ends a program that holds its worker without a breath, and reports where it was last', async () => {
  const checker = checkerOf({ silenceMs: 1200 });
  pulse[0] = placeOf({ line: 1, column: 6 });
  const { result } = checker.check({ uri: 'file:///a', file: 'a.grad.ts', text: 'loop for ever' }, () => {});
  expect((await result).report).toMatchObject({
    errors: [{ code: 'timeout', span: { line: 1, column: 6, endColumn: 14 } }],
  });
  pulse[0] = 0;
  expect(await check(checker, 'b', '').result).toBe('b');
});

it('lets a program work that breathes, however long it says nothing', async () => {
  const checker = checkerOf({ silenceMs: 1200 });
  pulse[0] = placeOf({ line: 1, column: 1 });
  const breathing = setInterval(() => pulse[1]++, 20);
  const run = await begun(checker, 'a', 'wait');
  await new Promise((resolve) => setTimeout(resolve, 1800));
  run.cancel();
  clearInterval(breathing);
  expect(await run.settled).toBeInstanceOf(Cancelled);
  expect(started).toHaveLength(1);
});

it('cancels a check and keeps the worker that obeys', async () => {
  const checker = checkerOf();
  const run = await begun(checker, 'a', 'wait');
  run.cancel();
  expect(await run.settled).toBeInstanceOf(Cancelled);
  expect(await check(checker, 'b', '').result).toBe('b');
  expect(started).toHaveLength(1);
});

it('ends a worker that does not obey a cancel in time', async () => {
  const checker = checkerOf();
  const run = await begun(checker, 'a', 'loop for ever');
  const since = performance.now();
  run.cancel();
  expect(await run.settled).toBeInstanceOf(Cancelled);
  expect(performance.now() - since).toBeGreaterThan(150);
  expect(performance.now() - since).toBeLessThan(2000);
  expect(await check(checker, 'b', '').result).toBe('b');
});

it('puts a new check of a document in the place of its older one', async () => {
  const checker = checkerOf();
  const run = await begun(checker, 'a', 'wait');
  expect(await check(checker, 'a', '').result).toBe('a');
  expect(await run.settled).toBeInstanceOf(Cancelled);
});

it('lets a check of another document wait, and a waiting one be cancelled at once', async () => {
  const checker = checkerOf();
  const first = await begun(checker, 'a', 'wait');
  const second = check(checker, 'b', '');
  second.cancel();
  await expect(second.result).rejects.toBeInstanceOf(Cancelled);
  const third = check(checker, 'c', '');
  first.cancel();
  expect(await third.result).toBe('c');
});

it.each([
  ['throw', 'a fault of ours'],
  ['exit', 'the worker ended with exit code 3'],
])('says that a worker broke down (%s), and starts another', async (text, message) => {
  const checker = checkerOf();
  const error = await check(checker, 'a', text).result.catch((e: unknown) => e);
  expect(error).toBeInstanceOf(WorkerFailed);
  expect(error).toMatchObject({ message });
  expect(await check(checker, 'b', '').result).toBe('b');
});

it('ends a worker that has had nothing to do for a while', async () => {
  const checker = checkerOf({ idleMs: 50 });
  await check(checker, 'a', '').result;
  const ended = new Promise((resolve) => started[0].once('exit', resolve));
  await ended;
  expect(await check(checker, 'b', '').result).toBe('b');
  expect(started).toHaveLength(2);
});

it('asks the worker that it has about a finished check, also while another is under way', async () => {
  const checker = checkerOf();
  const query = { uri: 'file:///a', check: 1, query: { tensor: 'x', index: [] } };
  expect(await checker.ask('element', query)).toBeNull();
  expect(started).toHaveLength(0);
  const run = await begun(checker, 'a', 'wait');
  expect(await checker.ask('element', query)).toMatchObject({ ok: false });
  run.cancel();
  await run.settled;
});

it('knows nothing any more of what a worker knew that has ended', async () => {
  const checker = checkerOf();
  const run = await begun(checker, 'a', 'loop for ever');
  const answer = checker.ask('element', { uri: 'file:///a', check: 1, query: { tensor: 'x', index: [] } });
  run.cancel();
  expect(await run.settled).toBeInstanceOf(Cancelled);
  expect(await answer).toBeNull();
});

it('rejects everything when it is disposed', async () => {
  const checker = checkerOf();
  const first = await begun(checker, 'a', 'wait');
  const second = check(checker, 'b', '').result.catch((e: unknown) => e);
  checker.dispose();
  expect(await first.settled).toBeInstanceOf(Cancelled);
  expect(await second).toBeInstanceOf(Cancelled);
});
