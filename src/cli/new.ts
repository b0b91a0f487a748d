// `gradcheck new NAME`: writes a first network.

import fs from 'node:fs/promises';
import path from 'node:path';
import { firstNetwork } from '../session/first-network';
import { UsageError } from './arguments';
import type { Terminal } from './terminal';

const SUFFIX = '.grad.json';

/** Never overwrites. */
export async function writeNew(name: string, { stdout }: Terminal): Promise<void> {
  const file = name.endsWith(SUFFIX) ? name : name + SUFFIX;
  try {
    await fs.writeFile(file, firstNetwork(path.basename(file, SUFFIX)), { flag: 'wx' });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? new UsageError(`${file} exists already`) : error;
  }
  stdout.write(`Wrote ${file}. Check it: gradcheck ${file}\n`);
}
