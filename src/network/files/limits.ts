// How much a tensor file may hold. MNIST's 60,000 digits of 784 pixels are 47 million elements.

import { strFromU8 } from 'fflate';
import { FileFormatError, malformed } from './error';

export const MAX_ELEMENTS = 2 ** 26;
/** Of a file, and of what is unpacked from it. */
export const MAX_BYTES = 2 ** 29;
/** Of a text, which is a string at once. */
const MAX_TEXT = 2 ** 28;
export const MAX_RANK = 32;

export function limitElements(count: number): void {
  if (count > MAX_ELEMENTS) throw new FileFormatError('limit', `at most ${MAX_ELEMENTS} elements`, `${count}`);
}

export function limitBytes(count: number, what: string, most = MAX_BYTES): void {
  if (count > most) throw new FileFormatError('limit', `${what} of at most ${most} bytes`, `${count}`);
}

export function textOf(bytes: Uint8Array): string {
  limitBytes(bytes.length, 'a text', MAX_TEXT);
  return strFromU8(bytes);
}

/** Checks what an archive promises to unpack to, before room is made for it. */
export function limitUnpacked(packed: number, unpacked: number, what: string): void {
  limitBytes(unpacked, what);
  // Deflate packs at most 1032 bytes into one.
  if (unpacked > 1032 * packed) throw malformed(`${what} as long as it says`, 'a damaged or cut-off stream');
}
