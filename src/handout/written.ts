// What of a network goes into its handout, so that the page can compute: nothing of programs, which are not to run where they
// are only read.

import { filesOf } from '../network/language/files';
import { base64 } from './bytes';
import type { Written } from './handout';

/** A page is to be sent by mail. */
const MOST_BYTES = 1_500_000;
const DATA = '.grad.json';

/** `text` is what was checked. */
export async function writtenFor(
  file: string,
  text: string,
  read: (path: string) => Promise<Uint8Array>,
): Promise<Written | null> {
  if (!file.endsWith(DATA)) return null;
  const files: Record<string, string> = {};
  let size = 0;
  for (const path of new Set(filesOf(text).map((mention) => mention.path))) {
    const bytes = await read(path);
    size += bytes.length;
    if (size > MOST_BYTES) return null;
    files[path] = base64(bytes);
  }
  return { text, files };
}
