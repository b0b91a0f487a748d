// A person who asks "what if": other numbers in the graph panel, seen through the whole network, and written into the file.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { atWork } from '../harness/at-work';
import { ROOT } from '../harness/root';

const REOPENING_MS = 80_000;

const APPLE = fs.readFileSync(path.join(ROOT, 'examples/apple-orange.grad.json'), 'utf8');

/** Its gradient is right where it stands, and nowhere else. */
const HERE = `{
  "name": "Here",
  "layerTypes": { "Sq": { "inputs": ["x"], "forward": "x .* x", "backward": { "x": "4 * dout" } } },
  "inputs": { "x": 2 },
  "layers": [{ "name": "Sq1", "type": "Sq", "inputs": "x" }]
}
`;

/** 20-16-5, on eight rows. */
const NET = `{
  "name": "Net",
  "seed": 1,
  "inputs": { "x": { "shape": [8, 20], "normal": 1 }, "t": [0, 1, 2, 3, 4, 0, 1, 2] },
  "layers": [
    { "name": "Affine1", "type": "Affine", "inputs": "x", "units": 16 },
    { "name": "Relu1", "type": "ReLU" },
    { "name": "Affine2", "type": "Affine", "units": 5 },
    { "name": "Loss", "type": "SoftmaxWithLoss", "inputs": ["Affine2", "t"] }
  ]
}
`;

/** In the panel: how long it takes from each of the edits of the field until other numbers are drawn. */
const TIMES = `(async () => {
  const field = document.querySelector('.what-if [role="spinbutton"]');
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
  const times = [];
  for (let n = 1; n <= 12; n++) {
    const before = document.querySelector('main').textContent;
    const start = performance.now();
    set.call(field, String(n / 8));
    field.dispatchEvent(new Event('input', { bubbles: true }));
    while (document.querySelector('main').textContent === before) await new Promise(requestAnimationFrame);
    times.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  return times;
})()`;

describe('a person who asks what if', () => {
  const person = atWork({
    files: {
      'apple-orange.grad.json': APPLE,
      'here.grad.json': HERE,
      'net.grad.json': NET,
    },
  });
  const panel = () => person().panelFrame();
  const node = (id: string) => panel().locator(`[data-node="${id}"]`);
  const field = (name: string) => panel().getByRole('spinbutton', { name, exact: true });
  const button = (name: string) => panel().getByRole('button', { name, exact: true });
  const banner = () => panel().locator('.what-if-banner');
  const drawn = (text: string) =>
    panel()
      .locator('main .numbers text', { hasText: new RegExp(`^${text}$`) })
      .first();
  const open = (file: string, ready: string): Promise<void> => person().openGraph(file, ready);

  /** What is in the file once the person has saved it. */
  const saved = async (file = 'apple-orange.grad.json'): Promise<string> => {
    await person().page.locator('.tab.dirty', { hasText: file, hasNotText: 'Graph' }).click();
    await person().save();
    return fs.readFileSync(path.join(person().workspace, file), 'utf8');
  };

  it('sets the price of an apple, and sees every number follow as in the book', async () => {
    await open('apple-orange.grad.json', 'price');
    await node('apple').click();
    await drawn('715').waitFor();
    await field('apple').fill('120');
    await drawn('759').waitFor();
    const numbers = await panel().locator('main .numbers text').allTextContents();
    for (const expected of ['120', '240', '690', '759', '← 132', '← 165', '← 690', '← 2.2', '← 3.3'])
      assert.ok(numbers.includes(expected), `${expected} in ${numbers.join(' | ')}`);
    assert.match(await banner().innerText(), /What if: 1 value changed · these are not the file’s numbers/);
    await field('apple').press('ArrowDown');
    await drawn('737').waitFor();
    await person().pictures('inspector-what-if');
  });

  it('has no fault that axe finds', async () => {
    assert.deepEqual(await person().panelFaults(), []);
  });

  it('is told what is expected of a number that is none', async () => {
    await field('apple').fill('many');
    await panel().getByText('Expected a number, such as 1.5, -2 or 3e-4.').waitFor();
    await person().screenshot('inspector-what-if-refused');
    await drawn('737').waitFor();
    await field('apple').press('Escape');
    assert.equal(await field('apple').inputValue(), '110');
  });

  it('finds it as it was when the panel is loaded anew', async () => {
    await person().palette('View: Move Editor into Next Group');
    await banner().waitFor({ timeout: REOPENING_MS });
    await drawn('737').waitFor();
    await field('apple').waitFor();
    assert.equal(await field('apple').inputValue(), '110');
  });

  it('writes it into the file as one edit, and takes that back by one undo', async () => {
    await node('tax').click();
    await field('tax').fill('1.2');
    await drawn('804').waitFor();
    await button('Write to file').click();
    await banner().waitFor({ state: 'detached' });
    await drawn('804').waitFor();
    assert.equal(await saved(), APPLE.replace('"apple": 100', '"apple": 110').replace('"tax": 1.1', '"tax": 1.2'));
    await person().page.keyboard.press('Control+z');
    assert.equal(await saved(), APPLE);
  });

  it('keeps it from Problems, from the status bar and from the text', async () => {
    await open('here.grad.json', 'Sq1');
    await node('x').click();
    await field('x').fill('3');
    await panel().locator('.node.guilty[data-node="Sq1"]').waitFor();
    await person().screenshot('inspector-what-if-guilty');
    assert.match(await person().settledProblems(1500), /No problems/);
    assert.match(await person().hoverAt('"name": "Sq1"', 'Sq1', /agree|✓/), /^(?!.*wrong)/s);
    await button('Reset').click();
    await banner().waitFor({ state: 'detached' });
    await panel().locator('.node.pass[data-node="Sq1"]').waitFor();
  });

  it('sees it put on top of a text that has changed', async () => {
    await field('x').fill('5');
    await drawn('25').waitFor();
    await person().replaceText(HERE.replace('x .* x', '2 * x .* x'));
    await banner().getByText('once that has been checked').waitFor();
    await button('Run check').click();
    await drawn('50').waitFor();
    assert.match(await banner().innerText(), /1 value changed · these/);
    await saved('here.grad.json');
  });

  it('is told which classes there are, and moves along the elements', async () => {
    await open('net.grad.json', 'Loss');
    await node('t').click();
    await field('t[0]').fill('7');
    await panel().getByText('expected integers in 0..4, found 7').waitFor();
    await panel().getByLabel('Axis 0: index from 0 to 7').fill('2');
    await field('t[2]').waitFor();
    assert.equal(await banner().count(), 0);
  });

  it('sees other numbers within a blink', async () => {
    await button('Fit').click();
    await node('x').click();
    await field('x[0, 0]').waitFor();
    const element = await panel().owner().elementHandle();
    const frame = await element?.contentFrame();
    const times = (await frame!.evaluate<number[]>(TIMES)).sort((a, b) => a - b);
    console.log(`    other numbers after ${times.map((time) => time.toFixed(0)).join(', ')} ms`);
    // The machine may have other work: the faster ones tell how long it takes by itself.
    assert.ok(times[Math.floor(times.length / 4)] < 150, `the first quarter of ${times.join(', ')}`);
  });

  it('writes out what is drawn at random only where asked to', async () => {
    await button('Write to file').click();
    await banner()
      .getByText('x is drawn at random. To change a number of it, all 160 have to be written out')
      .waitFor();
    await person().screenshot('inspector-what-if-question');
    await button('Write them out').click();
    await banner().waitFor({ state: 'detached' });
    assert.match(await saved('net.grad.json'), /"x": \[\n {4}\[\n {6}1\.5, -?\d/);
  });
});
