// `gradcheck mutate` and `gradcheck shrink`, as they are read in a terminal.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mutate } from '../../src/cli/mutate';
import { shrink } from '../../src/cli/shrink';
import type { Terminal } from '../../src/cli/terminal';

let folder: string;
beforeAll(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'shrink-'))));
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** A terminal that keeps what is written to it. */
function terminal(): Terminal & { out: string; err: string } {
  const kept = { out: '', err: '' };
  const stream = (key: 'out' | 'err') => ({ isTTY: false, write: (text: string) => (kept[key] += text) !== '' });
  return Object.assign(kept, {
    stdout: stream('out') as unknown as Terminal['stdout'],
    stderr: stream('err') as unknown as Terminal['stderr'],
    env: {},
    interruption: new AbortController().signal,
    work: () => ({
      signal: { aborted: false },
      progress: () => undefined,
      now: () => performance.now(),
      breathe: () => Promise.resolve(),
    }),
  });
}

function put(name: string, text: string): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  return file;
}

const PROGRAM = `import { input, layer, network, type Tensor } from 'gradient-debugger';

class Double {
  forward(x: Tensor) { return x.mul(2); }
  backward(dout: Tensor) { return dout; }
}

export default network('Doubling', () => layer(new Double(), input('x', [[0.25, 1.5], [3, -4]]), { name: 'Double1' }));
`;

describe('gradcheck shrink', { timeout: 30_000 }, () => {
  it('writes a network that fails in a single number', async () => {
    const file = put('double.grad.ts', PROGRAM);
    const out = path.join(folder, 'small.grad.ts');
    const screen = terminal();
    expect(await shrink({ name: 'shrink', file, out, colour: false }, screen)).toBe(0);
    expect(screen.out).toBe(`Wrote ${out}: the gradient of x in Double1, in 2 numbers.\n`);
    expect(fs.readFileSync(out, 'utf8')).toContain('//   dx[0, 0]  3  should be 6\n');
  });

  it('says why there is nothing to shrink', async () => {
    const file = put('right.grad.ts', PROGRAM.replace('return dout;', 'return dout.mul(2);'));
    const screen = terminal();
    expect(await shrink({ name: 'shrink', file, out: null, colour: false }, screen)).toBe(3);
    expect(screen.out).toBe('');
    expect(screen.err).toContain('no gradient is wrong, so there is no failing case to shrink');
  });
});

describe('gradcheck mutate', () => {
  it('shows the score by layer and why bugs would go unnoticed', async () => {
    const screen = terminal();
    const file = 'examples/softmax-with-loss.grad.json';
    expect(await mutate({ name: 'mutate', file, format: 'text', colour: false }, screen)).toBe(0);
    expect(screen.out.replace(/· \S+ m?s$/m, '· <time>')).toBe(`SoftmaxWithLoss ${file}
  would catch 6 of 9 known bugs, 66 % · 0 missed · 3 that change nothing on this data · <time>

  layer  type             bugs  caught  missed  no difference
  Loss   SoftmaxWithLoss     9       6       0              3

  would go unnoticed
  Loss, x: not-divided-by-batch, divided-twice
    a batch of one: what is divided by the batch, or taken of one row, cannot show
  Loss, x: upstream-ignored
    the upstream gradient is all ones, and need not be multiplied by
`);
  });

  it('refuses a network whose own gradients are wrong', async () => {
    const screen = terminal();
    const file = put('wrong.grad.ts', PROGRAM);
    expect(await mutate({ name: 'mutate', file, format: 'json', colour: false }, screen)).toBe(1);
    expect(JSON.parse(screen.out)).toMatchObject({ status: 'refused', score: null, wrong: ['x'], mutants: [] });
  });

  it('ends with 2 for a file that is not there', async () => {
    const screen = terminal();
    expect(await mutate({ name: 'mutate', file: 'none.grad.json', format: 'text', colour: false }, screen)).toBe(2);
    expect(screen.out).toContain('expected a network file, found no file of that name');
  });
});
