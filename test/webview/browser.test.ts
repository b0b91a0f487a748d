// The panel in a real browser, under the editor's content security policy.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import axe from 'axe-core';
import { grouped, scalars, unchecked } from '../editor/harness/panel/large';
import { Panel } from '../editor/harness/panel/panel';

const APPLE = `{
  "name": "AppleAndOrange",
  "inputs": { "apple": 100, "apple_num": 2, "orange": 150, "orange_num": 3, "tax": 1.1 },
  "layers": [
    { "name": "apple_price", "type": "Mul", "inputs": ["apple", "apple_num"] },
    { "name": "orange_price", "type": "Mul", "inputs": ["orange", "orange_num"] },
    { "name": "all_price", "type": "Add", "inputs": ["apple_price", "orange_price"] },
    { "name": "price", "type": "Mul", "inputs": ["all_price", "tax"] }
  ]
}`;

const GATE = `{ "name": "Gate", "inputs": { "x": 2 }, "layers": [
  { "name": "Gate", "type": "Sigmoid", "inputs": "x" }, { "name": "Twice", "type": "Square" } ] }`;

const SOFTMAX = `{ "name": "Loss", "inputs": {
    "x": [[-1.2039728043259361, -1.6094379124341003, -0.6931471805599453]], "t": [1] },
  "layers": [{ "name": "Loss", "type": "SoftmaxWithLoss", "inputs": ["x", "t"] }] }`;

const MLP = `{ "name": "MLP", "seed": 1, "inputs": { "x": { "shape": [3, 4], "normal": 1 }, "t": [0, 2, 1] },
  "layers": [
    { "name": "Affine1", "type": "Affine", "inputs": "x", "units": 5 },
    { "name": "Relu1", "type": "ReLU" },
    { "name": "Affine2", "type": "Affine", "units": 3 },
    { "name": "Loss", "type": "SoftmaxWithLoss", "inputs": ["Affine2", "t"] } ] }`;

describe('the panel in a browser', () => {
  let panel: Panel;
  beforeAll(async () => {
    panel = await Panel.open({ reducedMotion: 'reduce' });
  });
  afterAll(() => panel.close());

  const page = () => panel.page;
  const button = (name: string) => page().getByRole('button', { name, exact: true });
  const selected = () => page().locator('[data-node][aria-pressed="true"]').getAttribute('data-node');
  const numbersOn = (edge: string) => page().locator(`[data-edge^="${edge} >"] .numbers text`).allTextContents();
  const formulas = async () =>
    (await page().locator('.explanation math').allTextContents()).map((text) => text.replace(/\s+/g, ''));
  /** How often a node is drawn once the graph is fitted to the panel. */
  const fitted = (id: string) => async () => {
    await button('Fit').click();
    return panel.node(id).count();
  };
  const place = async (id: string) => (await panel.node(id).boundingBox())!;

  it('shows all numbers of apples and oranges as the book prints them', async () => {
    await panel.check(APPLE);
    const expected: Record<string, [value: string, gradient: string]> = {
      apple: ['100', '← 2.2'],
      apple_num: ['2', '← 110'],
      orange: ['150', '← 3.3'],
      orange_num: ['3', '← 165'],
      tax: ['1.1', '← 650'],
      'apple_price.out': ['200', '← 1.1'],
      'orange_price.out': ['450', '← 1.1'],
      'all_price.out': ['650', '← 1.1'],
      'price.out': ['715', '← 1'],
    };
    for (const [edge, numbers] of Object.entries(expected))
      expect((await numbersOn(edge)).slice(0, 2), edge).toEqual(numbers);
  });

  it('is walked with arrow keys along the edges, from where the tab key leads', async () => {
    await panel.node('apple').focus();
    await page().keyboard.press('Enter');
    for (const [key, node] of [
      ['ArrowRight', 'apple_price'],
      ['ArrowRight', 'all_price'],
      ['ArrowRight', 'price'],
      ['ArrowLeft', 'all_price'],
    ]) {
      await page().keyboard.press(key);
      await page().locator(`[data-node="${node}"]:focus`).waitFor();
      expect(await selected()).toBe(node);
    }
    expect(await page().locator('[data-node][tabindex="0"]').count()).toBe(1);
    await page().keyboard.press('Escape');
    expect(await page().locator('[data-node][aria-pressed="true"]').count()).toBe(0);
  });

  it('is searched by name', async () => {
    await page().getByLabel('Find a node').fill('orange_p');
    await page().keyboard.press('Enter');
    expect(await selected()).toBe('orange_price');
    await page().getByLabel('Find a node').fill('nothing');
    expect(await page().locator('form [role="status"]').innerText()).toBe('none');
  });

  it('goes through both passes with upstream × local derivative at each step', async () => {
    await button('Step by step').click();
    expect(await page().locator('[data-edge^="price.out >"] .value').isVisible()).toBe(false);
    expect(await formulas()).toEqual(['100×2=200']);
    for (let step = 0; step < 4; step++) await button('Step forward').click();
    await page().locator('.sent li').nth(1).waitFor();
    const price = await formulas();
    expect(price).toHaveLength(2);
    expect(price[0]).toMatch(/=1×1\.1=1\.1$/);
    expect(price[1]).toMatch(/=1×650=650$/);
    expect(await page().locator('[data-edge^="tax >"] .gradient').isVisible()).toBe(true);
    expect(await page().locator('[data-edge^="apple >"] .gradient').isVisible()).toBe(false);
    await page().getByLabel('Step of the passes').fill('7');
    await page().locator('.explanation math', { hasText: '2.2' }).waitFor();
    expect((await formulas())[0]).toMatch(/=1\.1×2=2\.2$/);
    await button('Leave').click();
  });

  it('plays by itself, and pauses', async () => {
    await page().getByRole('button', { name: 'Play the passes' }).click();
    await page().getByLabel('Speed').selectOption('4');
    await page()
      .locator('.direction', { hasText: /[3-9] \/ 8/ })
      .waitFor();
    await button('Pause').click();
    const now = await page().locator('.direction').innerText();
    await page().waitForTimeout(600);
    expect(await page().locator('.direction').innerText()).toBe(now);
    await button('Leave').click();
  });

  it('opens a layer where it stands, with the values and gradients inside, and closes it again', async () => {
    await panel.check(GATE);
    await panel.node('Gate').waitFor();
    const before = await place('Gate');
    await page().locator('[data-toggle="Gate"]').click();
    await panel.node('Gate/exp1.out').waitFor();
    const [y, e] = [1 / (1 + Math.exp(-2)), Math.exp(-2)];
    expect(await numbersOn('Gate/exp1.out')).toEqual([
      e.toPrecision(6),
      expect.stringMatching(`← ${(-2 * y * y * y).toPrecision(6)}`),
      expect.stringMatching(/^✓ Δ/),
    ]);
    const { x, width } = await place('Gate');
    expect(x + width / 2 - (before.x + before.width / 2)).toBeLessThan(width / 2);
    await page().locator('[data-toggle="Gate"]').click();
    await panel.node('Gate/exp1.out').waitFor({ state: 'detached' });
  });

  it('explains a step inside of an opened layer', async () => {
    await page().locator('[data-toggle="Gate"]').click();
    await panel.node('Gate/exp1.out').waitFor();
    await button('Step by step').click();
    await page().getByLabel('Step of the passes').fill('8');
    await page().locator('.sent math', { hasText: 'mul1' }).waitFor();
    const [y, e] = [1 / (1 + Math.exp(-2)), Math.exp(-2)];
    const [formula] = await formulas();
    expect(formula).toContain(`(${(-2 * y * y * y).toPrecision(6)})×${e.toPrecision(6)}=`);
    await button('Leave').click();
  });

  it('opens Softmax-with-Loss down to exp, log, sums and quotients', async () => {
    await panel.check(SOFTMAX);
    await panel.node('Loss').waitFor();
    // The network before has a loss of that name too.
    await vi.waitFor(async () => expect((await numbersOn('x'))[1]).toBe('← (0.3, -0.8, 0.5)'));
    await page().locator('[data-toggle="Loss"]').click();
    await panel.node('Loss/exp1.out').waitFor();
    await vi.waitFor(async () => {
      const signs = await page().locator('.node.circle .sign').allTextContents();
      expect(signs).toEqual(expect.arrayContaining(['exp', 'log', 'Σ', '−', '/']));
    });
  });

  it('shows parameters as small nodes, and leaves them out on request', async () => {
    await panel.check(MLP);
    await panel.node('Affine1.W').waitFor();
    await button('Parameters').click();
    await panel.node('Affine1.W').waitFor({ state: 'detached' });
    await button('Parameters').click();
    await panel.node('Affine1.W').waitFor();
  });

  it('has the same in a table, which selects too', async () => {
    await page().getByText('All tensors as a table').click();
    await button('Affine2.b').click();
    expect(await selected()).toBe('Affine2.b');
    await page().getByText('All tensors as a table').click();
  });

  it('is the same after a reload', async () => {
    await page().locator('[data-toggle="Relu1"]').count();
    await panel.node('Affine1').click();
    await button('Zoom in').click();
    await button('Step by step').click();
    await button('Step forward').click();
    await panel.node('Affine1').click();
    await page().waitForTimeout(700);
    const before = await place('Affine1');
    const finished = await panel.read(MLP);
    await page().reload();
    await panel.show(finished);
    expect(await selected()).toBe('Affine1');
    expect(await page().locator('.direction').innerText()).toMatch(/^forward 2 /);
    const after = await place('Affine1');
    expect(Math.abs(after.x - before.x) + Math.abs(after.width - before.width)).toBeLessThan(2);
  });

  it('keeps everything within reach at 200 %', async () => {
    await button('Leave').click();
    await page().setViewportSize({ width: 600, height: 380 });
    for (const name of ['Run check', 'Fit', 'Step by step']) {
      const box = (await button(name).boundingBox())!;
      expect(box.x >= 0 && box.x + box.width <= 600 && box.y + box.height <= 380, name).toBe(true);
    }
    await page().setViewportSize({ width: 1200, height: 760 });
  });

  it('draws a thousand nodes, and moves them all as one', async () => {
    await panel.show(await unchecked(scalars(1000)));
    await expect.poll(fitted('n998')).toBe(1);
    await page().waitForTimeout(400);
    expect(await page().locator('[data-node]').count()).toBe(1001);
    await page().evaluate(`
      window.changes = 0;
      new MutationObserver((records) => (window.changes += records.length)).observe(
        document.querySelector('.stage svg'), { subtree: true, childList: true, attributes: true });`);
    const before = await page().locator('.stage').getAttribute('style');
    await page().mouse.move(500, 200);
    await page().mouse.down();
    await page().mouse.move(540, 230, { steps: 8 });
    expect(await page().locator('.stage').getAttribute('style')).not.toBe(before);
    expect(await page().evaluate('window.changes')).toBe(0);
    await page().mouse.up();
  });

  it('draws what is in view alone, once it is near', async () => {
    await page().getByLabel('Find a node').fill('n500');
    await page().keyboard.press('Enter');
    for (let i = 0; i < 20; i++) await button('Zoom in').click();
    await page().waitForTimeout(400);
    expect(await page().locator('[data-node]').count()).toBeLessThan(60);
    await page().keyboard.press('Escape');
    await button('Fit').click();
  });

  it('draws five thousand nodes by their layers, whose names can be opened', async () => {
    await panel.show(await unchecked(grouped(100, 34)));
    await expect.poll(fitted('L99')).toBe(1);
    expect(await page().locator('[data-node]').count()).toBeLessThan(110);
    await panel.node('L3').dblclick();
    await page().locator('[data-node^="L3/"]').first().waitFor({ state: 'attached' });
    expect(await page().locator('[data-node^="L3/"]').count()).toBeGreaterThan(30);
  });

  it('has no fault that axe finds', async () => {
    await page().evaluate(axe.source);
    const { violations } = await page().evaluate<axe.AxeResults>(
      `axe.run({ rules: { 'label-content-name-mismatch': { enabled: false }, 'color-contrast': { enabled: false } } })`,
    );
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0].html}`)).toEqual([]);
  });

  it('breaks no rule of its policy, and no other', () => expect(panel.errors).toEqual([]));
});
