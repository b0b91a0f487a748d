// A person debugs a network: sets a breakpoint by a click, steps on and back, reads variables, hovers and watches.
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { atWork } from '../harness/at-work';
import { FLIPPED, MLP } from '../networks';

describe('a person who debugs', () => {
  const person = atWork({
    files: { 'flipped.grad.json': FLIPPED, 'mlp.grad.json': MLP },
    viewport: { width: 1500, height: 1000 },
  });
  const stack = (): Locator => person().page.locator('.debug-call-stack');
  const variables = (): Locator => person().page.locator('.debug-variables');
  const toolbar = (name: string | RegExp): Locator =>
    person().page.locator('.debug-toolbar').getByRole('button', { name }).first();
  const stopped = (frame: string): Promise<void> => stack().getByText(frame, { exact: false }).first().waitFor();
  /** A row of the Variables view, by what it says. */
  const row = (text: string | RegExp): Locator => variables().locator('.monaco-list-row', { hasText: text }).first();
  const lens = (title: string): Locator => person().page.locator('.codelens-decoration a', { hasText: title }).first();

  it('finds it in the palette and above the network', async () => {
    await person().openFile('flipped.grad.json');
    await person().findInPalette('Gradient: Debug Network');
    await person().page.keyboard.press('Escape');
    await lens('Debug').waitFor();
  });

  it('sets a breakpoint on a layer by its key, and by the menu of a line number', async () => {
    await person().clickAt('"Affine1"', '"type"');
    await person().page.keyboard.press('F9');
    const breakpoint = person().page.locator('.codicon-debug-breakpoint');
    await breakpoint.first().waitFor();
    await person().page.locator('.line-numbers', { hasText: /^15$/ }).first().click({ button: 'right' });
    const menu = person().page.locator('.monaco-menu');
    await menu.getByText('Toggle Breakpoint').waitFor();
    await person().screenshot('debug-menu');
    await person().page.keyboard.press('Escape');
    assert.equal(await breakpoint.count(), 1);
  });

  it('starts by the CodeLens, at the first step', async () => {
    await lens('Debug').click();
    await stopped('Affine1 (Affine) · forward');
    await row('Inputs').waitFor();
  });

  it('runs to the backward pass that is wrong, and is told why', async () => {
    await toolbar(/^Continue/).click();
    await stopped('dx');
    const exception = person().page.locator('.exception-widget');
    await exception.waitFor();
    assert.match(await exception.innerText(), /Guilty Layer[^]*wrong sign/);
    await person().screenshot('debug-exception');
    await person().pictures('debug-guilty');
  });

  it('reads the difference with its verdict, row by row', async () => {
    await row(/^Difference/).click();
    await person().page.keyboard.press('ArrowRight');
    await row(/dx.*wrong at/).waitFor();
    await person().screenshot('debug-variables');
  });

  it('points at a name, and sees its value where it is', async () => {
    const hover = person().page.locator('.debug-hover-widget');
    for (let tries = 0; tries < 10 && !(await hover.isVisible()); tries++) {
      const { x, y } = await person().textBox('"name": "Affine1"', 'Affine1');
      await person().page.mouse.move(x + 80, y + 80);
      await person().page.mouse.move(x, y, { steps: 4 });
      await person().page.waitForTimeout(1500);
    }
    assert.match(await hover.innerText(), /\[\[/);
    await person().screenshot('debug-hover');
    await person().page.mouse.move(900, 40);
  });

  it('watches an expression', async () => {
    await person().palette('Debug: Focus on Watch View');
    const pane = person().page.locator('.pane', { hasText: 'Watch' }).last();
    await pane.hover();
    await pane.getByRole('button', { name: 'Add Expression' }).click();
    await person().page.keyboard.type('norm(grad(Affine1.out))');
    await person().page.keyboard.press('Enter');
    const watch = person().page.locator('.debug-watch .monaco-list-row').first();
    await watch.getByText(/^\d/).waitFor();
    await person().screenshot('debug-watch');
  });

  it('evaluates in the Debug Console, with every digit', async () => {
    await person().palette('Debug Console: Focus on Debug Console View');
    await person().page.keyboard.type('Affine1.W[0, 0]');
    await person().page.keyboard.press('Enter');
    await person()
      .page.locator('.repl .monaco-list-row', { hasText: /^-?\d\.\d{8,}/ })
      .first()
      .waitFor();
  });

  it('steps back, and runs back to the breakpoint', async () => {
    await toolbar(/^Step Back/).click();
    await stopped('Swish1 (Swish) · forward');
    await toolbar(/^Reverse/).click();
    await stopped('Affine1 (Affine) · forward');
    await toolbar(/^Continue/).click();
    await stopped('dx');
    await toolbar(/^Continue/).click();
    await stopped('Affine1 (Affine) · backward');
    await person().screenshot('debug-breakpoint');
  });

  it('reads the verdict at the end', async () => {
    await toolbar(/^Continue/).click();
    await person().page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
    const console = person().page.locator('.repl');
    await console
      .getByText(/Flipped: .*gradients are wrong/)
      .first()
      .waitFor();
  });

  it('debugs the test of a tensor, where its gradient is computed', async () => {
    await person().palette('Testing: Focus on Test Explorer View');
    const test = (name: RegExp): Locator =>
      person().page.locator('.test-explorer').getByRole('treeitem', { name }).first();
    for (const name of [/^mlp\.grad\.json \(/, /^MLP \(/]) {
      await test(name).click();
      await person().page.keyboard.press('ArrowRight');
    }
    const tensor = test(/^Affine2\.W \(/);
    const debug = tensor.getByRole('button', { name: 'Debug Test', exact: true });
    for (let tries = 0; tries < 10 && !(await debug.isVisible()); tries++) {
      await person().page.mouse.move(900, 40);
      await tensor.hover();
    }
    await debug.click();
    await person().palette('View: Show Run and Debug');
    await stopped('Affine2 (Affine) · backward');
    await row('Inputs').waitFor();
    await person().screenshot('debug-test');
    await toolbar(/^(Stop|Disconnect)/).click();
    await person().page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
  });

  it('starts with F5, without a launch configuration', async () => {
    await person().palette('View: Show Explorer');
    await person().openFile('mlp.grad.json');
    await person().clickAt('"Affine1"', 'Affine1');
    await person().page.keyboard.press('F5');
    await person().page.locator('.debug-toolbar').waitFor();
    await person().editor.locator('.debug-top-stack-frame-line').first().waitFor();
    await person().page.locator('.breadcrumbs-control', { hasText: 'Affine1' }).waitFor();
  });
});
