// `gradcheck new NAME`: writes a first network, as JSON unless the name says otherwise.

import fs from 'node:fs/promises';
import path from 'node:path';
import { FIRST_NETWORK } from '../session/first-network';
import { UsageError } from './arguments';
import type { Terminal } from './terminal';

const SUFFIXES = { json: '.grad.json', typescript: '.grad.ts' } as const;

/** Never overwrites. */
export async function writeNew(name: string, { stdout }: Terminal): Promise<void> {
  const format = name.endsWith(SUFFIXES.typescript) ? 'typescript' : 'json';
  const suffix = SUFFIXES[format];
  const file = name.endsWith(suffix) ? name : name + suffix;
  try {
    await fs.writeFile(file, FIRST_NETWORK[format](path.basename(file, suffix)), { flag: 'wx' });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? new UsageError(`${file} exists already`) : error;
  }
  stdout.write(`Wrote ${file}. Check it: gradcheck ${file}\n`);
}
