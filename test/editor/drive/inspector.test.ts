// A person at the graph inspector: beside the text, which it follows and leads.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { atWork } from '../harness/at-work';
import { ROOT } from '../harness/root';
import { APPLE, FAULTY } from '../networks';

/** The whole editor starts again, its extension host included. */
const REOPENING_MS = 80_000;

const GATES = `{
  "name": "Gates",
  "inputs": { "x": 2 },
  "layers": [
    { "name": "Gate", "type": "Sigmoid", "inputs": "x" },
    { "name": "Twice", "type": "Square" }
  ]
}
`;

const example = (name: string): Uint8Array => fs.readFileSync(path.join(ROOT, 'examples', name));
const EXAMPLES = ['apple-orange.grad.json', 'softmax-with-loss.grad.json', 'convolution.grad.json'];
const DIGITS = ['data/train-images.idx.gz', 'data/train-labels.idx.gz'];

describe('a person at the graph inspector', () => {
  const person = atWork({
    files: {
      'apple.grad.json': APPLE,
      'gates.grad.json': GATES,
      'faulty.grad.json': FAULTY,
      ...Object.fromEntries([...EXAMPLES, ...DIGITS].map((name) => [name, example(name)])),
    },
  });
  const node = (id: string) => person().panelFrame().locator(`[data-node="${id}"]`);
  const selected = (id: string) => person().panelFrame().locator(`[data-node="${id}"][aria-pressed="true"]`);
  const button = (name: string) => person().panelFrame().getByRole('button', { name, exact: true });
  const open = (file: string, ready: string): Promise<void> => person().openGraph(file, ready);

  it('sees the node that the cursor is put on, and the text of the node that is clicked', async () => {
    await open('apple.grad.json', 'Price');
    await person().clickAt('"Price"', 'Price');
    await selected('Price').waitFor();
    await node('WithTax').click();
    await selected('WithTax').waitFor();
    await person().editor.locator('.active-line-number', { hasText: '7' }).waitFor();
  });

  it('pins what is selected', async () => {
    await button('Pin').click();
    await person().clickAt('"Price"', 'Price');
    await person().page.waitForTimeout(500);
    await selected('WithTax').waitFor();
    await button('Pin').click();
  });

  it('goes through the passes, each step with its numbers', async () => {
    await button('Step by step').click();
    const math = person().panelFrame().locator('.explanation math');
    const read = async (): Promise<string> => (await math.allTextContents()).join(' ').replace(/\s+/g, '');
    await math.first().waitFor();
    assert.match(await read(), /100×2=200/);
    for (let step = 0; step < 3; step++) await button('Step forward').click();
    await person().panelFrame().locator('.sent li').nth(1).waitFor();
    assert.match(await read(), /1\.1×2=2\.2.*1\.1×100=110/);
    await button('Leave').click();
  });

  it('opens a layer in place, by its handle and by the keyboard', async () => {
    await open('gates.grad.json', 'Twice');
    await person().panelFrame().locator('[data-toggle="Gate"]').click();
    await node('Gate/exp1.out').waitFor();
    const text = await person().panelFrame().locator('main').innerText();
    for (const expected of ['0.135335', '1.13534', '0.880797']) assert.ok(text.includes(expected), text);
    await person().pictures('inspector-sigmoid');
    await node('Gate').click({ position: { x: 60, y: 10 } });
    await person().page.keyboard.press('Enter');
    await node('Gate/exp1.out').waitFor({ state: 'detached' });
    await person().page.keyboard.press('Enter');
    await node('Gate/exp1.out').waitFor();
  });

  it('has no fault that axe finds while a layer is open', async () => {
    assert.deepEqual(await person().panelFaults(), []);
  });

  it('finds it as it was when the panel is moved and when the window is opened anew', async () => {
    await person().palette('View: Move Editor into Next Group');
    await node('Gate/exp1.out').click();
    await selected('Gate/exp1.out').waitFor();
    // Out of the panel, where Escape, with which the palette is asked for, would end the selection.
    await person().page.locator('.tab', { hasText: 'gates.grad.json' }).first().click();
    await person().palette('Developer: Reload Window');
    await node('Gate/exp1.out').waitFor({ timeout: REOPENING_MS });
    await selected('Gate/exp1.out').waitFor();
  });

  it('sees the graphs of the book, and a convolutional network, in every theme', async () => {
    for (const [file, ready, opened] of [
      ['apple-orange', 'all_price', null],
      ['softmax-with-loss', 'Loss', 'Loss'],
      ['convolution', 'Convolution1', null],
    ] as const) {
      await open(`${file}.grad.json`, ready);
      await person().palette('View: Toggle Maximize Editor Group');
      if (opened !== null) {
        await person().panelFrame().locator(`[data-toggle="${opened}"]`).click();
        await node(`${opened}/exp1.out`).waitFor();
      }
      await person().pictures(`inspector-${file}`);
    }
  });

  it('sees at once which layer is guilty', async () => {
    await open('faulty.grad.json', 'Sigmoid1');
    await person().palette('View: Toggle Primary Side Bar Visibility');
    await person().panelFrame().locator('.node.guilty[data-node="Sigmoid1"]').waitFor();
    assert.equal(await person().panelFrame().locator('.node.guilty').count(), 1);
    await person().panelFrame().locator('.node.inherited[data-node="Affine1"]').waitFor();
    await person().pictures('inspector-faulty');
  });
});
