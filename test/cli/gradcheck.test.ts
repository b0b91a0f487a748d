import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CheckReport } from '../../src/check/report';
import manifest from '../../package.json';

const ROOT = path.resolve(import.meta.dirname, '../..');

const APPLE = fs.readFileSync(path.join(ROOT, 'examples/apple.grad.json'), 'utf8');
const BROKEN = '{\n  "inputs": { "x": 3 },\n  "layers": [{ "type": "Squre", "inputs": "x" }],\n}\n';

let home: string;
let program: string;

beforeAll(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'gradcheck-'));
  program = path.join(home, 'gradcheck.js');
  const webpack = path.join(ROOT, 'node_modules/webpack/bin/webpack.js');
  const args = [webpack, '--config-name', 'gradcheck', '--output-path', home];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout);
}, 120_000);

afterAll(() => fs.rmSync(home, { recursive: true }));

let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(home, 'work-'));
  put('apple.grad.json', APPLE);
});

function put(file: string, text: string): void {
  fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  fs.writeFileSync(path.join(folder, file), text);
}

function get(file: string): string {
  return fs.readFileSync(path.join(folder, file), 'utf8');
}

/** An environment that says nothing about colour. */
function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _forced, NO_COLOR: _none, ...env } = process.env;
  return { ...env, ...more };
}

function gradcheck(args: readonly string[], env: NodeJS.ProcessEnv = {}): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: 'utf8', env: environment(env) });
}

function expectSchema(report: unknown): void {
  const ajv = new Ajv({ allErrors: true, strict: false });
  const validate = ajv.compile(
    JSON.parse(fs.readFileSync(path.join(ROOT, 'schemas/report.schema.json'), 'utf8')) as object,
  );
  expect(validate(report), JSON.stringify(validate.errors, null, 2)).toBe(true);
}

/** Times differ from run to run, errors and bounds from one way of differencing to another. */
function masked(text: string): string {
  return text
    .replace(/\d+(\.\d+)? m?s$/gm, '<time>')
    .replace(/ {2}(0|\d(\.\d)?e-\d+)(?= |$)/gm, '  <error>')
    .replace(/(?<=\S) {2,}/g, '  ');
}

describe('gradcheck FILE', () => {
  it('prints a table and ends with 0 where all gradients are right', () => {
    const { status, stdout, stderr } = gradcheck(['apple.grad.json']);
    expect(masked(stdout)).toBe(fs.readFileSync(path.join(import.meta.dirname, 'golden/apple.txt'), 'utf8'));
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it('prints the bare report as JSON', () => {
    const { status, stdout } = gradcheck(['--format', 'json', './apple.grad.json']);
    const report = JSON.parse(stdout) as CheckReport;
    expectSchema(report);
    expect(report).toMatchObject({ version: 1, network: 'Apple', file: 'apple.grad.json', status: 'pass' });
    expect(report.loss).toBeCloseTo(220, 9);
    expect(report.tensors.map(({ name }) => name)).toContain('apple_num');
    expect(report.tensors.some((tensor) => 'value' in tensor || 'analytic' in tensor || 'numeric' in tensor)).toBe(
      false,
    );
    expect(status).toBe(0);
  });

  it('puts every element in it on request', () => {
    const report = JSON.parse(gradcheck(['--format', 'json', '--values', 'apple.grad.json']).stdout) as CheckReport;
    expectSchema(report);
    const apple = report.tensors.find(({ name }) => name === 'apple');
    expect(apple).toMatchObject({
      value: 100,
      analytic: expect.closeTo(2.2, 9) as number,
      numeric: expect.closeTo(2.2, 9) as number,
    });
  });

  it('takes the method from the command line', () => {
    const { stdout } = gradcheck(['--format', 'json', '--method', 'ridders', 'apple.grad.json']);
    expect(JSON.parse(stdout)).toMatchObject({ method: 'ridders', status: 'pass' });
  });

  it('shows a mistake with its place and ends with 2', () => {
    put('broken.grad.json', BROKEN);
    const { status, stdout, stderr } = gradcheck(['broken.grad.json']);
    expect(stdout).toContain('broken.grad.json:3:24: error:');
    expect(stdout).toMatch(/Square/);
    expect(stdout).toMatch(/\n {3}3 \| .*\n {5}\| {24}\^/);
    expect(stderr).toBe('');
    expect(status).toBe(2);
  });

  it('reports a mistake as JSON too', () => {
    put('broken.grad.json', BROKEN);
    const { status, stdout } = gradcheck(['broken.grad.json', '--format=json']);
    expectSchema(JSON.parse(stdout));
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      file: 'broken.grad.json',
      status: 'error',
      errors: [{ code: 'unknown-type', span: { line: 3, column: 24 } }],
    });
    expect(status).toBe(2);
  });

  it.each([
    ['missing.grad.json', /no file of that name/],
    ['.', /a folder/],
    ['bytes.grad.json', /text in UTF-8/],
  ])('says why %s cannot be read', (file, reason) => {
    fs.writeFileSync(path.join(folder, 'bytes.grad.json'), Buffer.from([0x7b, 0xff, 0xfe, 0x7d]));
    const { status, stdout } = gradcheck([file, '--format', 'json']);
    expectSchema(JSON.parse(stdout));
    expect(stdout).toMatch(reason);
    expect(status).toBe(2);
  });

  it('ends with 3 where no verdict is honest', () => {
    put('strict.grad.json', APPLE.replace('"layers"', '"check": { "rtol": 0, "atol": 0 }, "layers"'));
    const { status, stdout } = gradcheck(['strict.grad.json']);
    expect(stdout).toContain('undecided in');
    expect(status).toBe(3);
  });
});

describe('gradcheck with patterns and several files', () => {
  it('lists the reports sorted by path', () => {
    put('nets/b.grad.json', APPLE);
    put('nets/a.grad.json', APPLE);
    const { status, stdout } = gradcheck([
      '--format',
      'json',
      'nets/b.grad.json',
      'apple.grad.json',
      'nets/a.grad.json',
    ]);
    const list = JSON.parse(stdout) as { version: number; reports: CheckReport[] };
    expectSchema(list);
    expect(list.version).toBe(1);
    expect(list.reports.map(({ file }) => file)).toEqual(['apple.grad.json', 'nets/a.grad.json', 'nets/b.grad.json']);
    expect(status).toBe(0);
  });

  it('lists one report too where a pattern matches one file', () => {
    const list = JSON.parse(gradcheck(['--format', 'json', '*.grad.json']).stdout) as { reports: CheckReport[] };
    expect(list.reports.map(({ file }) => file)).toEqual(['apple.grad.json']);
  });

  it('checks all files even if one cannot be read, and counts them', () => {
    put('a-broken.grad.json', BROKEN);
    const { status, stdout } = gradcheck(['**/*.grad.json']);
    expect(stdout).toContain('✓ Apple apple.grad.json');
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('2 networks: 1 pass, 1 error');
    expect(status).toBe(2);
  });

  it('ends with 2 where a pattern matches nothing, and still reports on the others', () => {
    const { status, stdout, stderr } = gradcheck(['--format', 'json', '*.grad.json', 'none/**/*.grad.json']);
    expect((JSON.parse(stdout) as { reports: unknown[] }).reports).toHaveLength(1);
    expect(stderr).toBe('gradcheck: nothing matches none/**/*.grad.json\n');
    expect(status).toBe(2);
  });
});

describe('gradcheck for machines', () => {
  it('writes JUnit and SARIF to standard output, with nothing else on it', () => {
    put('broken.grad.json', BROKEN);
    const junit = gradcheck(['*.grad.json', '--format', 'junit']);
    expect(junit.stdout).toMatch(/^<\?xml [^]*<testsuites name="gradcheck" tests="6" [^]*<\/testsuites>\n$/);
    expect(junit.status).toBe(2);
    const sarif = gradcheck(['broken.grad.json', '--format', 'sarif']);
    expect(JSON.parse(sarif.stdout)).toMatchObject({
      version: '2.1.0',
      runs: [{ tool: { driver: { version: manifest.version } }, results: [{ ruleId: 'unknown-type' }] }],
    });
    expect(sarif.status).toBe(2);
  });

  it('shards a list of files, each in one shard, and merges the reports again', () => {
    for (const name of ['a', 'b', 'c']) put(`${name}.grad.json`, APPLE);
    put('broken.grad.json', BROKEN);
    const shard = (n: string): SpawnSyncReturns<string> =>
      gradcheck(['*.grad.json', '--format', 'json', '--shard', n, '--out', `${n[0]}.json`]);
    expect(['1/2', '2/2'].map((n) => shard(n).status).sort()).toEqual([0, 2]);
    const { status, stdout } = gradcheck(['merge', '2.json', '1.json']);
    const list = JSON.parse(stdout) as { reports: CheckReport[] };
    expectSchema(list);
    expect(list.reports.map(({ file }) => file)).toEqual(
      ['a', 'apple', 'b', 'broken', 'c'].map((name) => `${name}.grad.json`),
    );
    expect(status).toBe(2);
    expect(gradcheck(['merge', '2.json', '1.json', '--format', 'text']).stdout).toMatch(
      /5 networks: 4 pass, 1 error\n$/,
    );
    expect(gradcheck(['merge', '1.json', '1.json'])).toMatchObject({ status: 2, stdout: '' });
    expect(gradcheck(['merge', 'a.grad.json'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('expected a report in JSON') as string,
    });
  });

  it('has an empty list for an empty shard, and ends with 0', () => {
    const { status, stdout } = gradcheck(['apple.grad.json', '--format', 'json', '--shard', '2/2']);
    expect(JSON.parse(stdout)).toEqual({ version: 1, reports: [] });
    expect(status).toBe(0);
  });
});

describe('where the report goes', () => {
  it('--out writes it to a file, and nothing to standard output', () => {
    const { status, stdout } = gradcheck(['apple.grad.json', '--format', 'json', '--out', 'report.json']);
    expect(stdout).toBe('');
    expectSchema(JSON.parse(get('report.json')));
    expect(fs.readdirSync(folder)).toEqual(['apple.grad.json', 'report.json']);
    expect(status).toBe(0);
  });

  it('--out leaves an older report alone where it cannot write', () => {
    const { status, stderr } = gradcheck(['apple.grad.json', '--out', 'no/such/folder/report.txt']);
    expect(stderr).toMatch(/^gradcheck: ENOENT/);
    expect(status).toBe(2);
  });

  it('colours a pipe only when asked to', () => {
    expect(gradcheck(['apple.grad.json']).stdout).not.toContain('\u001b');
    expect(gradcheck(['apple.grad.json'], { FORCE_COLOR: '1' }).stdout).toContain('\u001b[32m✓');
    expect(gradcheck(['apple.grad.json', '--no-color'], { FORCE_COLOR: '1' }).stdout).not.toContain('\u001b');
    expect(gradcheck(['apple.grad.json', '--out', 'r.txt'], { FORCE_COLOR: '1' }).status).toBe(0);
    expect(get('r.txt')).not.toContain('\u001b');
  });
});

describe('the other commands', () => {
  it('new writes a network that passes, and never overwrites one', () => {
    const first = gradcheck(['new', 'First']);
    expect(first).toMatchObject({ status: 0, stdout: 'Wrote First.grad.json. Check it: gradcheck First.grad.json\n' });
    const text = get('First.grad.json');
    const { status, stdout } = gradcheck(['First.grad.json', '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ network: 'First', status: 'pass' });
    expect(status).toBe(0);
    const again = gradcheck(['new', 'First']);
    expect(again).toMatchObject({
      status: 2,
      stderr: 'gradcheck: First.grad.json exists already\nTry: gradcheck help\n',
    });
    expect(get('First.grad.json')).toBe(text);
  });

  it('help and version tell themselves', () => {
    expect(gradcheck(['help']).stdout).toContain('gradcheck FILE|GLOB ...');
    expect(gradcheck(['--version'])).toMatchObject({ status: 0, stdout: `${manifest.version}\n` });
  });

  it('ends with 2 and a hint where the command line makes no sense', () => {
    const { status, stdout, stderr } = gradcheck(['apple.grad.json', '--format', 'yaml']);
    expect(stdout).toBe('');
    expect(stderr).toBe('gradcheck: --format: expected text, json, junit, sarif; found yaml\nTry: gradcheck help\n');
    expect(status).toBe(2);
  });
});

describe('gradcheck train FILE', () => {
  const LESSON = `{
    "name": "Line",
    "inputs": { "x": [[1], [2]], "t": [0, 1] },
    "layers": [
      { "name": "Affine1", "type": "Affine", "inputs": "x", "units": 2 },
      { "name": "Loss", "type": "SoftmaxWithLoss", "inputs": ["Affine1", "t"] }
    ],
    "train": {
      "rate": 0.5, "steps": 200, "batch": 4,
      "data": { "x": [[-2], [-1], [1], [2]], "t": [0, 0, 1, 1] },
      "test": { "x": [[-3], [3]], "t": [0, 1] }
    }
  }`;

  it('prints loss and accuracy as it learns, and the result', () => {
    put('line.grad.json', LESSON);
    const { status, stdout, stderr } = gradcheck(['train', 'line.grad.json']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('Line: 4 parameters; 4 rows to learn from, 2 to test on; 200 steps of 4 at rate 0.5');
    expect(lines[2].trim().split(/ {2,}/)).toEqual([
      'step',
      'batch loss',
      'loss',
      'accuracy',
      'test loss',
      'test accuracy',
    ]);
    expect(lines.slice(3, 14).map((line) => Number(line.trim().split(/\s/)[0]))).toEqual([
      0, 20, 40, 60, 80, 100, 120, 140, 160, 180, 200,
    ]);
    expect(masked(lines.at(-1)!)).toMatch(/^2 rows never seen: 100\.0 % classified correctly, after /);
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it('ends with 2 where there is nothing to learn from', () => {
    const { status, stderr } = gradcheck(['train', 'apple.grad.json']);
    expect(stderr).toBe('gradcheck: apple.grad.json has no section "train"\n');
    expect(status).toBe(2);
  });

  it('shows a mistake in the file as a check does', () => {
    put('broken.grad.json', BROKEN);
    const { status, stdout } = gradcheck(['train', 'broken.grad.json']);
    expect(stdout).toContain('broken.grad.json:3:24: error:');
    expect(status).toBe(2);
  });

  it('ends with 130 within a moment of Ctrl-C', async () => {
    put('long.grad.json', LESSON.replace('"steps": 200', '"steps": 100000000'));
    const child = spawn(process.execPath, [program, 'train', 'long.grad.json'], { cwd: folder, env: environment() });
    const ended = new Promise((resolve) => child.on('exit', resolve));
    await Promise.race([ended, new Promise((resolve) => child.stdout.once('data', resolve))]);
    child.kill('SIGINT');
    expect(await ended).toBe(130);
  });
});
