// Why an element's gradient is what it is, and its path through the graph, as a person finds them in the panel.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import axe from 'axe-core';
import { Panel } from '../editor/harness/panel/panel';

/** Twelve pixels a picture, three pictures, and a sigmoid whose backward pass takes x for y. */
const PICTURES = `{ "name": "Pictures", "seed": 1,
  "layerTypes": { "MySigmoid": { "inputs": ["x"], "let": { "y": "1 ./ (1 + exp(-x))" }, "forward": "y",
    "backward": { "x": "dout .* x .* (1 - x)" } } },
  "inputs": { "x": { "shape": [3, 3, 4], "normal": 1 }, "t": [0, 2, 1] },
  "layers": [
    { "name": "Flatten1", "type": "Flatten", "inputs": "x" },
    { "name": "Affine1", "type": "Affine", "units": 5 },
    { "name": "Sigmoid1", "type": "MySigmoid" },
    { "name": "Affine2", "type": "Affine", "units": 3 },
    { "name": "Loss", "type": "SoftmaxWithLoss", "inputs": ["Affine2", "t"] } ] }`;

const KINK = `{ "name": "Kink", "inputs": { "x": [-1, 0, 2] }, "layers": [
  { "name": "Relu1", "type": "ReLU", "inputs": "x" }, { "name": "Total", "type": "Sum" } ] }`;

describe('why, and the path', () => {
  let panel: Panel;
  beforeAll(async () => {
    panel = await Panel.open({ reducedMotion: 'reduce', width: 1400, height: 900 });
  });
  afterAll(() => panel.close());

  const page = () => panel.page;
  const why = (name: string) => page().getByRole('region', { name: `Why: ${name}`, exact: true });
  const path = (name: string) => page().getByRole('region', { name: `Path of ${name}`, exact: true });
  /** Chooses an element by the arrow keys, from the first on. */
  const choose = async (node: string, tensor: string, down: number, right: number): Promise<void> => {
    await panel.node(node).click();
    const button = page().getByRole('group', { name: 'Tensors' }).getByRole('button', { name: tensor });
    if ((await button.count()) > 0) await button.click();
    const maps = page().locator('.maps');
    await maps.focus();
    for (const key of [
      'ArrowRight',
      ...Array<string>(down).fill('ArrowDown'),
      ...Array<string>(right).fill('ArrowRight'),
    ])
      await page().keyboard.press(key);
  };

  it('finds the pixels that the gradient of a weight takes in', async () => {
    await panel.check(PICTURES);
    await choose('Affine1', 'Affine1.W', 3, 1);
    await path('Affine1.W[3, 1]').getByRole('button', { name: 'x', exact: true }).waitFor();
    const text = (await path('Affine1.W[3, 1]').innerText()).replace(/\s+/g, ' ');
    expect(text).toContain('its gradient takes in x 3 of 36 Flatten1.out 3 of 36');
    expect(text).toContain('it reaches Affine1.out 3 of 15 Sigmoid1.out 3 of 15 Affine2.out all 9 Loss.out 1');
  });

  it('draws the path in the graph, and what is not on it faintly', async () => {
    const classOf = (id: string) => panel.node(id).getAttribute('class');
    for (const id of ['x', 'Flatten1', 'Affine1', 'Affine1.W', 'Loss'])
      expect(await classOf(id), id).toContain('on-path');
    for (const id of ['t', 'Affine1.b', 'Affine2.W']) expect(await classOf(id), id).toContain('off-path');
    const countAt = (id: string) => page().locator(`[data-count="${id}"]`).textContent();
    expect(await countAt('x')).toBe('× 3 of 36');
    expect(await countAt('Sigmoid1')).toBe('▸ 3 of 15');
    expect(await countAt('Affine1.W')).toBe('[3, 1]');
    const edge = (from: string) => page().locator(`[data-edge^="${from} >"]`).first().getAttribute('class');
    expect(await edge('x')).toContain('on-path');
    expect(await edge('t')).toContain('off-path');
  });

  it('shows the pixels in their own map, while the path stays that of the weight', async () => {
    await path('Affine1.W[3, 1]').getByRole('button', { name: 'x', exact: true }).click();
    await page().locator('.path-note', { hasText: '× 3 of 36' }).waitFor();
    expect(await path('Affine1.W[3, 1]').count()).toBe(1);
    const seen = await page()
      .locator('canvas.veil')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => {
        // Three pictures of 3 × 4 pixels beside or below each other: how much of the map is not veiled.
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        let clear = 0;
        for (let i = 3; i < data.length; i += 4) if (data[i] === 0) clear++;
        return clear / (data.length / 4);
      });
    expect(seen).toBeGreaterThan(1 / 36);
    expect(seen).toBeLessThan(4 / 36);
  });

  it('lets the rest of the graph be seen again', async () => {
    await page().getByLabel('Show it in the graph and the maps').uncheck();
    expect(await page().locator('.off-path, canvas.veil').count()).toBe(0);
    await page().getByLabel('Show it in the graph and the maps').check();
    await panel.node('x').click();
    await page().locator('.off-path').first().waitFor();
    await page().getByRole('button', { name: 'Step by step' }).click();
    await page().locator('.off-path').first().waitFor({ state: 'detached' });
    await page().getByRole('button', { name: 'Leave' }).click();
    await page().locator('.off-path').first().waitFor();
    await panel.node('x').click();
    await page().keyboard.press('Escape');
    await page().locator('.off-path').first().waitFor({ state: 'detached' });
  });

  it('says why: the arithmetic of the verdict, the cause and what speaks for it', async () => {
    await panel.node('Affine1').click();
    await page()
      .getByRole('region', { name: 'Why' })
      .getByRole('button', { name: /^Affine1\.out/ })
      .click();
    await page().locator('.diagnosis').waitFor();
    const text = await page().locator('.why').first().innerText();
    expect(text).toMatch(/\|a − n\| = [\d.e-]+, bound [\d.e-]+, tolerance [\d.e-]+/);
    expect(text).toContain('Even with the bound taken off, the distance is more than the tolerance.');
    expect(text).toContain("sigmoid's derivative is y(1 - y)");
    expect(text).toMatch(/Confidence: [\d.]+/);
    expect(text).toContain('the backward pass under test gives');
  });

  it('names the guilty layer where an element is wrong because of it alone', async () => {
    await choose('Affine1', 'Affine1.W', 0, 0);
    await why('Affine1.W[0, 0]').getByRole('button', { name: 'Sigmoid1' }).click();
    expect(await panel.node('Sigmoid1').getAttribute('aria-pressed')).toBe('true');
  });

  it('plots the error of plain differences, and says the same in words and as a table', async () => {
    await choose('Affine2', 'Affine2.W', 2, 1);
    const plot = why('Affine2.W[2, 1]').getByRole('img', { name: /The plain central difference/ });
    await plot.locator('canvas').waitFor();
    const label = (await plot.getAttribute('aria-label'))!;
    expect(label).toMatch(/is best at h = 1?[\d.]*e-[56]/);
    expect(label).toMatch(/grows with h².*grows with 1\/h.*carried the difference itself/);
    await page().getByText('The errors as a table').click();
    const rows = await why('Affine2.W[2, 1]').locator('tbody tr').count();
    expect(rows).toBe(13);
    const inked = await plot.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return new Set(Array.from({ length: data.length / 4 }, (_, i) => data.slice(4 * i, 4 * i + 3).join())).size;
    });
    expect(inked).toBeGreaterThan(10);
  });

  it('is drawn anew in the colours of another theme', async () => {
    const pixels = () =>
      page()
        .locator('.plot canvas')
        .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    const before = await pixels();
    await page().evaluate(() => document.documentElement.style.setProperty('--vscode-editor-foreground', '#ff00ff'));
    await expect.poll(pixels).not.toBe(before);
    await page().evaluate(() => document.documentElement.style.removeProperty('--vscode-editor-foreground'));
  });

  it('has no fault that axe finds', async () => {
    await page().evaluate(axe.source);
    const { violations } = await page().evaluate(() =>
      (window as unknown as { axe: typeof axe }).axe.run(document, {
        rules: { 'label-content-name-mismatch': { enabled: false } },
      }),
    );
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });

  it('draws the two slopes of a kink, and tells which one was taken', async () => {
    await panel.check(KINK);
    await choose('x', 'x', 0, 1);
    const kink = why('x[1]');
    await kink.getByRole('img', { name: 'A kink. Slope to the left 0, to the right 1, analytic 0.' }).waitFor();
    const text = await kink.innerText();
    expect(text).toContain('The analytic gradient is the slope to the left.');
    expect(text).toContain('any slope between those of the two sides is right');
    await kink.getByRole('img', { name: /At a kink no step helps/ }).waitFor();
  });

  it('has logged no error', () => {
    expect(panel.errors).toEqual([]);
  });
});
