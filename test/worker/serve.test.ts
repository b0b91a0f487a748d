import fs from 'node:fs';
import os from 'node:os';
import { afterEach, expect, it, vi } from 'vitest';
import { nodePlatform } from '../../src/platform/node/start-worker';
import type { CheckProgress, HostMethods, SessionResult, Snapshot, WorkerMethods } from '../../src/protocol/messages';
import { Rpc } from '../../src/protocol/rpc';
import { bundledWorker } from './bundle';

const APPLE = `{ "name": "Apple", "inputs": { "apple": 100, "n": { "file": "n.csv" } },
  "layers": [{ "name": "Price", "type": "Mul", "inputs": ["apple", "n"] }] }`;

// 39,760 parameters, whose check takes many seconds.
const DIGITS = `{ "name": "Digits",
  "inputs": { "x": { "shape": [100, 784], "normal": 1 }, "t": { "shape": [100, 10], "constant": 0.1 } },
  "layers": [
    { "name": "Affine1", "type": "Affine", "inputs": "x", "units": 50 }, { "type": "ReLU" },
    { "name": "Affine2", "type": "Affine", "units": 10 },
    { "type": "SoftmaxWithLoss", "inputs": ["Affine2", "t"] }
  ] }`;

const bundle = bundledWorker();

let worker: Rpc<WorkerMethods, HostMethods, CheckProgress> | undefined;
afterEach(() => worker?.dispose());

function startWorker(files: Readonly<Record<string, string>> = {}) {
  const thread = nodePlatform(bundle.dist).startWorker();
  const rpc = new Rpc<WorkerMethods, HostMethods, CheckProgress>(thread.port, {
    log: () => undefined,
    readFile: ({ uri, path }) => {
      const text = files[`${uri}/${path}`];
      if (text === undefined) throw new Error('no such file');
      return new TextEncoder().encode(text);
    },
  });
  thread.onEnd((reason) => rpc.dispose(reason));
  worker = rpc;
  return rpc;
}

const request = (text: string) => ({ uri: 'file:///net', file: 'net.grad.json', text });

it('checks a network, asking the host for the files beside it', async () => {
  const result = await startWorker({ 'file:///net/n.csv': '2' }).call('check', request(APPLE)).answer;
  expect(result.report).toMatchObject({ file: 'net.grad.json', status: 'pass', loss: 200 });
});

it('answers a file that is not there with the mistake of the network', async () => {
  const { report } = await startWorker().call('check', request(APPLE)).answer;
  expect(report).toMatchObject({ status: 'error', errors: [{ code: 'file-missing', span: { line: 1 } }] });
});

it('ends a check of 39,760 parameters within 100 ms of being told to', async () => {
  const rpc = startWorker();
  const delays: number[] = [];
  for (const steps of [1, 2, 3, 4, 5]) {
    let told = 0;
    let step = 0;
    const call = rpc.call('check', request(DIGITS), () => {
      if (++step !== steps) return;
      told = performance.now();
      call.cancel();
    });
    await expect(call.answer).rejects.toMatchObject({ name: 'Cancelled' });
    delays.push(performance.now() - told);
  }
  console.log(`cancelled after ${delays.map((delay) => delay.toFixed(0)).join(', ')} ms`);
  const median = delays.sort((a, b) => a - b)[2];
  expect(median).toBeLessThan(100);
});

it('keeps the last numbers of a network, and answers slices of them until another check takes their place', async () => {
  const rpc = startWorker({ 'file:///net/n.csv': '2' });
  const uri = 'file:///net';
  const query = { tensor: 'apple', columns: ['value', 'analytic'], elements: { leading: [] } } as const;
  await rpc.call('check', { ...request(APPLE), check: 1 }).answer;
  const answer = await rpc.call('tensor', { uri, check: 1, query }).answer;
  expect(answer?.elements).toEqual({ value: Float64Array.of(100), analytic: Float64Array.of(2) });
  const element = await rpc.call('element', { uri, check: 1, query: { tensor: 'apple', index: [] } }).answer;
  expect(element).toMatchObject({ value: 100, analytic: 2, steps: [{ terms: [{ upstream: 1, local: 2 }] }] });
  // A check that asks for nothing to be kept leaves what is.
  await rpc.call('check', request(APPLE.replace('100', '7'))).answer;
  expect(await rpc.call('tensor', { uri, check: 1, query }).answer).not.toBeNull();
  await rpc.call('check', { ...request(APPLE.replace('100', '7')), check: 2 }).answer;
  expect(await rpc.call('tensor', { uri, check: 1, query }).answer).toBeNull();
});

it('opens a layer of a kept check, and answers about the elements inside', async () => {
  const rpc = startWorker();
  const text = `{ "inputs": { "x": 2 }, "layers": [{ "name": "Gate", "type": "Sigmoid", "inputs": "x" }] }`;
  await rpc.call('check', { ...request(text), check: 1 }).answer;
  const about = { uri: 'file:///net', check: 1 };
  const query = { tensor: 'Gate/exp1.out', index: [] };
  expect(await rpc.call('element', { ...about, inside: 'Gate', query }).answer).toBeNull();
  const opened = await rpc.call('open', { ...about, layer: 'Gate' }).answer;
  expect(opened?.nodes.map(({ type }) => type).filter(Boolean)).toEqual(['Mul', 'Exp', 'Add', 'Div']);
  const element = await rpc.call('element', { ...about, inside: 'Gate', query }).answer;
  expect(element?.value).toBeCloseTo(Math.exp(-2), 15);
  expect(element?.steps.map(({ to, op }) => `${op} ${to}`)).toEqual(['Add Gate/add1.out']);
  await expect(rpc.call('open', { ...about, layer: 'x' }).answer).rejects.toThrow('x is no layer that can be opened');
  expect(await rpc.call('open', { ...about, check: 2, layer: 'Gate' }).answer).toBeNull();
});

it('tells the program inside of a layer of a check whose place another one takes meanwhile', async () => {
  const rpc = startWorker();
  const text = `{ "inputs": { "x": { "shape": [200, 200], "normal": 1 } }, "layers": [{ "name": "Gate", "type": "Softmax", "inputs": "x" }] }`;
  await rpc.call('check', { ...request(text), check: 1 }).answer;
  const program = rpc.call('program', { uri: 'file:///net', check: 1, inside: 'Gate' }).answer;
  await rpc.call('check', { ...request(APPLE.replace('{ "file": "n.csv" }', '2')), check: 2 }).answer;
  expect(await program).not.toBeNull();
});

it('tells what an edit has changed, over edits that change nothing and texts that cannot be read', async () => {
  const rpc = startWorker({ 'file:///net/n.csv': '2' });
  const changesOf = async (check: number, text: string, baseline?: Snapshot) => {
    const ask = { ...request(text), check, ...(baseline && { baseline }) };
    const result = await rpc.call('check', ask).answer;
    return result.ok ? result.changes : undefined;
  };
  expect(await changesOf(1, APPLE)).toBeUndefined();
  const snapshot = await rpc.call('snapshot', { uri: 'file:///net', check: 1 }).answer;
  const edited = APPLE.replace('100', '103');
  const moved = { since: 'edit', loss: { from: 200, to: 206 } };
  expect(await changesOf(2, edited)).toMatchObject(moved);
  expect(await changesOf(3, `${edited} // the same`)).toMatchObject(moved);
  expect(await changesOf(4, '{')).toBeUndefined();
  expect(await changesOf(5, edited)).toMatchObject(moved);
  expect(await changesOf(6, APPLE)).toMatchObject({ loss: { from: 206, to: 200 } });
  expect(await changesOf(7, edited, snapshot!)).toMatchObject({ ...moved, since: 'baseline' });
});

it('tells what it can say early, with the numbers behind it, where it is asked to', async () => {
  const rpc = startWorker();
  const text = `{ "layerTypes": { "Wrong": { "inputs": ["x"], "forward": "x * 2", "backward": { "x": "dout" } } },
    "inputs": { "x": 3 }, "layers": [{ "name": "Wrong1", "type": "Wrong", "inputs": "x" }] }`;
  const told: SessionResult[] = [];
  const answers: unknown[] = [];
  const query = { tensor: 'x', columns: ['analytic'], elements: { leading: [] } } as const;
  const follow = ({ early }: CheckProgress): void => {
    if (!early) return;
    told.push(early);
    answers.push(rpc.call('tensor', { uri: 'file:///net', check: 1, query }).answer);
  };
  const result = await rpc.call('check', { ...request(text), check: 1, early: true }, follow).answer;
  expect(told).toMatchObject([{ ok: true, early: true, report: { faults: [{ layer: 'Wrong1' }] } }]);
  expect(result).not.toHaveProperty('early');
  expect(await Promise.all(answers)).toMatchObject([{ elements: { analytic: Float64Array.of(1) } }]);
});

const DEEP = JSON.stringify({
  inputs: { x: { shape: [16, 64], normal: 1 }, t: { shape: [16, 64], constant: 0 } },
  layers: [
    ...Array.from({ length: 5 }, (_, k) => [
      { name: `A${k}`, type: 'Affine', units: 64, ...(k === 0 && { inputs: 'x' }) },
      { name: `S${k}`, type: 'Sigmoid' },
    ]).flat(),
    { type: 'MeanSquaredError', inputs: ['S4', 't'] },
  ],
});
const threads = (): number => fs.readdirSync('/proc/self/task').length;

/** Once those of the tests before have ended. */
async function threadsAtRest(): Promise<number> {
  for (let last = NaN; ;) {
    const now = threads();
    if (now === last) return now;
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

it.runIf(process.platform === 'linux' && os.availableParallelism() > 1)(
  'shares a long check out among threads of its own, which end with it',
  { timeout: 60_000 },
  async () => {
    const before = await threadsAtRest();
    const rpc = startWorker();
    let most = 0;
    const { report } = await rpc.call('check', request(DEEP), () => (most = Math.max(most, threads()))).answer;
    expect(report.status).toBe('pass');
    expect(most).toBeGreaterThan(before + 1);
    rpc.dispose();
    await vi.waitFor(() => expect(threads()).toBeLessThanOrEqual(before), { timeout: 10_000 });
  },
);
