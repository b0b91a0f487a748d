// Where the project stands on disk, and a folder of one's own to work in.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../../..');

/** A new empty folder outside the project, as a person's own workspace is. */
export const temporaryFolder = (purpose: string): string =>
  fs.mkdtempSync(path.join(os.tmpdir(), `gradient-${purpose}-`));
