// Broken networks: each has its exact mistakes beside it. ACCEPT=1 writes them anew.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readNetwork } from '../../src/network';
import { messageOf } from '../../src/session/prose';
import { folderAccess } from './folder';

const FOLDER = path.join(import.meta.dirname, 'fixtures/bad');
const names = fs.readdirSync(FOLDER).filter((name) => name.endsWith('.grad.json'));

/** `file:line:column code: message`, a line for each mistake. */
async function transcript(name: string): Promise<string> {
  const reading = await readNetwork(fs.readFileSync(path.join(FOLDER, name), 'utf8'), folderAccess(FOLDER));
  if (reading.ok) return 'no mistake\n';
  return reading.mistakes
    .map((mistake) => `${name}:${mistake.span.line}:${mistake.span.column} ${mistake.code}: ${messageOf(mistake)}\n`)
    .join('');
}

describe('a broken network', () => {
  it('comes in more than sixty kinds', () => {
    expect(names.length).toBeGreaterThan(60);
  });

  it.each(names)('%s is refused with its mistakes and their places', async (name) => {
    const golden = path.join(FOLDER, name.replace('.grad.json', '.golden'));
    const found = await transcript(name);
    if (process.env.ACCEPT) fs.writeFileSync(golden, found);
    expect(found).not.toBe('no mistake\n');
    expect(found).toBe(fs.readFileSync(golden, 'utf8'));
  });
});
