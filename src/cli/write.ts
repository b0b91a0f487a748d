// Writes a file whole or not at all.

import fs from 'node:fs/promises';

/** What stood there before stays until the whole text is on the disk. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}.tmp`;
  try {
    await fs.writeFile(draft, text, { flag: 'wx' });
    await fs.rename(draft, file);
  } catch (error) {
    await fs.rm(draft, { force: true });
    throw error;
  }
}
