// The tensor view in a real browser, under the editor's content security policy.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Panel } from '../editor/harness/panel/panel';

const MATRICES = `{ "name": "Matrices", "seed": 1,
  "inputs": {
    "x": { "shape": [3, 4], "normal": 1 },
    "cube": { "shape": [70, 2, 3], "normal": 1 },
    "pixels": { "shape": [64], "normal": 1 }
  },
  "layers": [
    { "name": "Affine1", "type": "Affine", "inputs": "x", "units": 5 },
    { "name": "Tanh1", "type": "Tanh" },
    { "name": "All", "type": "Sum" },
    { "name": "Cube", "type": "Sum", "inputs": "cube" },
    { "name": "Both", "type": "Add", "inputs": ["All", "Cube"] },
    { "name": "Pixels", "type": "Sum", "inputs": "pixels" },
    { "name": "Loss", "type": "Add", "inputs": ["Both", "Pixels"] } ] }`;

const LARGE = `{ "name": "Large", "seed": 1,
  "inputs": { "x": { "shape": [1, 600], "normal": 1 }, "wide": { "shape": [300, 400], "normal": 1 } },
  "layers": [
    { "name": "Affine1", "type": "Affine", "inputs": "x", "units": 700 },
    { "name": "All", "type": "Sum" },
    { "name": "Wide", "type": "Sum", "inputs": "wide" },
    { "name": "Loss", "type": "Add", "inputs": ["All", "Wide"] } ],
  "check": { "method": "projection" } }`;

describe('the tensor view in a browser', () => {
  let panel: Panel;
  beforeAll(async () => {
    panel = await Panel.open({ reducedMotion: 'reduce' });
  });
  afterAll(() => panel.close());

  const page = () => panel.page;
  const cells = (map: string) => page().locator(`[data-map="${map}"] .cells`);
  const readout = () => page().locator('.readout').innerText();
  const maps = () => page().getByRole('application');
  const show = async (id: string, tensor = id) => {
    await panel.node(id).click();
    await page().locator(`[aria-label="Tensor ${tensor}"] [aria-busy="false"]`).waitFor();
  };
  const asked = () => panel.asked.filter((message) => (message as { method?: string }).method === 'tensor').length;
  const imageOf = (map: string) =>
    cells(map)
      .locator('canvas')
      .first()
      .evaluate((canvas) => (canvas as unknown as { toDataURL(): string }).toDataURL());

  it('marks the element under the cursor in all maps, with its exact numbers', async () => {
    await panel.check(MATRICES);
    await show('Affine1.W');
    const { width, height } = (await cells('numeric').boundingBox())!;
    await cells('numeric').hover({ position: { x: (2.5 * width) / 5, y: (3.5 * height) / 4 } });
    expect(await readout()).toContain('Affine1.W[3, 2]');
    expect(await page().locator('.mark.hovered').count()).toBe(5);
    const places = await page()
      .locator('.mark.hovered')
      .evaluateAll((marks) =>
        marks.map((mark) => (mark as unknown as { style: { left: string; top: string } }).style.left),
      );
    expect(new Set(places).size).toBe(1);
    await page().mouse.move(5, 5);
    expect(await page().locator('.mark.hovered').count()).toBe(0);
  });

  it('selects the element that is clicked on everywhere, and keeps it over a reload', async () => {
    const { width, height } = (await cells('value').boundingBox())!;
    await cells('value').click({ position: { x: (4.5 * width) / 5, y: (1.5 * height) / 4 } });
    expect(await page().locator('.worst tr.selected th').innerText()).toBe('[1, 4]');
    expect(await page().locator('.histogram .marked').count()).toBe(1);
    const finished = await panel.read(MATRICES);
    await page().reload();
    await panel.show(finished);
    await page().locator('.mark.selected').first().waitFor();
    expect(await readout()).toContain('Affine1.W[1, 4]');
  });

  it('goes nearer in all maps at once, is drawn along, and shows all again', async () => {
    const before = await imageOf('analytic');
    await maps().focus();
    for (let i = 0; i < 2; i++) await page().keyboard.press('+');
    await expect.poll(() => imageOf('analytic')).not.toBe(before);
    await page().keyboard.press('0');
    await expect.poll(() => imageOf('analytic')).toBe(before);
  });

  it('is drawn anew when the theme changes', async () => {
    const before = await imageOf('value');
    await page().evaluate(`document.body.dataset.vscodeThemeKind = 'vscode-dark'`);
    await expect.poll(() => imageOf('value')).not.toBe(before);
    await page().evaluate(`document.body.dataset.vscodeThemeKind = 'vscode-light'`);
    await expect.poll(() => imageOf('value')).toBe(before);
  });

  it('shows another slice by its index, without asking for what is here already', async () => {
    await show('cube');
    const questions = asked();
    const before = await imageOf('value');
    await page().getByLabel('Index along axis 0, as a number').fill('69');
    await expect.poll(() => imageOf('value')).not.toBe(before);
    await cells('value').click();
    expect(await readout()).toMatch(/^cube\[69, /);
    expect(asked()).toBe(questions);
  });

  it('shows a vector as an image, and stays near while that is walked through', async () => {
    await show('pixels');
    const before = await cells('value').boundingBox();
    await page().getByLabel('Seen as').selectOption({ label: 'image 8×8' });
    await expect.poll(async () => (await cells('value').boundingBox())!.height).toBeGreaterThan(before!.height * 4);
    await maps().focus();
    for (const key of ['+', '+', 'ArrowRight', 'ArrowDown', 'ArrowRight']) await page().keyboard.press(key);
    expect(await readout()).toContain('pixels[9]');
    await page().getByText('4 × 4 in view').waitFor();
    await show('cube');
  });

  it('goes to the slice of an element that is selected elsewhere', async () => {
    await page().locator('.worst').getByRole('button', { name: 'index' }).click();
    await page().locator('.worst tbody tr').first().click();
    const slider = page().getByLabel('Index along axis 0', { exact: true });
    await expect.poll(() => slider.inputValue()).not.toBe('69');
    expect(await page().locator('.mark.selected').count()).toBeGreaterThan(0);
  });

  it('draws a matrix that is too large to be held in blocks, and tells of its elements exactly', async () => {
    await panel.check(LARGE);
    const sizes: number[] = [];
    page().on('console', (message) => sizes.push(message.text().length));
    await show('Affine1.W');
    await maps().focus();
    await page().keyboard.press('ArrowRight');
    await page().locator('.readout dd').first().waitFor();
    const answer = panel.element('Affine1.W', [0, 0]);
    expect(await page().locator('.readout dd').first().innerText()).toBe(String(answer.value));
    await page().keyboard.press('End');
    await expect.poll(readout).toMatch(/Affine1\.W\[0, 699\]/);
    // Of a projection no element has a numerical gradient of its own.
    expect(await page().locator('.map').count()).toBe(2);
  });

  it('fetches what is larger than a message slice by slice, to be seen and to be copied', async () => {
    await page().evaluate(`window.copied = [];
      Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => void copied.push(text) } });`);
    const before = asked();
    await show('wide');
    await expect.poll(asked).toBe(before + 4);
    await maps().focus();
    for (const key of ['ArrowRight', 'End', ...new Array<string>(30).fill('PageDown')])
      await page().keyboard.press(key);
    const last = String(panel.element('wide', [299, 399]).value);
    await expect.poll(() => page().locator('.readout dd').first().innerText()).toBe(last);
    const label = await page().locator('.histogram svg').getAttribute('aria-label');
    expect(label).toContain('value of 120,000 elements');
    await page().getByRole('button', { name: 'Copy as CSV' }).click();
    await page().getByText('120,000 numbers copied as CSV').waitFor();
    const lines = (await page().evaluate<string>('copied[0]')).split('\n');
    expect(lines).toHaveLength(300);
    expect(lines[299].split(',').at(-1)).toBe(last);
    expect(lines[210].split(',')[7]).toBe(String(panel.element('wide', [210, 7]).value));
  });

  it('does not grow while tensors come and go', async () => {
    await panel.check(MATRICES);
    const client = await page().context().newCDPSession(page());
    const used = async () => {
      for (const [id] of [['x'], ['cube'], ['Affine1.W'], ['x']]) await show(id);
      await client.send('HeapProfiler.collectGarbage');
      return (await client.send('Runtime.getHeapUsage')).usedSize;
    };
    await used();
    const before = await used();
    for (let i = 0; i < 8; i++) await used();
    expect((await used()) - before).toBeLessThan(400_000);
  });

  it('breaks no rule of its policy, and no other', () => expect(panel.errors).toEqual([]));
});
