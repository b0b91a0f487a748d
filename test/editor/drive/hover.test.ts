// A person points at names: what the hover tells, shows and leads to.
import assert from 'node:assert/strict';
import { atWork } from '../harness/at-work';
import { THEMES, type Person, type Theme } from '../harness/person';
import { DOUBLED, MLP } from '../networks';

const hoverOf = (person: Person) => person.page.locator('.monaco-hover:not(.hidden)').first();

/** The pictures of the open hover have been drawn: a broken one has no size of its own. */
async function pictures(person: Person): Promise<string[]> {
  const images = hoverOf(person).locator('img');
  const shown = await images.evaluateAll((all) =>
    all.map((image) => ({ alt: (image as HTMLImageElement).alt, width: (image as HTMLImageElement).naturalWidth })),
  );
  assert.ok(
    shown.every(({ width }) => width > 0),
    JSON.stringify(shown),
  );
  return shown.map(({ alt }) => alt);
}

/** Brings what stands lower in the open hover into view. */
async function scrollDown(person: Person, distance: number): Promise<void> {
  const { x, y } = (await hoverOf(person).boundingBox())!;
  await person.page.mouse.move(x + 60, y + 60, { steps: 4 });
  await person.page.mouse.wheel(0, distance);
  await person.page.waitForTimeout(300);
}

describe('a person who points at names', () => {
  const person = atWork({
    files: { 'mlp.grad.json': MLP, 'doubled.grad.ts': DOUBLED },
    settings: { 'gradient.check.when': 'onType' },
  });

  it('sees shape, verdict, statistics, worst elements, pictures and the chain rule of a layer', async () => {
    await person().openFile('mlp.grad.json');
    await person()
      .statusItem(/all 9 gradients agree/)
      .waitFor();
    for (const theme of Object.keys(THEMES) as Theme[]) {
      await person().useTheme(theme);
      const text = await person().hoverAt('"Affine2"', 'Affine2', 'Chain rule');
      assert.match(text, /^Affine2\.out \(3, 3\) = x · W \+ b — +gradient agrees/);
      assert.match(text, /value.*\nanalytic.*\nnumerical.*\ndifference/);
      assert.match(text, /worst first\s+value\s+analytic\s+numerical\s+difference/);
      assert.match(text, /Loss\.out\s+1\s+× (-?[\d.]+)\s+= \1/);
      const [bar, maps] = await pictures(person());
      assert.match(bar, /^Error bar: the analytic gradient is [\de.-]+ times as far/);
      assert.match(maps, /gradient: up to [\d.]+; analytic − numerical: up to [\de.-]+$/);
      await person().screenshot(`hover-layer-${theme}`);
      await scrollDown(person(), 230);
      await person().screenshot(`hover-layer-below-${theme}`);
      await person().pointAway();
    }
  });

  it('goes from the use of a layer to its text', async () => {
    await person().hoverAt('"Loss"', 'Affine2', 'Go to Affine2');
    await hoverOf(person()).getByText('Go to Affine2').click();
    await person()
      .statusItem(/Ln 8, Col 5/)
      .waitFor();
    await person().pointAway();
  });

  it('is told what the last edit has changed, and what is different from a baseline', async () => {
    const seeded = (seed: number): string => MLP.replace('"seed": 1', `"seed": ${seed}`);
    await person().replaceText(seeded(2));
    await person().hoverAt(
      '"Affine2"',
      'Affine2',
      /Since the last edit: gradient norm [\d.]+ → [\d.]+ \(9 elements moved/,
    );
    for (const theme of Object.keys(THEMES) as Theme[]) {
      await person().useTheme(theme);
      await person().hoverAt('"Affine2"', 'Affine2', 'Since the last edit');
      await person().screenshot(`hover-changes-${theme}`);
      await person().pointAway();
    }
    await person().palette('Gradient: Pin Gradient Baseline');
    await person().notification('its baseline now').waitFor();
    await person().hoverAt('"Affine2"', 'Affine2', 'Since the baseline: the same');
    await person().pointAway();
    await person().replaceText(seeded(3));
    await person().hoverAt('"Affine2"', 'Affine2', /Since the baseline: gradient norm/);
    await person().pointAway();
    await person().replaceText(seeded(2));
    await person().hoverAt('"Affine2"', 'Affine2', 'Since the baseline: the same');
    await hoverOf(person()).getByText('Clear Baseline').click();
    await person().pointAway();
    await person().hoverAt('"Affine2"', 'Affine2', 'Since the last edit');
    await person().pointAway();
    await person().replaceText(MLP);
    await person().save();
  });

  it('is told in a program what the backward pass gives, and what the chain rule would', async () => {
    await person().openFile('doubled.grad.ts');
    await person()
      .statusItem(/1 of \d gradients is wrong/)
      .waitFor();
    for (const theme of Object.keys(THEMES) as Theme[]) {
      await person().useTheme(theme);
      const text = await person().hoverAt('const h', 'layer', 'Chain rule');
      assert.match(text, /W's gradient is exactly 2× what it should be\.\s+Affine1\.W \(4, 5\)/);
      const [, given, right] = /The backward pass under test gives (\S+) instead of (\S+)\.\n/.exec(text)!;
      assert.ok(Math.abs(Number(given) - 2 * Number(right)) < 1e-5, `${given} ${right}`);
      await person().screenshot(`hover-program-${theme}`);
      await person().pointAway();
    }
  });

  it('opens the explanation and the graph from there', async () => {
    await person().hoverAt('const h', 'layer', 'Explain Mismatch');
    await hoverOf(person()).getByText('Open in Inspector').first().click();
    await person().page.locator('.tab', { hasText: 'Graph: doubled.grad.ts' }).waitFor();
    await person().hoverAt('const h', 'layer', 'Explain Mismatch');
    await hoverOf(person()).getByText('Explain Mismatch').first().click();
    await person().page.locator('.tab', { hasText: 'Affine1' }).waitFor();
  });
});
