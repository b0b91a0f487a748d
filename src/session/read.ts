// Reads a network in whichever format its file's name says that it is.

import { readNetwork } from '../network';
import { readProgram } from '../network/typescript';
import type { Meter } from '../network/typescript/guard';
import type { FileAccess, Reading } from '../network/types';

/** A network's text, and the files beside it. */
export interface Written {
  /** As it is to be named in the report; a program where it ends in `.ts`. */
  readonly file: string;
  readonly text: string;
  readonly files: FileAccess;
}

export function isProgram(file: string): boolean {
  return file.endsWith('.ts');
}

export function read({ file, text, files }: Written, meter: Meter): Promise<Reading> {
  return isProgram(file) ? readProgram(file, text, files, meter) : readNetwork(text, files);
}
