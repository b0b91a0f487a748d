// The package that ships, installed into an editor of a person's own, with a folder of their own.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { atWork } from '../harness/at-work';
import { installExtension, packageExtension } from '../harness/package';
import { APPLE } from '../networks';

/** On a quiet machine it is a few; a busy one takes its time. */
const WAKING_MS = 1000;

/** Installs the package; `change` may alter it afterwards. */
function installed(change: (folder: string) => void = () => undefined): string {
  const extensionsDir = installExtension(packageExtension());
  const name = fs.readdirSync(extensionsDir).find((entry) => entry.startsWith('gradient-debugger.'));
  assert.ok(name, 'the package was not installed');
  change(path.join(extensionsDir, name));
  return extensionsDir;
}

/** The person checks a network and finds no complaint of anyone. */
function checksAnApple(person: ReturnType<typeof atWork>): void {
  it('opens a network as JSON with comments, with no complaint of anyone', async () => {
    await person().openFile('apple.grad.json');
    await person().statusItem('JSON with Comments').waitFor();
    assert.match(await person().settledProblems(), /No problems have been detected/);
  });

  it('checks it', async () => {
    await person().palette('Gradient: Run Gradient Check');
    await person().statusItem('Gradient: all 5 gradients agree').waitFor();
    assert.match(await person().hoverAt('tax', 'tax', 'gradient agrees'), /1\.1\s+200\s+200/);
    await person().pointAway();
    assert.match(await person().settledProblems(), /No problems have been detected/);
  });

  it('draws its graph', async () => {
    await person().palette('Gradient: Open Graph Inspector');
    await person().panelFrame().locator('[data-node="Price"]').waitFor();
  });
}

const files = { 'apple.grad.json': APPLE };

describe('the packaged extension', () => {
  let extensionsDir = '';
  const person = atWork(() => {
    extensionsDir = installed();
    return { extension: 'installed', extensionsDir, files };
  });
  after(() => fs.rmSync(extensionsDir, { recursive: true, force: true }));
  checksAnApple(person);

  it('woke quickly, as the editor counts', async () => {
    await person().palette('Developer: Show Running Extensions');
    const row = person().page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'Gradient Debugger' });
    const [, milliseconds] = /Activation: (\d+)ms/.exec(await row.innerText()) ?? [];
    console.log(`    activation: ${milliseconds} ms`);
    assert.ok(Number(milliseconds) < WAKING_MS, `${milliseconds} ms`);
  });
});

describe('the packaged extension in Restricted Mode', () => {
  let extensionsDir = '';
  const person = atWork(() => {
    extensionsDir = installed();
    const settings = { 'security.workspace.trust.startupPrompt': 'never' };
    return { extension: 'installed', extensionsDir, files, settings, workspaceTrust: 'ask' };
  });
  after(() => fs.rmSync(extensionsDir, { recursive: true, force: true }));

  it('is in a folder that nobody trusts', () => person().statusItem('Restricted Mode').waitFor());
  checksAnApple(person);
});

describe("the packaged extension in the browser's extension host", () => {
  let extensionsDir = '';
  const person = atWork(() => {
    // Without its half for Node, the browser's is the only one that can run.
    extensionsDir = installed((folder) => {
      const manifest = path.join(folder, 'package.json');
      const { main: _, ...rest } = JSON.parse(fs.readFileSync(manifest, 'utf8')) as Record<string, unknown>;
      fs.writeFileSync(manifest, JSON.stringify(rest));
      for (const bundle of ['extension.js', 'worker.js']) fs.rmSync(path.join(folder, 'dist', bundle));
    });
    return { extension: 'installed', extensionsDir, files };
  });
  after(() => fs.rmSync(extensionsDir, { recursive: true, force: true }));
  checksAnApple(person);
});
