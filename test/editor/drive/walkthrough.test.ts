// A person takes the walkthrough: each step is ticked off by doing it.
import type { Locator } from 'playwright-core';
import { atWork } from '../harness/at-work';
import { THEMES, type Theme } from '../harness/person';

describe('a person who is new here', () => {
  const person = atWork({ settings: { 'gradient.check.when': 'manual' } });
  const page = (): Locator => person().page.locator('.gettingStartedContainer');
  const show = async (): Promise<void> => {
    await person().palette('Help: Welcome');
    await page().locator('.getting-started-category', { hasText: 'Find a Wrong Gradient' }).first().click();
    await page().getByText('Read both gradients').first().waitFor();
  };
  const done = async (step: string): Promise<void> => {
    await page().locator(`[x-dispatch*="${step}"] .codicon-getting-started-step-checked`).first().waitFor();
  };

  it('sees the four steps, in every theme', async () => {
    for (const theme of Object.keys(THEMES) as Theme[]) {
      // The palette leads back from a walkthrough to the list of them.
      await person().useTheme(theme);
      await show();
      await person().screenshot(`walkthrough-${theme}`);
    }
  });

  it('opens the sample', async () => {
    await page().getByRole('button', { name: 'Open the Sample' }).click();
    await person().page.locator('.tab.active', { hasText: 'sample.grad.json' }).waitFor();
  });

  it('runs the check, and reads a hover', async () => {
    await person().palette('Gradient: Run Gradient Check');
    await person()
      .statusItem(/Gradient: \d+ of \d+ gradients are wrong/)
      .waitFor();
    await person().hoverAt('"Affine1"', 'Affine1', 'gradient is wrong');
    await person().pointAway();
  });

  it('opens the graph, and finds all steps done', async () => {
    await person().palette('Gradient: Open Graph Inspector');
    await person().panelFrame().locator('body').waitFor();
    // What is done is no longer offered first.
    await person().palette('Help: Welcome');
    await page().getByText('More...').click();
    await person().pick('Find a Wrong Gradient');
    for (const step of ['open', 'check', 'hover', 'graph']) await done(`start#${step}`);
    await person().screenshot('walkthrough-done');
  });
});
