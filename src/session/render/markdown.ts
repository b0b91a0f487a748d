// Pieces of Markdown: text that stays text, tables, code.

/** Text inside a line that Markdown would take for something else. */
export function escape(text: string): string {
  return text.replace(/[\\`*_[\]|<>~$&]/g, '\\$&');
}

/** Numbers stand to the right, text to the left. Cells are Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (rows.every((cells) => NUMERIC.test(cells[column])) ? '--:' : ':--'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

const NUMERIC = /^(-?\d[\d.,e/-]*|-?Infinity|NaN|)$/;

/** A block of code, whatever backticks are in it. */
export function fenced(language: string, code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code}\n${fence}`;
}
