// A person saves the graph: from the palette, and from the panel's own menu.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { atWork } from '../harness/at-work';
import { errorsIn } from '../harness/page-errors';
import { APPLE } from '../networks';

const BROKEN = '{ "inputs": { "x": 1 }, "layers": [{ "type": "Squre", "inputs": "x" }] }\n';

describe('a person who exports a graph', () => {
  const person = atWork({ files: { 'apple.grad.json': APPLE, 'broken.grad.json': BROKEN } });
  const node = (id: string) => person().panelFrame().locator(`[data-node="${id}"]`);
  const read = (name: string): Buffer => fs.readFileSync(path.join(person().workspace, name));

  /** In the save dialog, which offers a name. */
  async function accept(name: string): Promise<Buffer> {
    await person().page.waitForFunction((name) => {
      const input = document.querySelector<HTMLInputElement>('.quick-input-widget input[type="text"]');
      return input?.value.endsWith(`/${name}`) && document.activeElement === input;
    }, name);
    await person().page.keyboard.press('Enter');
    await person().notification(`Wrote ${name}.`).waitFor();
    const left = fs.readdirSync(person().workspace).filter((file) => file.endsWith('.tmp'));
    assert.deepEqual(left, []);
    return read(name);
  }

  it('finds the command in the palette, which opens the panel and saves a drawing', async () => {
    await person().openFile('apple.grad.json');
    await person().palette('Gradient: Export Graph');
    await person().pick('SVG');
    const svg = (await accept('apple.graph.svg')).toString();
    assert.match(svg, /^<\?xml[^>]*>\s*<svg /);
    assert.match(svg, />← 2\.2</);
    await node('Price').waitFor();
  });

  it('saves an image from the menu of the panel', async () => {
    await person().panelFrame().getByRole('button', { name: 'Export' }).click();
    await person().panelFrame().getByRole('menuitem', { name: 'PNG' }).click();
    const png = await accept('apple.graph.png');
    assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG');
    assert.ok(png.length > 5000, `${png.length} bytes`);
    await person().panelFrame().getByText('Saved as PNG.').waitFor();
  });

  it('saves a page that a browser without a network opens', async () => {
    await person().palette('Gradient: Export Graph');
    await person().pick('HTML');
    await accept('apple.graph.html');
    const context = await person().page.context().browser()!.newContext({ offline: true });
    try {
      const page = await context.newPage();
      const errors = errorsIn(page);
      await page.goto(pathToFileURL(path.join(person().workspace, 'apple.graph.html')).href);
      await page.locator('[data-node="Price"]').click();
      await page.locator('aside', { hasText: 'Price' }).waitFor();
      assert.deepEqual(errors, []);
    } finally {
      await context.close();
    }
  });

  it('is told why there is no graph of a network that cannot be read', async () => {
    await person().palette('View: Close All Editors');
    await person().openFile('broken.grad.json');
    await person().palette('Gradient: Export Graph');
    await person().notification('broken.grad.json cannot be read yet').waitFor();
  });
});
