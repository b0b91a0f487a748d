// Where a program is, as one number: cheap to note at every turn of a loop, and readable for whoever had to end the program.

import type { Span } from '../../engine/span';

/** Columns beyond the last are that one; lines of a text of any allowed length fit beside them in 31 bits. */
const COLUMNS = 2 ** 8;

/** Zero is no place. */
export function placeOf({ line, column }: Pick<Span, 'line' | 'column'>): number {
  return line * COLUMNS + Math.min(column, COLUMNS - 1);
}

/** From the place to the end of its line. */
export function spanOfPlace(place: number, text: string): Span {
  const line = Math.floor(place / COLUMNS);
  const content = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)[line - 1] ?? '';
  const column = place % COLUMNS;
  return { line, column, endLine: line, endColumn: Math.max(column, content.trimEnd().length + 1) };
}
