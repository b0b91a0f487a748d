// A person checks networks: what they see, and what they see it in.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { atWork } from '../harness/at-work';
import { THEMES, type Theme } from '../harness/person';
import { APPLE, MISSPELT, MLP, SLOW } from '../networks';

const PROMPT_MS = 1000;
/** The whole editor starts again, its extension host included. */
const REOPENING_MS = 80_000;

describe('a person with networks', () => {
  const person = atWork({
    files: {
      'apple.grad.json': APPLE,
      'mlp.grad.json': MLP,
      'misspelt.grad.json': MISSPELT,
      'slow.grad.json': SLOW,
      'notes.txt': 'buy apples\n',
    },
  });

  it('is told what to do where there is no network', async () => {
    await person().openFile('notes.txt');
    await person().palette('Gradient: Run Gradient Check');
    await person().notification('a file whose name ends in .grad.json or .grad.ts').waitFor();
    await person().page.keyboard.press('Escape');
  });

  it('checks a network by the command, and reads its verdict', async () => {
    await person().openFile('mlp.grad.json');
    await person().statusItem('Gradient').waitFor();
    await person().palette('Gradient: Run Gradient Check');
    const notice = person().notification('MLP: all 9 gradients agree');
    await notice.waitFor();
    assert.match(await notice.innerText(), /loss \d[\d.]*, \d+ elements checked in/);
    await person().statusItem('Gradient: all 9 gradients agree').waitFor();
    assert.match(await person().settledProblems(), /No problems have been detected/);
  });

  it('reads both gradients in the hover of a layer, in every theme', async () => {
    for (const theme of Object.keys(THEMES) as Theme[]) {
      await person().useTheme(theme);
      const text = await person().hoverAt('Affine1', 'Affine1', 'Worst element');
      assert.match(text, /Affine1\.out \(3, 5\) = x · W \+ b — +gradient agrees/);
      assert.match(text, /value\s+analytic\s+numerical\s+difference/);
      assert.match(text, /Affine1\.W\s+\(4, 5\)/);
      await person().screenshot(`hover-${theme}`);
      await person().pointAway();
    }
  });

  it('is told that the text has changed since', async () => {
    await person().replaceText(MLP.replace('"seed": 1', '"seed": 2'));
    const text = await person().hoverAt('Affine1', 'Affine1', 'Worst element');
    assert.match(text, /Before the text was changed/);
    await person().pointAway();
    await person().statusItem('Gradient').click();
    await person().pick('Run Gradient Check');
    await person().statusItem('Gradient: all 9 gradients agree').waitFor();
  });

  it('finds a mistake among the Problems, at its place', async () => {
    await person().openFile('misspelt.grad.json');
    await person().palette('Gradient: Run Gradient Check');
    await person().statusItem('Gradient: 1 mistake in the file').waitFor();
    const rows = await person().problemsRows('Prise');
    assert.ok(
      rows.some((row) => /Price.*Gradient.*\[Ln 7, Col 5\d\]/s.test(row)),
      rows.join('\n'),
    );
    await person().pictures('problems');
  });

  it('cancels a long check, which ends promptly, and runs another', async () => {
    await person().openFile('slow.grad.json');
    await person().palette('Gradient: Run Gradient Check');
    await person()
      .statusItem(/Gradient \d+ %/)
      .waitFor();
    await person().screenshot('running');
    const since = Date.now();
    await person().notification('Checking slow.grad.json').getByRole('button', { name: 'Cancel' }).click();
    await person()
      .statusItem(/^\s*Gradient\s*$/)
      .waitFor();
    const took = Date.now() - since;
    console.log(`    cancelled ${took} ms after the click began`);
    assert.ok(took < PROMPT_MS, `${took} ms`);
    await person().openFile('apple.grad.json');
    await person().palette('Gradient: Run Gradient Check');
    await person().statusItem('Gradient: all 5 gradients agree').waitFor();
  });

  it('sees the graph of the network beside its text', async () => {
    await person().palette('Gradient: Open Graph Inspector');
    const panel = person().panelFrame();
    await panel.locator('[data-node="Price"]').waitFor();
    const text = await panel.locator('body').innerText();
    for (const expected of ['Apple', 'Price', 'WithTax', '220', '2.2', '200', '1.1'])
      assert.ok(text.includes(expected), text);
    await person().pictures('inspector');
  });

  it('runs the check from the panel, and goes from a layer to its text', async () => {
    const panel = person().panelFrame();
    await panel.getByRole('button', { name: 'Run check' }).click();
    await panel.locator('[data-node="WithTax"]').click();
    await panel.getByRole('button', { name: 'Go to layer' }).click();
    await person()
      .statusItem(/Ln 7, Col 5/)
      .waitFor();
  });

  it('makes a first network, which is right', async () => {
    await person().palette('Gradient: New Network');
    await person().pick('JSON');
    const input = person().page.locator('.quick-input-widget:visible input').first();
    await input.fill('apple');
    await person().page.getByText('apple.grad.json exists already').waitFor();
    await input.fill('mine');
    await input.press('Enter');
    await person().page.locator('.tab.active', { hasText: 'mine.grad.json' }).waitFor();
    assert.ok(fs.existsSync(path.join(person().workspace, 'mine.grad.json')));
    await person().palette('Gradient: Run Gradient Check');
    await person()
      .statusItem(/Gradient: all \d+ gradients agree/)
      .waitFor();
    assert.doesNotMatch(await person().settledProblems(), /mine\.grad\.json/);
  });

  it('finds the graph again when the window is opened anew', async () => {
    await person().page.reload();
    await person().panelFrame().locator('[data-node="Price"]').waitFor({ timeout: REOPENING_MS });
  });
});
