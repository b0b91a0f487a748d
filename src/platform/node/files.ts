// Files on the disk, for networks that are read from there.

import fs from 'node:fs/promises';
import path from 'node:path';
import type { FileAccess } from '../../network/types';

/** The files beside a network: paths are relative to its folder. */
export function filesBeside(network: string): FileAccess {
  const folder = path.dirname(path.resolve(network));
  return { read: (file) => fs.readFile(path.join(folder, file)) };
}
