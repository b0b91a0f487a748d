// An edit of a hand-written backward pass in the 784-50-10 net: how long the check after it takes beside the first one, and
// each part of both. By turns in one process, so that what disturbs the machine disturbs both: the ratio is what counts.
// usage: npx tsx bench/recheck.ts
import { CheckMemory } from '../src/check';
import { checkOnly, examined } from '../src/session/checking';
import { problemOf } from '../src/session/problem';
import { read } from '../src/session/read';
import type { Work } from '../src/session/types';

const BATCH = 100;
const ROUNDS = 5;
const files = { read: (): Promise<Uint8Array> => Promise.reject(new Error('no such file')) };

/** The 784-50-10 net with all of its layers written by hand. `affine` is how the backward pass of Affine begins. */
const programOf = (affine: string): string => `
import { input, layer, network, normal, softmaxWithLoss, type Tensor } from 'gradient-debugger';

class Affine {
  params: Record<string, Tensor>;
  grads: Record<string, Tensor> = {};
  x!: Tensor;
  constructor(W: Tensor, b: Tensor) { this.params = { W, b }; }
  forward(x: Tensor) { this.x = x; return x.dot(this.params.W).add(this.params.b); }
  backward(dout: Tensor) {
    ${affine}
    this.grads = { W: this.x.T.dot(dout), b: dout.sum(0) };
    return dout.dot(this.params.W.T);
  }
}

class Relu {
  mask!: Tensor;
  forward(x: Tensor) { this.mask = x.greater(0); return x.mul(this.mask); }
  backward(dout: Tensor) { return dout.mul(this.mask); }
}

export default network('TwoLayerNet', () => {
  const x = input('x', normal([${BATCH}, 784], 1));
  const t = input('t', Array.from({ length: ${BATCH} }, (_, i) => (7 * i + 3) % 10));
  const first = layer(new Affine(normal([784, 50], 0.05), normal([50], 0.1)), x, { name: 'Affine1' });
  const hidden = layer(new Relu(), first, { name: 'Relu1' });
  const scores = layer(new Affine(normal([50, 10], 0.1), normal([10], 0.1)), hidden, { name: 'Affine2' });
  return softmaxWithLoss(scores, t, { name: 'Loss' });
}, { seed: 3 });
`;

type Part = 'read' | 'compared' | 'examined';
const PARTS: readonly Part[] = ['read', 'compared', 'examined'];
type Times = Record<Part, number>;

function workWith(earlier: CheckMemory): Work {
  return {
    signal: { aborted: false },
    progress: () => undefined,
    now: () => performance.now(),
    breathe: () => Promise.resolve(),
    earlier,
  };
}

/** Milliseconds. */
async function check(text: string, memory: CheckMemory): Promise<Times> {
  const work = workWith(memory);
  const marks = [performance.now()];
  const mark = (): void => void marks.push(performance.now());
  const reading = await read({ file: 'net.grad.ts', text, files }, work);
  mark();
  if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
  const problem = problemOf(reading.network, {}, memory);
  const checked = await checkOnly(problem, work);
  mark();
  const { faults } = await examined(checked, problem, work);
  mark();
  if (faults.length > 0) throw new Error('the gradients are wrong');
  const [took, compared, examination] = marks.slice(1).map((time, k) => time - marks[k]);
  return { read: took, compared, examined: examination };
}

const median = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1];
const whole = (times: Times): number => PARTS.reduce((sum, part) => sum + times[part], 0);

const first: Times[] = [];
const again: Times[] = [];
await check(programOf(''), new CheckMemory());
for (let round = 0; round < ROUNDS; round++) {
  const memory = new CheckMemory();
  first.push(await check(programOf(''), memory));
  again.push(await check(programOf(`const rows = dout.shape[0] + ${round};`), memory));
}
const line = (name: string, of: (times: Times) => number): string => {
  const [before, after] = [median(first.map(of)), median(again.map(of))];
  return `${name.padEnd(10)}${before.toFixed(0).padStart(8)} ms${after.toFixed(0).padStart(8)} ms   1/${(before / after).toFixed(1)}`;
};
console.log(
  [
    '               first   after an edit',
    ...PARTS.map((part) => line(part, (times) => times[part])),
    line('whole', whole),
  ].join('\n'),
);
