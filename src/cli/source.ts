// Reads a network's text, or says why that cannot be done.

import fs from 'node:fs/promises';
import type { ErrorReport } from '../check/report';

export type Source =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly report: ErrorReport };

export async function readSource(file: string): Promise<Source> {
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(await fs.readFile(file)) };
  } catch (error) {
    const [code, expected, found] = failureOf(error);
    const span = { line: 1, column: 1, endLine: 1, endColumn: 1 };
    const message = `expected ${expected}, found ${found}`;
    return {
      ok: false,
      report: { version: 1, file, status: 'error', errors: [{ code, message, expected, found, span }] },
    };
  }
}

function failureOf(error: unknown): [code: string, expected: string, found: string] {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return ['file-missing', 'a network file', 'no file of that name'];
    case 'EISDIR':
      return ['file-missing', 'a network file', 'a folder'];
    case 'ERR_ENCODING_INVALID_ENCODED_DATA':
      return ['file-format', 'text in UTF-8', 'other bytes'];
    case undefined:
      throw error;
    default:
      return ['file-missing', 'a network file that can be read', code];
  }
}
