// The package that ships, installed into an editor of a person's own.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { atWork } from '../harness/at-work';
import { installExtension, packageExtension } from '../harness/package';

const NETWORK = `{
  // one apple at 100, two of them, 10 % tax
  "name": "Apple",
  "inputs": { "apple": 100, "apple_num": 2, "tax": 1.1 },
  "layers": [
    { "name": "Price", "type": "Mul", "inputs": ["apple", "apple_num"] },
    { "name": "WithTax", "type": "Mul", "inputs": ["Price", "tax"] },
  ],
}
`;

describe('the packaged extension', () => {
  let extensionsDir = '';
  const person = atWork(() => {
    extensionsDir = installExtension(packageExtension());
    return { extension: 'installed', extensionsDir, files: { 'apple.grad.json': NETWORK } };
  });
  after(() => fs.rmSync(extensionsDir, { recursive: true, force: true }));

  it('opens a network as JSON with comments, with no complaint of anyone', async () => {
    await person().openFile('apple.grad.json');
    await person().statusItem('JSON with Comments').waitFor();
    assert.match(await person().settledProblems(), /No problems have been detected/);
  });

  it('offers its commands in the palette', async () => {
    await person().page.keyboard.press('F1');
    const input = person().page.locator('.quick-input-widget:visible input').first();
    await input.fill('>Gradient: ');
    await person().page.locator('.quick-input-list .monaco-list-row', { hasText: 'Run Gradient Check' }).waitFor();
    await person().page.keyboard.press('Escape');
  });
});
