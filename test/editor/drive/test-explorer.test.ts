// A person runs gradient checks as tests: sees them without running, runs them, reads a failure as a diff, cancels.
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { atWork } from '../harness/at-work';
import { DOUBLED, MLP } from '../networks';

const MANY = 300;
/** Takes long enough that a person can cancel before all are checked. */
const WIDE = MLP.replace('[3, 4]', '[10, 60]').replace('[0, 2, 1]', '[0,1,2,0,1,2,0,1,2,0]').replace('5 }', '100 }');

describe('a person with tests', () => {
  const many = Array.from({ length: MANY }, (_, n) => [`z/n${String(n).padStart(3, '0')}.grad.json`, WIDE]);
  const person = atWork({
    files: {
      'doubled.grad.ts': DOUBLED,
      'mlp.grad.json': MLP,
      'node_modules/x/other.grad.json': MLP,
      ...(Object.fromEntries(many) as Record<string, string>),
    },
    settings: { 'gradient.check.when': 'manual' },
    viewport: { width: 1400, height: 1000 },
  });
  const view = (): Locator => person().page.locator('.test-explorer');
  /** By the whole of its name, and what became of it. */
  const test = (name: string, state = ''): Locator =>
    view()
      .getByRole('treeitem', { name: new RegExp(`^${name.replaceAll('.', '\\.')} \\(.*${state}`) })
      .first();
  const unfold = async (name: string): Promise<void> => {
    await test(name).click();
    await person().page.keyboard.press('ArrowRight');
  };
  const run = async (name: string, how = 'Run Test'): Promise<void> => {
    await test(name).hover();
    await test(name).getByRole('button', { name: how, exact: true }).click();
  };

  it('sees every network of the folder, without running any', async () => {
    await person().openFile('mlp.grad.json');
    await person().statusItem('Gradient').waitFor();
    await person().palette('Testing: Focus on Test Explorer View');
    for (const file of ['doubled.grad.ts', 'mlp.grad.json', 'z/n000.grad.json']) await test(file).waitFor();
    assert.equal(await test('other.grad.json').count(), 0);
  });

  it('unfolds a file down to its tensors, before anything has run', async () => {
    await unfold('mlp.grad.json');
    await unfold('MLP');
    for (const tensor of ['x', 'Affine1.W', 'Affine1.b', 'Loss.out']) await test(tensor).waitFor();
    assert.match((await test('Affine1.W').getAttribute('aria-label')) ?? '', /not yet run/i);
    await person().screenshot('tests-unrun');
  });

  it('runs one network, which passes', async () => {
    await run('mlp.grad.json');
    await test('Affine1.W', 'Passed').waitFor();
    await test('mlp.grad.json').click();
    await person().page.keyboard.press('ArrowLeft');
  });

  it('runs another, and reads which gradient is wrong, expected beside actual, at its line', async () => {
    await person().palette('View: Show Explorer');
    await person().openFile('doubled.grad.ts');
    await person().palette('Testing: Focus on Test Explorer View');
    await run('doubled.grad.ts');
    await test('doubled.grad.ts', 'Failed').waitFor();
    await unfold('doubled.grad.ts');
    await unfold('Doubled');
    await test('Affine1.W', 'Failed').waitFor();
    await test('Affine1.b', 'Passed').waitFor();
    await test('t', 'Skipped').waitFor();
    await test('Affine1.W', 'Failed').dblclick();
    const peek = person().page.locator('.test-output-peek, .peekview-widget').first();
    await peek.waitFor();
    await person().pictures('tests');
    const text = (await peek.innerText()).replaceAll('\u00a0', ' ');
    assert.match(text, /exactly 2× what it should be/);
  });

  it('has a network that is saved checked again, continuously', async () => {
    await person().page.locator('.peekview-widget .codicon-close').first().click();
    await run('doubled.grad.ts', 'Turn on Continuous Run');
    await person().replaceText(DOUBLED.replace('.mul(2)', ''));
    await person().save();
    await test('doubled.grad.ts', 'Passed').waitFor();
    await run('doubled.grad.ts', 'Turn off Continuous Run');
  });

  it('still has the tensors that only a check knows of', () => test('Affine1.W', 'Passed').waitFor());

  it('sees which layers were checked', async () => {
    await run('mlp.grad.json', 'Run Test with Coverage');
    await person().page.getByText('100.00%').first().waitFor();
    await person().screenshot('tests-coverage');
  });

  it('runs all, sees the progress, and cancels', async () => {
    await person().palette('Test: Run All Tests');
    const summary = view().locator('.result-summary');
    await summary.getByText(/[1-9]\d*\/\d{4}/).waitFor();
    await person().palette('Test: Cancel Test Run');
    await view().locator('.codicon-testing-cancel-icon').waitFor({ state: 'detached' });
    const [, passed, all] = /(\d+)\/(\d+)/.exec(await summary.innerText())!.map(Number);
    console.log(`    cancelled after ${passed} of ${all} tests`);
    await person().screenshot('tests-cancelled');
    assert.ok(passed < MANY);
  });
});
