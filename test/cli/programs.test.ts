// `gradcheck` of networks that are programs, as a person runs it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

let home: string;

beforeAll(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'gradcheck-'));
  const webpack = path.join(ROOT, 'node_modules/webpack/bin/webpack.js');
  const names = ['gradcheck', 'worker'].flatMap((name) => ['--config-name', name]);
  const { status, stdout } = spawnSync(process.execPath, [webpack, ...names, '--output-path', home], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stdout);
}, 120_000);

afterAll(() => fs.rmSync(home, { recursive: true }));

function gradcheck(...args: readonly string[]) {
  return spawnSync(process.execPath, [path.join(home, 'gradcheck.js'), ...args], { cwd: home, encoding: 'utf8' });
}

function put(file: string, text: string): string {
  fs.writeFileSync(path.join(home, file), text);
  return file;
}

const NET = `import { affine, input, layer, network, normal, softmaxWithLoss, type Tensor } from 'gradient-debugger';
import { Mask } from './mask';

export default network('MLP', () => {
  const x = input('x', normal([3, 4], 1));
  const t = input('t', [0, 2, 1]);
  let h = affine(x, 5, { name: 'Affine1' });
  h = layer(new Mask(), h, { name: 'Relu1' });
  console.log('built');
  return softmaxWithLoss(affine(h, 3, { name: 'Affine2' }), t);
});
`;

const MASK = (gradient: string): string => `import type { Tensor } from 'gradient-debugger';
export class Mask {
  private mask!: Tensor;
  forward(x: Tensor) { this.mask = x.greater(0); return x.mul(this.mask); }
  backward(dout: Tensor) { return ${gradient}; }
}
`;

it('checks a program with the files that it imports; what it prints is no part of the report', () => {
  put('mask.ts', MASK('dout.mul(this.mask)'));
  const { status, stdout, stderr } = gradcheck('--format', 'json', put('net.grad.ts', NET));
  expect(JSON.parse(stdout)).toMatchObject({ network: 'MLP', status: 'pass' });
  expect(stderr).toBe('built\n');
  expect(status).toBe(0);
});

it('ends with 1 where the backward pass of a program is wrong', () => {
  put('mask.ts', MASK('dout'));
  const { status, stdout } = gradcheck('--format', 'json', 'net.grad.ts');
  expect(JSON.parse(stdout)).toMatchObject({ status: 'fail' });
  expect(status).toBe(1);
});

it('ends an endless loop with 2 and its line, and checks the networks after it', () => {
  put('mask.ts', MASK('dout.mul(this.mask)'));
  put('a-loop.grad.ts', `const turns: number[] = [];\n\nwhile (turns.length < 1) {}\n`);
  const { status, stdout } = gradcheck('--format', 'json', '*.grad.ts');
  const { reports } = JSON.parse(stdout) as { reports: unknown[] };
  expect(reports).toMatchObject([
    { status: 'error', errors: [{ code: 'timeout', span: { line: 3, column: 1 } }] },
    { network: 'MLP', status: 'pass' },
  ]);
  expect(status).toBe(2);
});

it('tells who would train a program that no program has a section for it', () => {
  put('mask.ts', MASK('dout.mul(this.mask)'));
  const { status, stdout, stderr } = gradcheck('train', 'net.grad.ts');
  expect(stdout).toBe('');
  expect(stderr).toBe('built\ngradcheck: net.grad.ts has no section "train"\n');
  expect(status).toBe(2);
});
