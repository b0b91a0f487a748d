// A person has a mismatch explained, reads it while the text changes, and takes reports home.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { atWork } from '../harness/at-work';
import { atWorkWithPackage, browserOnly } from '../harness/package';
import { FLIPPED, MLP } from '../networks';

describe('a person with a network that is wrong', () => {
  const person = atWork({ files: { 'flipped.grad.json': FLIPPED, 'mlp.grad.json': MLP } });

  it('reads the story of the fault beside the text, in every theme', async () => {
    await person().openFile('flipped.grad.json');
    await person().palette('Gradient: Explain Mismatch');
    const story = person().panelFrame().locator('body');
    await story.getByRole('heading', { name: 'Swish1' }).waitFor();
    const text = await story.innerText();
    for (const expected of [
      "x's gradient has the wrong sign.",
      'Expected and found',
      'Where it enters',
      'How it spreads',
    ])
      assert.ok(text.includes(expected), text);
    assert.match(text, /Affine1\.out\s+passed on\s+wrong/);
    await person().pictures('explain');
  });

  it('sees the story follow the text: once it is cured, the layer is no longer at fault', async () => {
    await person().replaceText(FLIPPED.replace('"-dout', '"dout'));
    await person().palette('Gradient: Run Gradient Check');
    await person().panelFrame().getByText('no longer at fault').waitFor();
  });

  it('is told where there is nothing to explain', async () => {
    await person().save();
    await person().palette('View: Close All Editors');
    await person().openFile('mlp.grad.json');
    await person().palette('Gradient: Explain Mismatch');
    await person().notification('No layer is at fault').waitFor();
  });

  for (const [label, file, expected] of [
    ['Markdown', 'mlp.report.md', /^# MLP\n\n\*\*All gradients agree/],
    ['JSON', 'mlp.report.json', /^\{\n {2}"version": 1,\n {2}"network": "MLP"/],
    ['SARIF', 'mlp.sarif', /"version": "2\.1\.0"/],
  ] as const) {
    it(`exports the report as ${label}, into one whole file`, async () => {
      await person().openFile('mlp.grad.json');
      await person().palette('Gradient: Export Report');
      await person().pick(label);
      await person().page.waitForFunction((name) => {
        const input = document.querySelector<HTMLInputElement>('.quick-input-widget input[type="text"]');
        return input?.value.endsWith(`/${name}`) && document.activeElement === input;
      }, file);
      await person().page.keyboard.press('Enter');
      await person().notification(`Wrote ${file}.`).waitFor();
      const files = fs.readdirSync(person().workspace);
      assert.deepEqual(
        files.filter((name) => name.endsWith('.tmp')),
        [],
      );
      assert.match(fs.readFileSync(path.join(person().workspace, file), 'utf8'), expected);
    });
  }
});

describe("a person in the browser's extension host", () => {
  const person = atWorkWithPackage({ files: { 'flipped.grad.json': FLIPPED } }, browserOnly);

  it('reads the story of the fault', async () => {
    await person().openFile('flipped.grad.json');
    await person().palette('Gradient: Explain Mismatch');
    await person().panelFrame().getByText('has the wrong sign').first().waitFor();
  });

  it('runs the network as a test', async () => {
    await person().palette('Test: Run All Tests');
    await person()
      .page.getByText(/flipped\.grad\.json: 4 of 9 gradients are wrong/)
      .first()
      .waitFor();
  });

  it('has the types of the library beside a new network in TypeScript', async () => {
    await person().palette('Gradient: New Network');
    await person().pick('Layer in TypeScript');
    const input = person().page.locator('.quick-input-widget:visible input').first();
    await input.fill('mine');
    await input.press('Enter');
    await person().page.locator('.tab.active', { hasText: 'mine.grad.ts' }).waitFor();
    const [text, types] = ['mine.grad.ts', 'gradient-debugger.d.ts'].map((file) =>
      fs.readFileSync(path.join(person().workspace, file), 'utf8'),
    );
    assert.match(text, /^\/\/\/ <reference path="\.\/gradient-debugger\.d\.ts" \/>/);
    assert.match(types, /^declare module 'gradient-debugger' \{/);
    await person().palette('Gradient: Run Gradient Check');
    await person()
      .statusItem(/Gradient: all \d+ gradients agree/)
      .waitFor();
    assert.doesNotMatch(await person().settledProblems(8000), /mine\.grad\.ts/);
  });
});
