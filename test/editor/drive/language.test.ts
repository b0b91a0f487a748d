// A person writes a JSON network: names are completed, changed and found; verdicts, shapes and problems stand in the text.
import assert from 'node:assert/strict';
import { atWork } from '../harness/at-work';
import { THEMES, type Theme } from '../harness/person';
import { DOUBLED, FLIPPED, MLP } from '../networks';

const WRONG = FLIPPED.replace('"name": "Swish1", ', '');
const MISTAKEN = `{
  "name": "Mistaken",
  "inputs": { "x": { "shape": [2, 3, 4], "normal": 1 } },
  "layers": [
    { "name": "Affine1", "type": "Affine", "inputs": "x", "units": 2 },
    { "type": "Relu" }
  ]
}
`;

const files = {
  'mlp.grad.json': MLP,
  'renamed.grad.json': MLP,
  'wrong.grad.json': WRONG,
  'doubled.grad.ts': DOUBLED,
  'mistaken.grad.json': MISTAKEN,
  'mistaken-too.grad.json': MISTAKEN,
  'data/x.csv': '1,2\n3,4\n',
};
const settings = { 'gradient.inlayHints': 'shapesAndGradients', 'editor.minimap.enabled': false };

describe('a person with a network in the editor', () => {
  const person = atWork({ files, settings });
  const suggestions = () => person().page.locator('.suggest-widget.visible .monaco-list-row');
  const lens = (text: string | RegExp) =>
    person().editor.locator('.contentWidgets .codelens-decoration', { hasText: text });
  const checked = async (file: string): Promise<void> => {
    await person().openFile(file);
    await person().palette('Gradient: Run Gradient Check');
    await person().notification(/./).waitFor();
    await person().palette('Notifications: Clear All Notifications');
  };

  it('reads the verdict above it and shapes beside its layers', async () => {
    await checked('mlp.grad.json');
    await lens('all 9 gradients agree').waitFor();
    await person()
      .editor.locator('.view-line', { hasText: /Affine1.*\(3,\s5\)/ })
      .waitFor();
    await person().pointAway();
    await person().pictures('marks');
  });

  it('runs it from there', async () => {
    await lens('Run').locator('a', { hasText: 'Run' }).click();
    await person().notification('MLP: all 9 gradients agree').waitFor();
    await person().palette('Notifications: Clear All Notifications');
  });

  it('completes the name of a layer, while the text is half-written', async () => {
    await person().clickAt('"Loss"', 'SoftmaxWithLoss');
    await person().page.keyboard.press('End');
    await person().page.keyboard.type(',\n    { "name": "More", "type": "Exp", "inputs": "', { delay: 15 });
    await suggestions().filter({ hasText: 'Affine2' }).first().waitFor();
    const labels = await suggestions().allInnerTexts();
    assert.match(labels[0], /^Loss/);
    for (const theme of Object.keys(THEMES) as Theme[]) {
      // The picker of themes takes the list away.
      await person().useTheme(theme);
      await person().page.keyboard.press('Control+Space');
      await suggestions().first().waitFor();
      await person().screenshot(`completion-${theme}`);
      await person().page.keyboard.press('Escape');
    }
    await person().page.keyboard.press('Control+Space');
    await suggestions().filter({ hasText: 'Affine1' }).first().click();
    await person().page.keyboard.type(' }');
    await person().editor.locator('.view-line', { hasText: '"inputs": "Affine1" }' }).waitFor();
  });

  it('inserts a whole layer', async () => {
    await person().page.keyboard.type(',\n    ', { delay: 15 });
    await person().page.keyboard.type('Soft', { delay: 40 });
    await suggestions().filter({ hasText: 'SoftmaxWithLoss' }).first().click();
    await person()
      .editor.locator('.view-line', { hasText: '"type": "SoftmaxWithLoss", "inputs": ["More", "t"] }' })
      .waitFor();
    await person().screenshot('snippet');
  });

  it('gives a layer another name by F2, wherever it is used', async () => {
    await checked('renamed.grad.json');
    await lens('all 9 gradients agree').waitFor();
    await person().clickAt('"Affine2"', 'Affine2');
    await person().statusItem(/Ln 8/).waitFor();
    await person().page.keyboard.press('F2');
    const input = person().page.locator('.rename-box input');
    await input.waitFor();
    await person().screenshot('rename');
    await input.fill('Scores');
    await input.press('Enter');
    await person().editor.locator('.view-line', { hasText: '["Scores", "t"]' }).waitFor();
  });

  it('goes from a use to the definition by F12', async () => {
    await person().clickAt('"Loss"', 'Scores');
    await person().page.keyboard.press('F12');
    await person()
      .statusItem(/Ln 8, Col 16/)
      .waitFor();
  });

  it('finds layers by name', async () => {
    await person().page.keyboard.press('Control+Shift+o');
    await person().page.locator('.quick-input-list .monaco-list-row', { hasText: 'Relu1' }).first().waitFor();
    await person().screenshot('symbols');
    await person().page.keyboard.press('Escape');
  });

  it('sees above a layer what is wrong with it, and has it explained by a click', async () => {
    await checked('wrong.grad.json');
    await lens("x's gradient has the wrong sign").waitFor();
    await person().pictures('lens');
    await lens("x's gradient has the wrong sign").locator('a').first().click();
    await person().page.locator('.tab.active', { hasText: 'Swish1' }).waitFor();
    await person().palette('View: Join All Editor Groups');
  });

  it('sees it in a program too', async () => {
    await checked('doubled.grad.ts');
    await lens("W's gradient is exactly 2×").waitFor();
    await person().screenshot('lens-program');
  });

  it('mends what is mistaken by quick fixes', async () => {
    await checked('mistaken.grad.json');
    await person().problemsRows('Did you mean "ReLU"?');
    await person().clickAt('"Relu"', 'Relu');
    await person().page.keyboard.press('Control+.');
    await person().page.locator('.action-widget .monaco-list-row', { hasText: 'Change "Relu" to "ReLU"' }).waitFor();
    await person().screenshot('quick-fix');
    await person().page.keyboard.press('Escape');
    await person().quickFix('"Relu"', 'Relu', 'Change "Relu" to "ReLU"');
    await person().quickFix('"Affine1"', '"x"', 'Insert a Flatten layer before Affine1');
    await lens(/all \d gradients agree/).waitFor();
    await person().editor.locator('.view-line', { hasText: '"Flatten1"' }).first().waitFor();
  });

  it('reads what a code means, by a click on it', async () => {
    await checked('mistaken-too.grad.json');
    await person().problemsRows('Did you mean "ReLU"?');
    await (await person().problems()).getByText('unknown-type').first().click();
    await person().page.locator('.tab.active', { hasText: 'problems.md' }).waitFor();
    await person().panelFrame().getByText('neither a built-in layer type').waitFor();
    await person().pictures('problem-page');
  });
});
