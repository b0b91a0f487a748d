// Other numbers in the panel: which are taken, and what is shown while they are on their way.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { moved, rangeAround, stepFor, typed } from '../../src/webview/what-if/number';
import { Panel } from '../editor/harness/panel/panel';

const ANY = { dtype: 'float64', labels: false } as const;
const LABELS = { dtype: 'float64', labels: true } as const;

describe('a number that is typed', () => {
  it.each(['0', '-1.5', '.5', '3.', '1e-3', '+2E5', ' 7 '])('is taken: "%s"', (text) => {
    expect(typed(text, ANY)).toEqual({ ok: true, value: Number(text) });
  });

  it.each(['', ' ', 'abc', 'NaN', 'Infinity', '-Infinity', '0x10', '1,5', '1_000', '--1', '1e', '.'])(
    'is refused: "%s"',
    (text) => {
      expect(typed(text, ANY)).toEqual({ ok: false, expected: 'Expected a number, such as 1.5, -2 or 3e-4.' });
    },
  );

  it('has to be finite in the dtype of the network', () => {
    expect(typed('1e309', ANY)).toMatchObject({ ok: false });
    expect(typed('1e300', ANY)).toMatchObject({ ok: true });
    expect(typed('1e300', { dtype: 'float32', labels: false })).toEqual({
      ok: false,
      expected: 'Expected a number that is finite in float32.',
    });
  });

  it('has to be a class where there are classes', () => {
    expect(typed('2', LABELS)).toEqual({ ok: true, value: 2 });
    for (const text of ['-1', '1.5'])
      expect(typed(text, LABELS)).toEqual({ ok: false, expected: 'Expected a class: a whole number from 0.' });
  });

  it('is any number that the panel itself writes', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(typed(String(value), ANY)).toEqual({ ok: true, value: Number(String(value)) });
      }),
    );
  });
});

describe('a step', () => {
  it('is a tenth of the order of magnitude, and one class', () => {
    expect([100, 150, 1.1, -0.02, 0].map((value) => stepFor(value, ANY))).toEqual([10, 10, 0.1, 0.001, 0.1]);
    expect(stepFor(7, LABELS)).toBe(1);
  });

  it('adds no digits of its own', () => {
    expect(moved(1.1, 0.1, ANY)).toBe(1.2);
    expect(moved(0, -1, LABELS)).toBe(0);
  });

  it('is one of many on a slider that holds the number', () => {
    expect(rangeAround(100, 120)).toEqual({ min: 0, max: 200 });
    expect(rangeAround(-2, 5)).toEqual({ min: -4, max: 5 });
    expect(rangeAround(0, 0)).toEqual({ min: -1, max: 1 });
  });
});

const NET = `{ "name": "Net", "inputs": { "x": [[1, 2], [3, 4]], "t": [0, 1] }, "layers": [
  { "name": "A", "type": "Tanh", "inputs": "x" }, { "name": "L", "type": "SoftmaxWithLoss", "inputs": ["A", "t"] }] }`;

describe('the panel', () => {
  let panel: Panel;
  beforeAll(async () => {
    panel = await Panel.open({ reducedMotion: 'reduce' });
    await panel.check(NET);
    await panel.node('x').click();
  });
  afterAll(() => panel.close());

  const field = (name: string) => panel.page.getByRole('spinbutton', { name, exact: true });
  const banner = () => panel.page.locator('.what-if-banner');
  const loss = (): Promise<string> => panel.page.locator('header').innerText();

  it('steps and slides without an error', async () => {
    await field('x[0, 0]').press('ArrowUp');
    await banner().getByText('1 value changed').waitFor();
    expect(await field('x[0, 0]').inputValue()).toBe('1.1');
    await field('x[0, 0]').press('PageDown');
    expect(await field('x[0, 0]').inputValue()).toBe('0.1');
    await panel.page.getByRole('slider', { name: 'x[0, 0], around 1' }).fill('1.5');
    expect(await field('x[0, 0]').inputValue()).toBe('1.5');
    await panel.page.getByRole('button', { name: 'More: 0.1 more' }).click();
    expect(await field('x[0, 0]').inputValue()).toBe('1.6');
    expect(panel.errors).toEqual([]);
  });

  it('shows what was put last, however fast it came', async () => {
    for (const value of ['2', '3', '4', '5', '-5']) await field('x[0, 0]').fill(value);
    await banner().getByText('-5').waitFor();
    await panel.page.waitForTimeout(400);
    expect(await banner().innerText()).toMatch(/x\[0, 0\]\s+1 → -5/);
    expect(await field('x[0, 0]').inputValue()).toBe('-5');
  });

  it('is rid of a number by its reset, and by the number of the file', async () => {
    await panel.page.getByLabel('Axis 1: index from 0 to 1').fill('1');
    await field('x[0, 1]').fill('7');
    await banner().getByText('2 values changed').waitFor();
    await panel.page.getByRole('button', { name: 'Reset x[0, 0]' }).click();
    await banner().getByText('1 value changed').waitFor();
    await field('x[0, 1]').fill('2');
    await banner().waitFor({ state: 'detached' });
  });

  it('goes back to what it showed where a number could not be taken', async () => {
    await panel.node('t').click();
    const before = await loss();
    await field('t[0]').fill('2');
    await panel.page.getByText('expected integers in 0..1, found 2').waitFor();
    expect(await field('t[0]').getAttribute('aria-invalid')).toBe('true');
    expect(await banner().count()).toBe(0);
    expect(await loss()).toBe(before);
    await field('t[0]').fill('1');
    await banner().getByText('1 value changed').waitFor();
    expect(await field('t[0]').getAttribute('aria-invalid')).toBe('false');
  });

  it('asks for the same numbers again once it has been loaded again', async () => {
    await panel.page.reload();
    const ready = panel.asked.findLast((message) => (message as { type: string }).type === 'ready');
    expect(ready).toEqual({ type: 'ready', overrides: [{ tensor: 't', index: [0], value: 1 }] });
    expect(panel.errors).toEqual([]);
  });
});

it('draws who is guilty anew', async () => {
  const panel = await Panel.open({ reducedMotion: 'reduce' });
  try {
    await panel.check(`{ "layerTypes": { "Sq": { "inputs": ["x"], "forward": "x .* x", "backward": { "x": "4 * dout" } } },
      "inputs": { "x": 2 }, "layers": [{ "name": "Sq1", "type": "Sq", "inputs": "x" }] }`);
    await panel.page.locator('.node.pass[data-node="Sq1"]').waitFor();
    await panel.node('x').click();
    const field = panel.page.getByRole('spinbutton', { name: 'x', exact: true });
    await field.fill('3');
    await panel.page.locator('.node.guilty[data-node="Sq1"]').waitFor();
    await panel.page.locator('.edge.fail').first().waitFor();
    await field.fill('2');
    await panel.page.locator('.node.pass[data-node="Sq1"]').waitFor();
    expect(await panel.page.locator('.guilty, .inherited, .edge.fail').count()).toBe(0);
  } finally {
    await panel.close();
  }
});

it('asks for an element that is not among the first', async () => {
  const panel = await Panel.open({ reducedMotion: 'reduce' });
  try {
    await panel.check(`{ "inputs": { "x": { "shape": [40, 40], "constant": 0.5 } }, "upstream": 1,
      "layers": [{ "type": "Tanh", "inputs": "x" }, { "name": "S", "type": "Sum" }] }`);
    await panel.node('x').click();
    await panel.page.getByLabel('Axis 0: index from 0 to 39').fill('39');
    const field = panel.page.getByRole('spinbutton', { name: 'x[39, 0]', exact: true });
    expect(await field.inputValue()).toBe('0.5');
    await field.fill('8');
    await panel.page.locator('.what-if-banner').getByText('x[39, 0]').waitFor();
    await panel.page.getByRole('button', { name: 'Reset this value' }).click();
    await panel.page.locator('.what-if-banner').waitFor({ state: 'detached' });
    expect(await field.inputValue()).toBe('0.5');
  } finally {
    await panel.close();
  }
});
