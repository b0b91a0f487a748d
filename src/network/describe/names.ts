// Names that a network gives and uses: how they are written and that each is given once.

import type { Cursor } from '../json/cursor';
import type { Mistakes } from '../mistakes';
import type { Definition, Reference } from './network-text';

const NAME = /^[A-Za-z_]\w*$/;
export const NAME_PATTERN = NAME.source;
const EXPECTED = 'a name of letters, digits and _ that does not begin with a digit';

/** The string or key at a cursor as a name that it defines. Mistaken names are kept: what refers to them is right. */
export function definitionAt(cursor: Cursor, name: string): Definition {
  if (!NAME.test(name)) cursor.refuse('bad-name', EXPECTED);
  return { name, place: cursor, inside: cursor.inside };
}

export function referenceAt(cursor: Cursor): Reference | null {
  const name = cursor.string('a name');
  if (name === null) return null;
  const source = cursor.source();
  return { name, place: cursor, part: (from, to) => source.span(from, to) };
}

/** Records the names that are given twice over inputs, params and layers. */
export function refuseDuplicates(
  groups: readonly (readonly [kind: string, definitions: readonly Definition[]])[],
  mistakes: Mistakes,
): void {
  const kinds = new Map<string, string>();
  for (const [kind, definitions] of groups) {
    for (const { name, place } of definitions) {
      const other = kinds.get(name);
      if (other) mistakes.add('duplicate-name', place, 'a name of its own', `"${name}", which is ${other} already`);
      else kinds.set(name, kind);
    }
  }
}
