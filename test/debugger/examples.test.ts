// Every example, stepped through from the first step to the last, into every layer: all that is shown has a value.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Client, launcherOf } from './client';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FOLDERS = ['examples', 'examples/book', 'examples/faulty', 'test/network/fixtures/good'];

const networks = FOLDERS.flatMap((folder) =>
  readdirSync(path.join(ROOT, folder))
    .filter((name) => /\.grad\.(json|ts)$/.test(name))
    // As two-layer.grad.json, only slower.
    .filter((name) => !name.startsWith('two-layer-100'))
    .map((name) => path.join(folder, name)),
);

/** What is said in the place of a value that there should be. */
const MISSING = /network has no tensor|is not computed yet|is not whole yet|there are no such|undefined|NaN/;

async function look(client: Client): Promise<string[]> {
  const faults: string[] = [];
  const frames = await client.stack();
  for (const frame of frames.keys()) {
    for (const [name, scope] of Object.entries(await client.scopes(frame))) {
      const variables = await client.children(scope);
      for (const variable of variables) {
        const where = `${frames[frame].name} > ${name} > ${variable.name}`;
        if (MISSING.test(variable.value)) faults.push(`${where}: ${variable.value}`);
        if (variable.variablesReference > 0) await client.children(variable, { start: 0, count: 1 });
        const written = variable.evaluateName;
        if (written !== undefined && (await client.evaluate(written)).startsWith('!'))
          faults.push(`${where}: ${written}`);
      }
    }
  }
  return faults;
}

/** On from one stop to the next: into a layer where that can be, else over it; each layer is entered once in each pass. */
async function goThrough(client: Client): Promise<{ faults: string[]; stops: number }> {
  const faults: string[] = [];
  const entered = new Set<string>();
  let stops = 0;
  for (let stop = await client.launch(); stop !== null; stops++) {
    faults.push(...(await look(client)));
    const isNew = !entered.has(stop.replace(/^\w+: /, ''));
    entered.add(stop.replace(/^\w+: /, ''));
    stop = await client.move(isNew ? 'stepIn' : 'next');
  }
  return { faults, stops };
}

describe.each(networks)('%s', (file) => {
  it('shows a value wherever it shows a name', { timeout: 120_000 }, async () => {
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    const folder = path.join(ROOT, path.dirname(file));
    const settings = { method: 'central', sample: 3 } as const;
    const client = new Client(launcherOf(text, { file: path.basename(file), folder, settings }));
    const { faults, stops } = await goThrough(client);
    expect(faults).toEqual([]);
    expect(stops).toBeGreaterThan(1);
  });
});
