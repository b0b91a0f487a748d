// `gradcheck graph`: the built program writes drawings and pages, whole or not at all.
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { XMLValidator } from 'fast-xml-parser';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCommand } from '../../src/cli/arguments';
import { errorsIn } from '../editor/harness/page-errors';
import { launchBrowser } from '../editor/harness/workbench';

const ROOT = path.resolve(import.meta.dirname, '../..');

let home: string;

beforeAll(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'gradcheck-graph-'));
  fs.cpSync(path.join(ROOT, 'media'), path.join(home, 'media'), { recursive: true });
  fs.cpSync(path.join(ROOT, 'examples'), path.join(home, 'examples'), { recursive: true });
  const webpack = path.join(ROOT, 'node_modules/webpack/bin/webpack.js');
  const names = ['gradcheck', 'worker', 'webview'].flatMap((name) => ['--config-name', name]);
  const args = [webpack, ...names, '--output-path', path.join(home, 'dist')];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(stdout);
}, 180_000);

afterAll(() => fs.rmSync(home, { recursive: true }));

function graph(...args: readonly string[]): SpawnSyncReturns<string> {
  const program = path.join(home, 'dist/gradcheck.js');
  return spawnSync(process.execPath, [program, 'graph', ...args], { cwd: home, encoding: 'utf8' });
}

const written = (): string[] => fs.readdirSync(home).filter((name) => !['dist', 'media', 'examples'].includes(name));

describe('a drawing', () => {
  it('goes to standard output, and to a file where one is named', () => {
    const { stdout, status } = graph('examples/apple-orange.grad.json');
    expect(status).toBe(0);
    expect(XMLValidator.validate(stdout)).toBe(true);
    const [apple, gradient] = ['>100<', '>← 2.2<'];
    expect(stdout).toContain(apple);
    expect(stdout).toContain(gradient);
    const said = graph('examples/apple-orange.grad.json', '--out', 'apple.svg');
    expect(said.stdout).toBe('Wrote apple.svg: AppleAndOrange. Every gradient agrees.\n');
    expect(fs.readFileSync(path.join(home, 'apple.svg'), 'utf8')).toBe(stdout);
  });

  it('is made of a program too, with the guilty layer and its cause', () => {
    const { stdout, status } = graph('examples/faulty/gradient-checking.grad.ts');
    expect(status).toBe(0);
    expect(XMLValidator.validate(stdout)).toBe(true);
    expect(stdout.match(/class="node [^"]*guilty"/g)).toHaveLength(1);
    expect(stdout).toContain('class="cause"');
  });
});

describe('what cannot be written', () => {
  it('is a file in another form: it says which there are, and leaves nothing behind', () => {
    const before = written();
    const { status, stderr } = graph('examples/apple.grad.json', '--out', 'apple.png');
    expect(status).toBe(2);
    expect(stderr).toMatch(/expected a name that ends in \.svg or \.html; found apple\.png; .* PNG/);
    expect(written()).toEqual(before);
    expect(() => parseCommand(['graph', 'x.grad.json', '--out', 'graph'])).toThrow(/found graph$/);
    expect(parseCommand(['graph', 'x.grad.json', '--out', 'A.HTML'])).toMatchObject({ form: 'html' });
  });

  it('is the graph of a file that cannot be read', () => {
    fs.writeFileSync(path.join(home, 'examples/broken.grad.json'), '{ "layers": [{ "type": "Squre" }] }');
    const before = written();
    const { status, stdout, stderr } = graph('examples/broken.grad.json', '--out', 'broken.svg');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Squre');
    expect(written()).toEqual(before);
  });

  it('is a file in a folder that is not there', () => {
    const { status, stderr } = graph('examples/apple.grad.json', '--out', 'nowhere/apple.svg');
    expect(status).toBe(2);
    expect(stderr).toContain('nowhere');
  });
});

describe('a page, in a browser without a network', () => {
  let browser: Browser;
  let page: Page;
  let errors: string[];
  beforeAll(async () => {
    browser = await launchBrowser();
    page = await (await browser.newContext({ offline: true })).newPage();
    errors = errorsIn(page);
  });
  afterAll(() => browser.close());

  async function open(example: string, name: string): Promise<void> {
    const { status, stderr } = graph(`examples/${example}`, '--out', name);
    expect([status, stderr]).toEqual([0, '']);
    expect(fs.statSync(path.join(home, name)).size).toBeLessThan(9_000_000);
    await page.goto(pathToFileURL(path.join(home, name)).href);
    await page.locator('[data-node]').first().waitFor();
  }

  it('is the inspector of a network with digits', async () => {
    await open('two-layer.grad.json', 'two-layer.html');
    await page.locator('[data-node="Affine1"]').click();
    await page.locator('aside', { hasText: 'Affine1' }).waitFor();
    await page.locator('[data-toggle="Affine1"]').click();
    await page.locator('[data-node^="Affine1/"]').first().waitFor();
  });

  it('computes what it does not hold: the errors by step of any element', async () => {
    // The layout's own.
    expect(page.workers()).toHaveLength(1);
    await page.locator('[data-node="Affine2.W"]').click();
    await page
      .locator('aside canvas')
      .nth(4)
      .click({ position: { x: 40, y: 8 } });
    await page.getByText(/The plain central difference .* is best at h/).waitFor();
    expect(page.workers().length).toBeGreaterThan(1);
  });

  it('tries other numbers than those of the file, and has the file’s own again', async () => {
    await open('apple-orange.grad.json', 'apple.html');
    await page.locator('[data-node="apple_num"]').click();
    const field = page.getByLabel('Another number').locator('input').first();
    await field.fill('4');
    await field.press('Enter');
    await page.locator('[data-edge^="price.out >"] .value', { hasText: '935' }).waitFor();
    expect(await page.locator('[data-edge^="apple >"] .gradient').textContent()).toBe('← 4.4');
    await page.locator('.what-if-banner').getByRole('button', { name: 'Reset', exact: true }).click();
    await page.locator('[data-edge^="price.out >"] .value', { hasText: '715' }).waitFor();
    expect(await page.getByRole('button', { name: 'Write to file' }).count()).toBe(0);
  });

  it('of a program holds no code to run, and says what only the extension knows', async () => {
    await open('faulty/gradient-checking.grad.ts', 'faulty.html');
    expect(fs.readFileSync(path.join(home, 'faulty.html'), 'utf8')).not.toContain('id="engine"');
    await page.locator('[data-node="Net.W1"]').click();
    await page.locator('aside', { hasText: 'Net.W1' }).waitFor();
    expect(await page.getByLabel('Another number').count()).toBe(0);
  });

  it('says no error', () => expect(errors).toEqual([]));
});
