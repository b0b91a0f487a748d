// Files of a folder, with messages that are alike on every machine.
import fs from 'node:fs/promises';
import path from 'node:path';
import type { FileAccess } from '../../src/network/types';

export function folderAccess(folder: string): FileAccess {
  return {
    read: (name) =>
      fs.readFile(path.join(folder, name)).catch(() => {
        throw new Error('no such file');
      }),
  };
}
