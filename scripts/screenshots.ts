// `npm run screenshots`: takes the README's pictures from the real extension in a real editor.
import fs from 'node:fs';
import path from 'node:path';
import { Person, type Theme } from '../test/editor/harness/person';
import { ROOT } from './run';

const IMAGES = path.join(ROOT, 'docs/images');
const EXAMPLES = path.join(ROOT, 'examples');
const DIGITS = fs.readdirSync(path.join(EXAMPLES, 'data')).map((name) => `data/${name}`);

function exampleFiles(...names: string[]): Record<string, Uint8Array> {
  return Object.fromEntries(names.map((name) => [name, fs.readFileSync(path.join(EXAMPLES, name))]));
}

async function keep(person: Person, name: string, theme: Theme): Promise<void> {
  await person.useTheme(theme);
  await person.pointAway();
  const taken = await person.screenshot(name);
  fs.mkdirSync(IMAGES, { recursive: true });
  fs.copyFileSync(taken, path.join(IMAGES, `${name}.png`));
  console.log(path.join('docs/images', `${name}.png`));
}

const person = await Person.atWork({
  files: exampleFiles('apple-orange.grad.json', 'two-layer.grad.json', ...DIGITS),
  viewport: { width: 1400, height: 800 },
});
try {
  await person.openFile('apple-orange.grad.json');
  await person.palette('Gradient: Run Gradient Check');
  await person.statusItem(/gradients agree/).waitFor();
  await person.palette('Gradient: Open Graph Inspector');
  await person.panelFrame().locator('svg [data-node]').first().waitFor();
  await person.palette('View: Toggle Primary Side Bar Visibility');
  await keep(person, 'graph', 'light');
  await person.palette('View: Close All Editors');
  await person.palette('View: Toggle Primary Side Bar Visibility');
  await person.openFile('two-layer.grad.json');
  await person.palette('Gradient: Run Gradient Check');
  await person.statusItem(/gradients agree/).waitFor();
  await person.useTheme('dark');
  await person.hoverAt('"Affine1"', 'Affine1', 'analytic');
  const file = path.join(IMAGES, 'hover.png');
  await person.page.screenshot({ path: file });
  console.log(path.relative(ROOT, file));
} finally {
  await person.goHome();
}
