// The package that ships, installed into an editor of a person's own, with a folder of their own.
import assert from 'node:assert/strict';
import { RESTRICTED, atWorkWithPackage, browserOnly } from '../harness/package';
import type { Person } from '../harness/person';
import { APPLE } from '../networks';

/** Before the editor has loaded the schema it may think less of trailing commas; what remains is what counts. */
async function findsNoProblem(person: Person): Promise<void> {
  await person.settledProblems();
  await (await person.problems()).getByText('No problems have been detected').waitFor();
}

/** The person checks a network and finds no complaint of anyone. */
function checksAnApple(person: () => Person): void {
  it('opens a network as JSON with comments, with no complaint of anyone', async () => {
    await person().openFile('apple.grad.json');
    await person().statusItem('JSON with Comments').waitFor();
    await findsNoProblem(person());
  });

  it('checks it', async () => {
    await person().palette('Gradient: Run Gradient Check');
    await person().statusItem('Gradient: all 5 gradients agree').waitFor();
    assert.match(await person().hoverAt('WithTax', 'Price', 'gradient agrees'), /200\s+1\.1\s+1\.1/);
    await person().pointAway();
    await findsNoProblem(person());
  });

  it('draws its graph', async () => {
    await person().palette('Gradient: Open Graph Inspector');
    await person().panelFrame().locator('[data-node="Price"]').waitFor();
  });
}

const files = { 'apple.grad.json': APPLE };

describe('the packaged extension', () => {
  const person = atWorkWithPackage({ files });
  checksAnApple(person);
});

describe('the packaged extension in Restricted Mode', () => {
  const person = atWorkWithPackage({ files, ...RESTRICTED });

  it('is in a folder that nobody trusts', () => person().statusItem('Restricted Mode').waitFor());
  checksAnApple(person);
});

describe("the packaged extension in the browser's extension host", () => {
  const person = atWorkWithPackage({ files }, browserOnly);
  checksAnApple(person);
});
