// Cuts expressions out of the text of a program: enough of its grammar to find where they end.

const OPENING = '([{';
const CLOSING = ')]}';

/** The offset behind the string, template or comment that starts here; the offset itself where none does. */
function behindText(text: string, at: number): number {
  const two = text.slice(at, at + 2);
  if (two === '//') return endOf(text, text.indexOf('\n', at), 0);
  if (two === '/*') return endOf(text, text.indexOf('*/', at), 2);
  const quote = text[at];
  if (quote !== "'" && quote !== '"' && quote !== '`') return at;
  let end = at + 1;
  while (end < text.length && text[end] !== quote) end += text[end] === '\\' ? 2 : 1;
  return end + 1;
}

function endOf(text: string, found: number, length: number): number {
  return found < 0 ? text.length : found + length;
}

/** The offset of the first character from `from` on, outside of strings, comments and brackets, that `ends` takes. */
function scanTo(text: string, from: number, ends: (character: string) => boolean): number {
  let depth = 0;
  for (let at = from; at < text.length;) {
    const behind = behindText(text, at);
    if (behind > at) {
      at = behind;
      continue;
    }
    const character = text[at];
    if (depth === 0 && ends(character)) return at;
    if (OPENING.includes(character)) depth++;
    if (CLOSING.includes(character)) depth--;
    at++;
  }
  return text.length;
}

/** The texts of a call's arguments; null where the text is no call of that function. */
export function argumentsOf(call: string, callee: string): readonly string[] | null {
  const head = new RegExp(`^${callee}\\s*\\(`).exec(call);
  if (!head) return null;
  const texts: string[] = [];
  for (let from = head[0].length; from < call.length;) {
    const end = scanTo(call, from, (character) => character === ',' || character === ')');
    const text = call.slice(from, end).trim();
    if (text !== '') texts.push(text);
    if (call[end] !== ',') break;
    from = end + 1;
  }
  return texts;
}

/** What a variable is declared to be, where the text says so. */
export function declarationOf(text: string, name: string): string | null {
  const found = new RegExp(`\\b(?:const|let)\\s+${name}\\s*(?::[^=;]+)?=\\s*`).exec(text);
  if (!found) return null;
  const from = found.index + found[0].length;
  return text
    .slice(
      from,
      scanTo(text, from, (character) => character === ';' || character === '\n'),
    )
    .trim();
}

/** The offsets of the default export, its semicolon included; null where there is none. */
export function defaultExport(text: string): readonly [from: number, to: number] | null {
  const found = /^export default /m.exec(text);
  if (!found) return null;
  const open = text.indexOf('(', found.index);
  if (open < 0) return null;
  const close = scanTo(text, open + 1, (character) => character === ')');
  return [found.index, text[close + 1] === ';' ? close + 2 : close + 1];
}
