// A first-time reader at the graph inspector: which layer is guilty and why, what a gradient is made of, and from which pixels.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { atWork } from '../harness/at-work';
import { THEMES, type Theme } from '../harness/person';
import { ROOT } from '../harness/root';

/** Two digits; the backward pass of the sigmoid takes x for y. */
const FAULTY = `{
  "name": "Digits",
  "seed": 7,
  "layerTypes": {
    "MySigmoid": {
      "inputs": ["x"], "let": { "y": "1 ./ (1 + exp(-x))" },
      "forward": "y", "backward": { "x": "dout .* x .* (1 - x)" }
    }
  },
  "inputs": {
    "x": { "file": "data/train-images.idx.gz", "rows": [0, 2], "scale": 0.00392156862745098 },
    "t": { "file": "data/train-labels.idx.gz", "rows": [0, 2] }
  },
  "layers": [
    { "name": "Flatten1", "type": "Flatten", "inputs": "x" },
    { "name": "Affine1", "type": "Affine", "units": 20 },
    { "name": "Sigmoid1", "type": "MySigmoid" },
    { "name": "Affine2", "type": "Affine", "units": 10 },
    { "name": "Loss", "type": "SoftmaxWithLoss", "inputs": ["Affine2", "t"] }
  ]
}
`;

const KINK = `{
  "name": "Kink",
  "inputs": { "x": [-1, 0, 2] },
  "layers": [
    { "name": "Relu1", "type": "ReLU", "inputs": "x" },
    { "name": "Total", "type": "Sum" }
  ]
}
`;

const CONVOLVED = `{
  "name": "Convolved",
  "seed": 1,
  "inputs": { "x": { "shape": [1, 1, 6, 6], "normal": 1 } },
  "layers": [
    { "name": "Conv1", "type": "Convolution", "inputs": "x", "filters": 2, "kernel": 3 },
    { "name": "Pool1", "type": "MaxPooling", "size": 2 },
    { "name": "Total", "type": "Sum" }
  ]
}
`;

const DATA = ['data/train-images.idx.gz', 'data/train-labels.idx.gz'];
const themes = Object.keys(THEMES) as Theme[];

describe('a first-time reader who asks why', () => {
  const person = atWork({
    files: {
      'faulty.grad.json': FAULTY,
      'kink.grad.json': KINK,
      'convolved.grad.json': CONVOLVED,
      ...Object.fromEntries(DATA.map((name) => [name, fs.readFileSync(path.join(ROOT, 'examples', name))])),
    },
    viewport: { width: 1600, height: 1000 },
  });
  const panel = () => person().panelFrame();
  const node = (id: string) => panel().locator(`[data-node="${id}"]`);
  const region = (name: string | RegExp) => panel().getByRole('region', { name, exact: true });
  const count = (id: string) => panel().locator(`[data-count="${id}"]`);
  const open = async (file: string, ready: string): Promise<void> => {
    await person().openGraph(file, ready);
    await person().palette('View: Toggle Maximize Editor Group');
    await panel().getByRole('button', { name: 'Fit', exact: true }).click();
  };
  /** By the arrow keys, from the first element on. */
  const walk = async (...keys: string[]): Promise<void> => {
    await panel().locator('.maps').focus();
    for (const key of ['ArrowRight', ...keys]) await person().page.keyboard.press(key);
  };

  it('finds the guilty layer, and says why, by three clicks', async () => {
    await open('faulty.grad.json', 'Sigmoid1');
    await panel().locator('.node.guilty').click();
    await region('Why').getByRole('button').first().click();
    await panel().getByRole('button', { name: 'Why?' }).click();
    const text = await panel().locator('.why').first().innerText();
    assert.match(text, /sigmoid's derivative is y\(1 - y\)/);
    assert.match(text, /Confidence: [\d.]+/);
    assert.match(text, /\|a − n\| = [\d.e-]+, bound [\d.e-]+, tolerance [\d.e-]+/);
  });

  it('reads dL/dW[3, 1], and finds the pixels that it takes in', async () => {
    await node('Affine1.W').click();
    await panel().getByLabel('Axis 0: index from 0 to 783').fill('3');
    await panel().getByLabel('Axis 1: index from 0 to 19').fill('1');
    await region('Why: Affine1.W[3, 1]').getByText('numerical n').waitFor();
    const list = region('Path of Affine1.W[3, 1]');
    await list.getByRole('button', { name: 'x', exact: true }).waitFor();
    const told = (await list.innerText()).replace(/\s+/g, ' ');
    assert.match(told, /its gradient takes in x 2 of 1568 Flatten1\.out 2 of 1568 ▸ it reaches Affine1\.out 2 of 40/);
    assert.equal(await count('Affine1').textContent(), '▸ 2 of 40');
    await list.getByRole('button', { name: 'x', exact: true }).click();
    await panel()
      .locator('.path-note', { hasText: '× 2 of 1568 that the gradient of Affine1.W[3, 1] takes in' })
      .waitFor();
    assert.match((await node('t').getAttribute('class'))!, /off-path/);
    await person().pictures('inspector-path-digit');
  });

  it('sees where plain differences go wrong, in every theme', async () => {
    await node('Affine2').click();
    await panel().locator('.worst tbody button').first().click();
    const plot = panel().getByRole('img', { name: /The plain central difference/ });
    await plot.locator('canvas').waitFor();
    await panel().getByRole('button', { name: 'Why?' }).click();
    const inks = new Set<string>();
    for (const theme of themes) {
      await person().screenshot('inspector-why-steps', theme);
      inks.add(await plot.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL()));
    }
    assert.equal(inks.size, themes.length);
    assert.match((await plot.getAttribute('aria-label'))!, /grows with h².*grows with 1\/h/);
    assert.deepEqual(await person().panelFaults(), []);
  });

  it('sees both slopes of a kink', async () => {
    await open('kink.grad.json', 'Relu1');
    await node('x').click();
    await walk('ArrowRight');
    const kink = region('Why: x[1]');
    await kink.getByRole('img', { name: 'A kink. Slope to the left 0, to the right 1, analytic 0.' }).waitFor();
    assert.match(await kink.innerText(), /The analytic gradient is the slope to the left\./);
    await panel().getByRole('button', { name: 'Why?' }).click();
    await person().pictures('inspector-why-kink');
  });

  it('sees over which pixels a weight of a convolution slides, and opens a layer on the path', async () => {
    await open('convolved.grad.json', 'Conv1');
    await node('Conv1.W').click();
    await walk();
    const list = region('Path of Conv1.W[0, 0, 0, 0]');
    await list.getByRole('button', { name: 'x', exact: true }).click();
    await panel().locator('.path-note', { hasText: '× 16 of 36' }).waitFor();
    await person().pictures('inspector-path-convolution');
    await panel().locator('[data-toggle="Conv1"]').click();
    const inner = panel().locator('[data-node^="Conv1/"].on-path');
    await inner.first().waitFor();
    assert.equal(await count('Pool1').textContent(), '▸ 4 of 8');
  });
});
