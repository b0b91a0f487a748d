// NumPy's .npz: a zip archive with one .npy member for each array, stored or deflated.

import { unzipSync, type UnzipFileInfo } from 'fflate';
import type { Tensor } from '../../engine/tensor';
import { nearest } from '../nearest';
import { FileFormatError, malformed } from './error';
import { limitUnpacked } from './limits';
import { decodeNpy } from './npy';
import type { Rows } from './rows';

const MAX_MEMBERS = 10_000;
const SUFFIX = '.npy';

export function decodeNpz(bytes: Uint8Array, key: string | undefined, rows: Rows | undefined): Tensor {
  const member = memberFor(key, namesOf(bytes)) + SUFFIX;
  let first = true;
  const files = unzip(bytes, ({ name, size, originalSize }) => {
    if (name !== member || !first) return false;
    limitUnpacked(size, originalSize, `the member "${member}"`);
    first = false;
    return true;
  });
  return decodeNpy(files[member], rows);
}

function namesOf(bytes: Uint8Array): string[] {
  const names: string[] = [];
  let entries = 0;
  unzip(bytes, ({ name }) => {
    if (++entries > MAX_MEMBERS) {
      throw new FileFormatError('limit', `at most ${MAX_MEMBERS} members`, 'more');
    }
    if (name.endsWith(SUFFIX)) names.push(name.slice(0, -SUFFIX.length));
    return false;
  });
  return names;
}

function memberFor(key: string | undefined, names: readonly string[]): string {
  if (names.length === 0) throw malformed('an .npz archive with .npy members', 'none');
  const list = names.slice(0, 20).join(', ');
  if (key === undefined) {
    if (names.length === 1) return names[0];
    throw new FileFormatError('missing-key', `"key", one of ${list}`, `${names.length} members and no "key"`);
  }
  if (names.includes(key)) return key;
  throw new FileFormatError('unknown-name', `one of the members ${list}`, `"${key}"`, nearest(key, names));
}

function unzip(bytes: Uint8Array, filter: (file: UnzipFileInfo) => boolean): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof FileFormatError) throw error;
    // The library reports damage by its own errors or, past the end of its buffers, by RangeError and TypeError.
    throw malformed('an .npz archive', `a damaged one (${(error as Error).message})`);
  }
}
