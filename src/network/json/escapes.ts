// Strings as JSON writes them: a character of the value may take up to six in the text.

/**
 * For a string literal with its quotes: the offset in it of each UTF-16 unit of its value, and of the end of the value.
 */
export function valueOffsets(literal: string): (at: number) => number {
  if (!literal.includes('\\')) return (at) => at + 1;
  const offsets: number[] = [];
  for (let at = 1; at < literal.length; at += widthOf(literal, at)) offsets.push(at);
  return (at) => offsets[Math.min(at, offsets.length - 1)];
}

function widthOf(literal: string, at: number): number {
  if (literal[at] !== '\\') return 1;
  return literal[at + 1] === 'u' ? 6 : 2;
}
