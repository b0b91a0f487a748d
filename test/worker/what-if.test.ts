// Hypothetical numbers in the worker: apart from what it knows of the file, and no longer than they are wanted.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { nodePlatform } from '../../src/platform/node/start-worker';
import { whatIfKey, type CheckRequest, type SessionResult } from '../../src/protocol/messages';
import { Checker } from '../../src/supervisor/checker';
import { bundledWorker } from './bundle';

const LIMITS = { seconds: () => 60, silenceMs: 60_000, obedienceMs: 1000, idleMs: 60_000 };
const URI = 'file:///net';
const NET = `{ "seed": 1, "inputs": { "x": { "shape": [8, 20], "normal": 1 }, "t": [0, 1, 2, 3, 4, 0, 1, 2] }, "layers": [
  { "name": "A", "type": "Affine", "inputs": "x", "units": 16 }, { "name": "R", "type": "ReLU" },
  { "name": "B", "type": "Affine", "units": 5 }, { "name": "L", "type": "SoftmaxWithLoss", "inputs": ["B", "t"] }] }`;

const worker = bundledWorker();
let checker: Checker;
let last = 0;
beforeAll(() => {
  checker = new Checker(
    nodePlatform(worker.dist),
    { readFile: () => Promise.reject(new Error('no such file')), log: () => undefined },
    LIMITS,
  );
});
afterAll(() => checker.dispose());

const run = (more: Partial<CheckRequest> = {}) =>
  checker.check({ uri: URI, file: 'n.grad.json', text: NET, check: ++last, ...more }, () => undefined);

function suppose(value: number, of: number) {
  return run({ whatIf: { overrides: [{ tensor: 'x', index: [0, 3], value }], of } });
}

const lossOf = (result: SessionResult): unknown => (result.report.status === 'error' ? NaN : result.report.loss);

it('keeps both, each under its own name', async () => {
  const file = await run().result;
  const of = last;
  const other = await suppose(5, of).result;
  expect(lossOf(other)).not.toBe(lossOf(file));
  expect(other).toMatchObject({ ok: true, whatIf: [{ tensor: 'x', index: [0, 3], value: 5 }] });
  expect(other).not.toHaveProperty('changes');
  const query = { tensor: 'x', index: [0, 3] };
  const [mine, theirs] = [
    await checker.ask('element', { uri: URI, check: of, query }),
    await checker.ask('element', { uri: whatIfKey(URI), check: last, query }),
  ];
  expect(theirs?.value).toBe(5);
  expect(mine?.value).not.toBe(5);
  expect(await checker.ask('element', { uri: URI, check: last, query })).toBeNull();
});

it('is no edit, from which changes are told', async () => {
  const before = await run().result;
  await suppose(7, last).result;
  const after = await run().result;
  expect(lossOf(after)).toBe(lossOf(before));
  expect(after).not.toHaveProperty('changes');
});

it('ends what was asked before, and answers what was asked last', async () => {
  await run().result;
  const of = last;
  const asked = [1, 2, 3, 4].map((value) => suppose(value, of));
  const ended = await Promise.allSettled(asked.map(({ result }) => result));
  expect(ended.slice(0, 3).map((one) => one.status === 'rejected' && (one.reason as Error).name)).toEqual([
    'Cancelled',
    'Cancelled',
    'Cancelled',
  ]);
  expect(ended[3]).toMatchObject({ value: { ok: true, whatIf: [{ value: 4 }] } });
});

it('answers within 150 ms', async () => {
  await run().result;
  const of = last;
  const times: number[] = [];
  for (let n = 0; n < 15; n++) {
    const start = performance.now();
    await suppose(n / 8, of).result;
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  console.log(`answered after ${times.map((time) => time.toFixed(0)).join(', ')} ms`);
  expect(times[7]).toBeLessThan(150);
});

it('answers as well where the numbers of the file are gone', async () => {
  const result = await suppose(5, 999_999).result;
  expect(result).toMatchObject({ whatIf: [{ value: 5 }] });
});

it('gives the edits of a text without a check of it', async () => {
  const overrides = [{ tensor: 't', index: [1], value: 4 }];
  const answer = await checker.ask('writeBack', { uri: URI, file: 'n.grad.json', text: NET, overrides, whole: false });
  expect(answer).toMatchObject({ kind: 'edits', edits: [{ newText: '4', span: { line: 1 } }] });
});
