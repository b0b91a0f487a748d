// The graph as it leaves the panel: drawings, and the page that is handed in, opened without a network in a real browser.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handoutPage, type Assets } from '../../src/handout/page';
import type { Recorded } from '../../src/handout/record';
import { THEMES } from '../../src/picture/themes';
import type { SaveRequest } from '../../src/protocol/messages';
import { decode } from '../../src/protocol/wire';
import { errorsIn } from '../editor/harness/page-errors';
import { panelScript } from '../editor/harness/panel/bundle';
import { Panel } from '../editor/harness/panel/panel';
import { launchBrowser } from '../editor/harness/workbench';

const ROOT = path.resolve(import.meta.dirname, '../..');
const GATE = `{ "name": "Gate </script><img src=x onerror=alert(1)> & <!-- \\" ' \\u2028", "inputs": { "x": [[1, 2], [3, 4]] }, "layers": [
  { "name": "Gate", "type": "Sigmoid", "inputs": "x" }, { "name": "Twice", "type": "Square" } ] }`;

/** A page is recorded and opened before anything is asked of it. */
const PATIENT = 60_000;
const PLACE = 'file:///home/somebody/network.grad.json';

let panel: Panel;
let folder: string;
let assets: Assets;

beforeAll(async () => {
  panel = await Panel.open({ reducedMotion: 'reduce' });
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gradient-handout-'));
  assets = {
    script: await panelScript(),
    style: fs.readFileSync(path.join(ROOT, 'media/inspector.css'), 'utf8'),
    engine: '',
  };
}, PATIENT);
afterAll(async () => {
  await panel.close();
  fs.rmSync(folder, { recursive: true });
});

async function exported(choice: string): Promise<SaveRequest> {
  const before = panel.saved.length;
  await panel.page.getByRole('button', { name: 'Export' }).click();
  await panel.page.getByRole('menuitem', { name: choice }).click();
  return saved(before);
}

async function saved(at: number): Promise<SaveRequest> {
  while (panel.saved.length <= at) await panel.page.waitForTimeout(50);
  return panel.saved[at];
}

describe('a graph that is exported from the panel', () => {
  it('is drawn as a whole, with the layers open that are open', async () => {
    await panel.check(GATE);
    await panel.send({ type: 'document', state: { uri: PLACE }, file: 'network.grad.json' });
    await panel.page.locator('[data-toggle="Gate"]').click();
    await panel.node('Gate/exp1.out').waitFor();
    const request = await exported('SVG');
    expect(request).toMatchObject({
      form: 'svg',
      text: expect.stringContaining('data-node="Gate/exp1.out"') as string,
    });
    await panel.page.getByText('Saved as SVG.').waitFor();
  });

  it('is a PNG image of twice the size of the drawing', async () => {
    const svg = await exported('SVG');
    const png = await exported('PNG');
    if (svg.form !== 'svg' || png.form !== 'png') throw new Error('another form than was asked for');
    const bytes = Buffer.from(png.base64, 'base64');
    expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg.text)!.map(Number);
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([2 * width, 2 * height]);
    expect(bytes.length).toBeGreaterThan(5000);
  });

  it('is exported by the keyboard alone', async () => {
    const before = panel.saved.length;
    const { keyboard } = panel.page;
    await panel.page.getByRole('button', { name: 'Export' }).focus();
    await keyboard.press('ArrowDown');
    await panel.page.locator('[role="menuitem"]:focus', { hasText: 'SVG' }).waitFor();
    await keyboard.press('Escape');
    await panel.page.locator('button[aria-haspopup="menu"]:focus').waitFor();
    await keyboard.press('Enter');
    await panel.page.locator('[role="menuitem"]:focus', { hasText: 'SVG' }).waitFor();
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    expect((await saved(before)).form).toBe('png');
  });
});

describe('a page that is handed in', () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let errors: string[];

  beforeAll(async () => {
    const request = await exported('HTML');
    if (request.form !== 'html') throw new Error('another form than was asked for');
    expect(request.recorded).not.toContain(PLACE);
    const made = { version: '1.2.3', at: '2026-01-02T03:04:05.000Z' };
    const html = await handoutPage({ ...decode<Recorded>(request.recorded), made, written: null }, assets);
    const file = path.join(folder, 'page.html');
    fs.writeFileSync(file, html);
    browser = await launchBrowser();
    context = await browser.newContext({
      offline: true,
      reducedMotion: 'reduce',
      viewport: { width: 1280, height: 800 },
    });
    page = await context.newPage();
    errors = errorsIn(page);
    page.on('dialog', (dialog) => {
      errors.push(`a script of a name ran: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (sent) => {
      if (!/^(file|blob|data):/.test(sent.url())) errors.push(`the page asked for ${sent.url()}`);
    });
    await page.goto(pathToFileURL(file).href);
    await page.locator('[data-node="Twice"]').waitFor();
  }, PATIENT);
  afterAll(() => browser.close());

  const node = (id: string) => page.locator(`[data-node="${id}"]`);

  it('begins as the panel stood, with names that are text and nothing else', async () => {
    await node('Gate/exp1.out').waitFor();
    expect(await page.locator('h1').innerText()).toContain('<img src=x onerror=alert(1)>');
    expect(await page.locator('header').innerText()).toContain('from network.grad.json, 2026-01-02');
    expect(await page.title()).toContain('</script>');
    expect(await page.locator('img').count()).toBe(0);
  });

  it('opens and closes layers', async () => {
    await page.locator('[data-toggle="Gate"]').click();
    await node('Gate/exp1.out').waitFor({ state: 'detached' });
    await page.locator('[data-toggle="Gate"]').click();
    await node('Gate/exp1.out').waitFor();
  });

  it('goes through the passes with the numbers of each step', async () => {
    await page.getByRole('button', { name: 'Step by step' }).click();
    await page.getByLabel('Step of the passes').fill('5');
    await page.locator('.sent math').first().waitFor();
    expect(await page.locator('.explanation').innerText()).not.toContain('not known');
    await page.getByRole('button', { name: 'Leave' }).click();
  });

  it('has no button for what takes the editor', async () => {
    await node('Twice').click();
    await page.locator('aside').waitFor();
    for (const name of ['Run check', 'Go to layer']) expect(await page.getByRole('button', { name }).count()).toBe(0);
  });

  it.each(THEMES)('is read in the %s theme, in which axe finds no fault', async (theme) => {
    await page.getByLabel('Theme').selectOption(theme);
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(background).toBe(
      { light: 'rgb(255, 255, 255)', dark: 'rgb(31, 31, 31)', 'high-contrast': 'rgb(0, 0, 0)' }[theme],
    );
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate<axe.AxeResults>(
      `axe.run({ rules: { 'label-content-name-mismatch': { enabled: false } } })`,
    );
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0].html}`)).toEqual([]);
  });

  it('follows the system where nothing was chosen', async () => {
    await page.getByLabel('Theme').selectOption('auto');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(31, 31, 31)');
    await page.locator('body[data-vscode-theme-kind="vscode-dark"]').waitFor();
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
  });

  it('is drawn in the colours of a system that forces its own', async () => {
    await page.emulateMedia({ forcedColors: 'active' });
    expect(await page.evaluate(`getComputedStyle(document.querySelector('.node .shape')).stroke`)).not.toBe('none');
    await page.emulateMedia({ forcedColors: 'none' });
  });

  it('saves its drawing by the browser', async () => {
    await page.getByRole('button', { name: 'Export' }).click();
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(['SVG drawing', 'PNG image']);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'SVG' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^Gate-.*\.graph\.svg$/);
    expect(fs.readFileSync(await download.path(), 'utf8')).toContain('<svg xmlns="http://www.w3.org/2000/svg"');
  });

  it('asks nothing of any network, breaks no rule of its policy, and says no error', () => expect(errors).toEqual([]));
});
