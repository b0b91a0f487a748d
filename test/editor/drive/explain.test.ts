// A person has a mismatch explained, reads it while the text changes, and takes reports home.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { atWork } from '../harness/at-work';
import { THEMES, type Theme } from '../harness/person';
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
    for (const theme of Object.keys(THEMES) as Theme[]) await person().screenshot('explain', theme);
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
      const input = person().page.locator('.quick-input-widget:visible input').first();
      await input.waitFor();
      assert.ok((await input.inputValue()).endsWith(file), await input.inputValue());
      await input.press('Enter');
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
