// This tool as a contender: answers measurements over its public API, as peers/serve.py does. A JSON request a line on
// standard input, a JSON answer a line on standard output. Times are CPU seconds of the whole process, its helper threads
// (compiler, garbage collector) included.
import path from 'node:path';
import readline from 'node:readline';
import { checkGradients } from '../src/check';
import type { Checked } from '../src/check/checked';
import type { Method } from '../src/check/report';
import { KINK, UNCHECKED } from '../src/check/verdict';
import { randomStream } from '../src/engine/random';
import type { Tensor } from '../src/engine/tensor';
import { readNetwork } from '../src/network';
import type { Network } from '../src/network/types';
import { filesBeside } from '../src/platform/node/files';
import { problemOf } from '../src/session/problem';
import { Passes, type DataSet } from '../src/train/passes';
import { networkText, type NetworkSpec } from './networks';

export interface OwnRequest {
  readonly do: 'check' | 'step' | 'epoch';
  readonly network: NetworkSpec;
  /** Runs are repeated until they have lasted so many seconds together. */
  readonly least: number;
  readonly method?: Method;
  /** Globs; left out, every tensor. */
  readonly tensors?: readonly string[];
}

export interface OwnAnswer {
  /** CPU seconds of one run. */
  readonly seconds: number;
  /** Highest memory of the process so far, in bytes. */
  readonly peak: number;
  /** Of a check. */
  readonly accuracy?: Accuracy;
}

/** How far the numerical gradients are from the backward pass. */
export interface Accuracy {
  readonly status: string;
  /** Numbers that were compared; of a projection, one for each direction. */
  readonly compared: number;
  /** Over all tensors, kinks left out: the largest |a - n| by the tensor's largest |n|. */
  readonly ofLargest: number;
  /** The largest |a - n| / |n| of elements above 1e-4 of the tensor's largest. */
  readonly relative: number;
}

const ROWS = 10_000;
const RATE = 0.1;
const BYTES_PER_KILOBYTE = 1024;
const networks = new Map<string, Network>();

async function networkOf(spec: NetworkSpec): Promise<Network> {
  const text = networkText(spec);
  const known = networks.get(text);
  if (known) return known;
  const reading = await readNetwork(text, filesBeside(path.join(process.env.EXAMPLES!, 'any.grad.json')));
  if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
  networks.set(text, reading.network);
  return reading.network;
}

function check(network: Network, { method = 'auto', tensors = [] }: OwnRequest): Checked {
  const steps = checkGradients(problemOf(network, { method, tensors }));
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** CPU seconds of one run, over as many as last the given time, and what the last one gave. */
function timed<T>(run: () => T, least: number): { readonly seconds: number; readonly last: T } {
  const start = process.cpuUsage();
  for (let runs = 1; ; runs++) {
    const last = run();
    const { user, system } = process.cpuUsage(start);
    const seconds = (user + system) / 1e6;
    if (seconds >= least) return { seconds: seconds / runs, last };
  }
}

function accuracyOf({ tensors }: Checked): Accuracy {
  let [compared, ofLargest, relative] = [0, 0, 0];
  for (const { status, analytic, numeric, verdicts } of tensors) {
    if (status === 'skipped') continue;
    const largest = numeric.reduce((most, n) => Math.max(most, Math.abs(n)), 0);
    for (let k = 0; k < numeric.length; k++) {
      if (verdicts[k] === UNCHECKED) continue;
      compared++;
      // At a kink there is no derivative to be near to.
      if (verdicts[k] === KINK) continue;
      const distance = Math.abs(analytic[k] - numeric[k]);
      if (largest > 0) ofLargest = Math.max(ofLargest, distance / largest);
      const size = Math.abs(numeric[k]);
      if (size > 1e-4 * largest) relative = Math.max(relative, distance / size);
    }
  }
  const status = tensors.map((tensor) => tensor.status).find((each) => each === 'fail' || each === 'undecided');
  return { status: status ?? 'pass', compared, ofLargest, relative };
}

/** The network's own inputs. */
function dataOf({ graph }: Network): DataSet {
  const inputs = graph.values.filter(({ role }) => role === 'input');
  return new Map(inputs.map(({ id, name }) => [name, graph.sources.get(id)!]));
}

/** Forward and backward to the parameters. */
function stepOf({ graph, cotangent }: Network, set: DataSet, batch: number): () => void {
  const passes = new Passes(graph, cotangent, set, batch);
  passes.load(
    set,
    Uint32Array.from({ length: batch }, (_, i) => i),
  );
  return () => {
    passes.measureForward();
    passes.backward();
  };
}

/** Plain gradient descent over as many rows as an epoch has, drawn anew for every batch. */
function epochOf({ graph, cotangent }: Network, set: DataSet, batch: number): () => void {
  const passes = new Passes(graph, cotangent, set, batch);
  const rows: DataSet = new Map([...set].map(([name, tensor]) => [name, repeated(tensor, ROWS)]));
  const random = randomStream(7, 'epoch');
  const order = Uint32Array.from({ length: ROWS }, () => random.below(ROWS));
  return () => {
    for (let start = 0; start < ROWS; start += batch) {
      passes.load(rows, order.subarray(start, start + batch));
      passes.learnForward(random);
      const gradients = passes.backward();
      for (const id of passes.params) {
        const { data } = passes.value(id);
        const gradient = gradients[id]!.data;
        for (let i = 0; i < data.length; i++) data[i] -= RATE * gradient[i];
      }
    }
  };
}

function repeated({ shape, data }: Tensor, rows: number): Tensor {
  const size = data.length / shape[0];
  return {
    shape: [rows, ...shape.slice(1)],
    data: Float64Array.from({ length: rows * size }, (_, i) => data[i % data.length]),
  };
}

const prepared = new Map<string, () => void>();

/** A step or an epoch; kept, since it owns its memory. */
function trainingOf({ do: what, network: spec }: OwnRequest, network: Network): () => void {
  const key = what + networkText(spec);
  const run = prepared.get(key) ?? (what === 'step' ? stepOf : epochOf)(network, dataOf(network), spec.batch);
  prepared.set(key, run);
  return run;
}

async function answer(request: OwnRequest): Promise<OwnAnswer> {
  const network = await networkOf(request.network);
  const peak = (): number => process.resourceUsage().maxRSS * BYTES_PER_KILOBYTE;
  if (request.do !== 'check') {
    const { seconds } = timed(trainingOf(request, network), request.least);
    return { seconds, peak: peak() };
  }
  const { seconds, last } = timed(() => check(network, request), request.least);
  return { seconds, peak: peak(), accuracy: accuracyOf(last) };
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line) as OwnRequest)));
}
