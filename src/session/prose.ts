// Mistakes and warnings as a person reads them.

import type { Warning } from '../check/report';
import type { Mistake } from '../network/types';

/** One sentence: where, what was expected, what was found; and a question, where a name was misspelt. */
export function messageOf({ layer, part, expected, found, nearest }: Mistake): string {
  const where = [layer, part].filter((name) => name !== undefined).join(', ');
  const sentence = `${where ? `${where}: expected` : 'Expected'} ${expected}, found ${found}.`;
  return nearest === undefined ? sentence : `${sentence} Did you mean "${nearest}"?`;
}

const WARNINGS: Readonly<Record<string, (where: string) => string>> = {
  'non-finite': (where) => `${where}: the numbers are not all finite.`,
  'vacuous-check': () => 'Nothing that is trained moves the loss: that all gradients agree shows nothing.',
};

/** One sentence; of a code without one, the code. */
export function warningText({ code, layer, tensor }: Warning): string {
  const where = tensor ?? layer ?? '';
  return Object.hasOwn(WARNINGS, code) ? WARNINGS[code](where) : `${where}: ${code}`;
}
