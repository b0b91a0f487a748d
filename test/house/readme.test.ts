// The README is true: its commands run, its network is right, its pictures and pages are there.
import { execFileSync, spawnSync, type StdioOptions } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkFile } from '../../src/session/session';
import manifest from '../../package.json';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PROGRAM = path.join(ROOT, 'dist/gradcheck.js');
const pages = ['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md'];
const text = (page: string): string => fs.readFileSync(path.join(ROOT, page), 'utf8');
const readme = text('README.md');

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'readme-'));
  fs.cpSync(path.join(ROOT, 'examples'), path.join(folder, 'examples'), { recursive: true });
  // The slowest example is the whole point of `npm start`, not of this test.
  fs.rmSync(path.join(folder, 'examples/two-layer-100.grad.json'));
  execFileSync(
    process.execPath,
    ['node_modules/webpack/bin/webpack.js', '--config-name', 'gradcheck', '--config-name', 'worker'],
    { cwd: ROOT },
  );
}, 120_000);
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const commands = [...readme.matchAll(/^npx gradcheck (.*?)(?:\s+# exit (\d))?$/gm)].map(
  ([, args, code]): [string, number] => [args.replaceAll("'", ''), Number(code ?? 0)],
);

test.each(commands)('gradcheck %s ends with %i', { timeout: 240_000 }, (args, code) => {
  const stdio: StdioOptions = ['ignore', 'pipe', 'inherit'];
  const { status } = spawnSync(process.execPath, [PROGRAM, ...args.split(' ')], { cwd: folder, stdio });
  expect(status).toBe(code);
});

test('there are commands to try', () => expect(commands.length).toBeGreaterThanOrEqual(4));

test.each(pages)('the npm scripts of %s exist', (page) => {
  const named = [...text(page).matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script);
  expect(named.filter((script) => !(script in manifest.scripts))).toEqual([]);
});

test('the network shown is right', async () => {
  const network = /```jsonc\n(.*?)```/s.exec(readme)?.[1] ?? '';
  const result = await checkFile(
    { file: 'readme.grad.json', text: network, files: { read: () => Promise.reject(new Error('no files')) } },
    { signal: { aborted: false }, progress: () => {}, now: () => 0, breathe: () => Promise.resolve() },
  );
  expect(result.report.status).toBe('pass');
});

test('the layer shown is wrong as it is said to be', async () => {
  const program = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? '';
  const { report } = await checkFile(
    { file: 'mine.grad.ts', text: program, files: { read: () => Promise.reject(new Error('no files')) } },
    { signal: { aborted: false }, progress: () => {}, now: () => 0, breathe: () => Promise.resolve() },
  );
  const faults = report.status === 'error' ? [] : report.faults;
  expect(faults.map(({ layer, code, fix }) => [layer, code, fix?.title])).toEqual([
    ['Relu1', 'mask-inverted', 'Turn the mask round: remove ".not()"'],
  ]);
});

test.each(pages)('what %s links to is there', (page) => {
  const links = [...text(page).matchAll(/\]\(([^)#:]+)\)/g)].map(([, link]) => link);
  expect(links.filter((link) => !fs.existsSync(path.join(ROOT, link)))).toEqual([]);
});
