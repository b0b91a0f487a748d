// A person with a backward pass that is wrong, in a folder that has nothing but the extension.
import assert from 'node:assert/strict';
import { RESTRICTED, atWorkWithPackage } from '../harness/package';
import { DOUBLED, FLIPPED } from '../networks';

/** Through indices there is no formula for a gradient. */
const INDEXED = FLIPPED.replace('"Flipped"', '"Indexed"').replace('"x .* s"', '"x[:, 0:1] .* x"');

const files = {
  'doubled.grad.ts': DOUBLED,
  'flipped.grad.json': FLIPPED,
  'indexed.grad.json': INDEXED,
  'plain.ts': 'export const one = 1;\n',
};

describe('a person whose backward pass is wrong', () => {
  const person = atWorkWithPackage({ files });

  it('finds the library in a folder without node_modules', async () => {
    await person().openFile('doubled.grad.ts');
    await person().statusItem('TypeScript').first().waitFor();
    assert.match(await person().settledProblems(8000), /No problems have been detected/);
    const text = await person().hoverAt('return softmaxWithLoss', 'softmaxWithLoss', /SoftmaxWithLoss|softmax/);
    assert.doesNotMatch(text, /: any\b/);
    await person().pointAway();
  });

  it('is told the cause at the line where it stands', async () => {
    await person().palette('Gradient: Run Gradient Check');
    await person().notification('Doubled:').waitFor();
    const rows = await person().problemsRows("W's gradient is exactly 2× what it should be");
    assert.ok(
      rows.some((row) => /Affine1: .*Gradient\s+scaled\s+\[Ln 13, Col 3\]/s.test(row)),
      rows.join('\n'),
    );
    assert.equal(rows.filter((row) => row.includes('[Ln')).length, 1, rows.join('\n'));
    await person().pictures('fault');
  });

  it('reads it at the call of the layer too', async () => {
    const text = await person().hoverAt('new MyAffine()', 'Affine1', "W's gradient");
    assert.match(text, /Affine1\.W/);
    await person().pointAway();
  });

  it('applies the fix by a click, and sees the check pass', async () => {
    await person().quickFix('this.grads =', 'dout', 'Drop the factor 2: remove');
    await person()
      .statusItem(/Gradient: all \d+ gradients agree/)
      .waitFor();
    assert.match(await person().settledProblems(), /No problems have been detected/);
  });

  it('does the same with an expression', async () => {
    await person().openFile('flipped.grad.json');
    await person().palette('Gradient: Run Gradient Check');
    const rows = await person().problemsRows("x's gradient has the wrong sign");
    assert.ok(
      rows.some((row) => /Swish1: .*\[Ln 9, Col \d+\]/s.test(row)),
      rows.join('\n'),
    );
    await person().quickFix('"backward"', 'dout', 'Turn the sign round: remove');
    await person()
      .statusItem(/Gradient: all \d+ gradients agree/)
      .waitFor();
    assert.doesNotMatch(await person().settledProblems(), /flipped/);
  });

  it('leaves to the tool what has no formula', async () => {
    await person().openFile('indexed.grad.json');
    await person().palette('Gradient: Run Gradient Check');
    await person().problemsRows("x's gradient");
    await person().quickFix('"backward"', 'dout', 'Let the gradients be derived: remove "backward"');
    await person()
      .statusItem(/Gradient: all \d+ gradients agree/)
      .waitFor();
    assert.doesNotMatch(await person().settledProblems(), /indexed/);
  });

  it('makes a first program, which is right', async () => {
    await person().palette('Gradient: New Network');
    await person().pick('TypeScript');
    const input = person().page.locator('.quick-input-widget:visible input').first();
    await input.fill('mine');
    await input.press('Enter');
    await person().page.locator('.tab.active', { hasText: 'mine.grad.ts' }).waitFor();
    await person().palette('Gradient: Run Gradient Check');
    await person()
      .statusItem(/Gradient: all \d+ gradients agree/)
      .waitFor();
    assert.doesNotMatch(await person().settledProblems(), /mine\.grad\.ts/);
  });

  it('reads what the cause is, by a click on its code', async () => {
    await person().openFile('doubled.grad.ts');
    await person().replaceText(DOUBLED);
    await person().palette('Gradient: Run Gradient Check');
    await person().problemsRows('exactly 2×');
    await (await person().problems()).getByText('scaled').first().click();
    await person().page.locator('.tab.active', { hasText: 'causes.md' }).waitFor();
    await person().panelFrame().getByText('a constant factor too many or too few').waitFor();
    await person().screenshot('cause');
  });
});

describe('a person in Restricted Mode', () => {
  const person = atWorkWithPackage({ files, ...RESTRICTED });

  it('is told that the program was not run, and how to trust the folder', async () => {
    await person().openFile('doubled.grad.ts');
    const item = person().page.getByRole('button', { name: 'It waits until the workspace is trusted' });
    await item.first().waitFor();
    await person().palette('Gradient: Run Gradient Check');
    const notice = person().notification('It was not run, because this folder is in Restricted Mode');
    await notice.waitFor();
    await person().screenshot('restricted');
    await notice.getByRole('button', { name: 'Manage Workspace Trust' }).click();
    await person().page.getByText('You are in Restricted Mode').first().waitFor();
  });
});
