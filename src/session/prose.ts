// Mistakes as a person reads them.

import type { Mistake } from '../network/types';

/** One sentence: where, what was expected, what was found; and a question, where a name was misspelt. */
export function messageOf({ layer, operand, expected, found, nearest }: Mistake): string {
  const where = [layer, operand].filter((part) => part !== undefined).join(', ');
  const sentence = `${where ? `${where}: expected` : 'Expected'} ${expected}, found ${found}.`;
  return nearest === undefined ? sentence : `${sentence} Did you mean "${nearest}"?`;
}
