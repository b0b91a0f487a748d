// Checks with the help of other threads: the same to the last bit, whoever helps, fails or comes late.

import { afterEach, describe, expect, it } from 'vitest';
import type { Checked } from '../../src/check/checked';
import fs from 'node:fs';
import path from 'node:path';
import { DEFAULT_SETTINGS } from '../../src/check';
import type { Problem } from '../../src/check/problem';
import { filled, type DType } from '../../src/engine/tensor';
import { filesBeside } from '../../src/platform/node/files';
import { checkOnly } from '../../src/session/checking';
import { problemOf } from '../../src/session/problem';
import { read } from '../../src/session/read';
import { Cancelled, type Work } from '../../src/session/types';
import { Crew } from '../../src/worker/crew/crew';
import { randomNet } from '../check/random-nets';
import { threads, type Helper } from './threads';

/** Everything is worth sharing. */
const FINE = { part: 200, long: 0 };
const LIMITS = { idleMs: 60_000, obedienceMs: 10_000, bytes: 2 ** 28 };

const crews: Crew[] = [];
afterEach(() => crews.splice(0).forEach((crew) => crew.dispose()));

function crewOf(helpers: number, perform?: (helper: Helper) => Promise<void>, limits = LIMITS) {
  const { platform, helpers: started } = threads(helpers + 1, perform);
  const said: string[] = [];
  const crew = new Crew(platform, (message) => said.push(message), limits, FINE);
  crews.push(crew);
  return { crew, started, said };
}

/** A clock by which every step takes long: messages are let in after each. */
function work(crew: Crew | null, signal = { aborted: false }): Work {
  let now = 0;
  return {
    signal,
    progress: () => undefined,
    now: () => (now += 100),
    breathe: () => new Promise((resolve) => setTimeout(resolve)),
    ...(crew && { helpers: crew }),
  };
}

function problem(seed: number, dtype: DType = 'float64', sample?: number): Problem {
  const { net } = randomNet(seed, dtype);
  const graph = net.graph();
  const cotangent = filled(graph.values[graph.output].shape, 1, dtype);
  return { graph, cotangent, settings: { ...DEFAULT_SETTINGS, ...(sample !== undefined && { sample }) } };
}

const numbers = ({ tensors }: Checked) =>
  tensors.map(({ value, status, method, numeric, bound, verdicts }) => ({
    name: value.name,
    status,
    method,
    numeric,
    bound,
    verdicts,
  }));

const EXAMPLES = path.join(import.meta.dirname, '../../examples');

/** Of an example or a text. */
async function problemIn(file: string, text = fs.readFileSync(path.join(EXAMPLES, file), 'utf8')): Promise<Problem> {
  const reading = await read(
    { file, text, files: filesBeside(path.join(EXAMPLES, file)) },
    { now: () => performance.now() },
  );
  if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
  return problemOf(reading.network);
}

const CONVOLUTION = `{ "name": "Images", "seed": 3, "inputs": { "x": { "shape": [2, 1, 9, 9], "normal": 1 }, "t": [1, 0] },
  "layers": [
    { "type": "Convolution", "inputs": "x", "filters": 3, "kernel": 3, "name": "C" }, { "type": "ReLU" },
    { "type": "MaxPooling", "size": 2 }, { "type": "Flatten", "name": "F" }, { "type": "Affine", "units": 4, "name": "A" },
    { "type": "BatchNorm" }, { "type": "Affine", "units": 3, "name": "B" },
    { "type": "SoftmaxWithLoss", "inputs": ["B", "t"] }
  ] }`;

const DENSE = `{ "name": "Dense", "seed": 3, "inputs": { "x": { "shape": [8, 30], "normal": 1 }, "t": [1, 0, 2, 2, 1, 0, 1, 2] },
  "layers": [
    { "type": "Affine", "inputs": "x", "units": 20, "name": "A" }, { "type": "Sigmoid", "name": "S" },
    { "type": "Affine", "units": 3, "name": "B" }, { "type": "SoftmaxWithLoss", "inputs": ["B", "t"] }
  ] }`;
const dense = (): Promise<Problem> => problemIn('dense.grad.json', DENSE);

/** The book's layers by hand: carried through what they were seen to do. */
const BY_HAND = `import { input, layer, network, normal, softmaxWithLoss, type Tensor } from 'gradient-debugger';
class Affine {
  params: Record<string, Tensor>; grads: Record<string, Tensor> = {}; x!: Tensor;
  constructor(W: Tensor, b: Tensor) { this.params = { W, b }; }
  forward(x: Tensor) { this.x = x; return x.dot(this.params.W).add(this.params.b); }
  backward(dout: Tensor) { this.grads = { W: this.x.T.dot(dout), b: dout.sum(0) }; return dout.dot(this.params.W.T); }
}
class Relu {
  mask!: Tensor;
  forward(x: Tensor) { this.mask = x.lessEqual(0); const out = x.copy(); out.set(this.mask, 0); return out; }
  backward(dout: Tensor) { const dx = dout.copy(); dx.set(this.mask, 0); return dx; }
}
export default network('Own', () => {
  const x = input('x', normal([4, 12], 1));
  const h = layer(new Relu(), layer(new Affine(normal([12, 7], 0.5), normal([7], 1)), x, { name: 'A' }), { name: 'R' });
  return softmaxWithLoss(layer(new Affine(normal([7, 3], 0.5), normal([3], 1)), h, { name: 'B' }), input('t', [0, 2, 1, 1]));
});`;

async function sameWithHelp(problem: Problem): Promise<number> {
  const alone = numbers(await checkOnly(problem, work(null)));
  let measured = 0;
  for (const helpers of [1, 2, 3]) {
    const { crew, started, said } = crewOf(helpers);
    expect(numbers(await checkOnly(problem, work(crew)))).toEqual(alone);
    expect(said).toEqual([]);
    expect(started.length).toBeLessThanOrEqual(helpers);
    measured += started.reduce((sum, helper) => sum + helper.measured, 0);
    crew.dispose();
  }
  return measured;
}

describe('a check with 1, 2 and 3 helpers finds what it finds alone, to the last bit', () => {
  it.each(['float64', 'float32'] as const)('in random networks in %s', { timeout: 120_000 }, async (dtype) => {
    let measured = 0;
    for (let seed = 0; seed < 40; seed++)
      measured += await sameWithHelp(problem(seed, dtype, seed % 4 === 3 ? 5 : undefined));
    expect(measured).toBeGreaterThan(100);
  });

  it('in a convolutional network', async () => {
    expect(await sameWithHelp(await problemIn('images.grad.json', CONVOLUTION))).toBeGreaterThan(5);
  });

  it('through layers that are written by hand, whose code no helper runs', async () => {
    expect(await sameWithHelp(await problemIn('own.grad.ts', BY_HAND))).toBeGreaterThan(3);
  });

  const examples = fs.readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' });
  it.each(examples.filter((file) => /\.grad\.(json|ts)$/.test(file)))('in %s', { timeout: 120_000 }, async (file) => {
    await sameWithHelp(await problemIn(file.split(path.sep).join('/')));
  });
});

const never = (): Promise<void> => new Promise(() => undefined);

describe('a helper', () => {
  it('that ends is said in the log, and its parts are measured without it', async () => {
    const given = await dense();
    const alone = numbers(await checkOnly(given, work(null)));
    const { crew, started, said } = crewOf(2, (helper) => {
      if (helper === started[0] && helper.measured === 2) helper.die();
      return Promise.resolve();
    });
    expect(numbers(await checkOnly(given, work(crew)))).toEqual(alone);
    expect(said).toEqual(['a helper ended, its part is measured without it: it was killed']);
    expect(started.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  });

  it('that does not answer is not waited for, is said in the log and ended', async () => {
    const given = await dense();
    const alone = numbers(await checkOnly(given, work(null)));
    const { crew, started, said } = crewOf(1, never, { ...LIMITS, obedienceMs: 100 });
    expect(numbers(await checkOnly(given, work(crew)))).toEqual(alone);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(said).toEqual(['a helper ended, its part is measured without it: it did not answer within 100 ms']);
    expect(started.map(({ isClosed }) => isClosed)).toEqual([true]);
  });

  it('that answers with an error is let go', async () => {
    const given = await dense();
    const alone = numbers(await checkOnly(given, work(null)));
    const { crew, said } = crewOf(1, () => Promise.reject(new Error('a fault of ours')));
    expect(numbers(await checkOnly(given, work(crew)))).toEqual(alone);
    expect(said).toEqual(['a helper ended, its part is measured without it: a fault of ours']);
  });
});

describe('helpers', () => {
  it('are given up by a check that is cancelled, and help the next one', async () => {
    const given = await dense();
    const alone = numbers(await checkOnly(given, work(null)));
    const { crew, started, said } = crewOf(2);
    const signal = { aborted: false };
    const cancelled = {
      ...work(crew, signal),
      progress: () => void (signal.aborted = started.some((one) => one.measured > 2)),
    };
    await expect(checkOnly(given, cancelled)).rejects.toBeInstanceOf(Cancelled);
    const before = started.map(({ measured }) => measured);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(started.map(({ measured }) => measured)).toEqual(before);
    expect(numbers(await checkOnly(given, work(crew)))).toEqual(alone);
    expect(started).toHaveLength(2);
    expect(started.some(({ isClosed }) => isClosed)).toBe(false);
    expect(said).toEqual([]);
  });

  it('are started for a check that is long enough alone, and end when none comes', async () => {
    const { platform, helpers } = threads(4);
    const crew = new Crew(
      platform,
      () => undefined,
      { ...LIMITS, idleMs: 50, obedienceMs: 100 },
      { part: 200, long: 1e5 },
    );
    crews.push(crew);
    await checkOnly(await problemIn('apple.grad.json'), work(crew));
    expect(helpers).toHaveLength(0);
    await checkOnly(await dense(), work(crew));
    expect(helpers).toHaveLength(3);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(helpers.every(({ isClosed }) => isClosed)).toBe(true);
  });

  it('are none for a network whose numbers have no room twice', async () => {
    const given = await dense();
    const { crew, started } = crewOf(2, undefined, { ...LIMITS, bytes: 1000 });
    expect(numbers(await checkOnly(given, work(crew)))).toEqual(numbers(await checkOnly(given, work(null))));
    expect(started).toHaveLength(0);
  });

  it('are none on a machine with one processor, and help one check at a time', async () => {
    const given = await dense();
    const alone = crewOf(0);
    await checkOnly(given, work(alone.crew));
    expect(alone.started).toHaveLength(0);
    const { crew, started } = crewOf(2);
    const both = await Promise.all([checkOnly(given, work(crew)), checkOnly(given, work(crew))]);
    expect(numbers(both[0])).toEqual(numbers(both[1]));
    expect(started).toHaveLength(2);
  });
});
