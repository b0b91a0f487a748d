// What is wrong with a tensor file. Where it is mentioned, and in which network, is the reader's to add.

import type { MistakeCode } from '../types';

type FileErrorCode = Extract<
  MistakeCode,
  'file-format' | 'not-finite' | 'limit' | 'bad-value' | 'missing-key' | 'unknown-key' | 'unknown-name'
>;

export class FileFormatError extends Error {
  override readonly name = 'FileFormatError';
  constructor(
    readonly code: FileErrorCode,
    readonly expected: string,
    readonly found: string,
    /** The nearest right name, where one was misspelt. */
    readonly nearest?: string,
  ) {
    super(`expected ${expected}, found ${found}`);
  }
}

/** Bytes that are not what the file's name or header says. */
export function malformed(expected: string, found: string): FileFormatError {
  return new FileFormatError('file-format', expected, found);
}

/** ` at [1, 2]`; nothing for a scalar's only element. */
export function placeOf(index: readonly number[]): string {
  return index.length > 0 ? ` at [${index.join(', ')}]` : '';
}
