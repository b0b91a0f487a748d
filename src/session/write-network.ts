// Writes the text of a JSON network: literal tensors, on lines that a person can read.

import { toNested, type Nested, type Tensor } from '../engine/tensor';

const LINE = 72;

/** Nested arrays: on one line where they are short, else a line for each row. */
export function literal(tensor: Tensor, margin = ''): string {
  return nestedText(toNested(tensor), margin);
}

function nestedText(nested: Nested, margin: string): string {
  const flat = JSON.stringify(nested).replaceAll(',', ', ');
  if (typeof nested === 'number' || flat.length <= LINE || nested.every((item) => typeof item === 'number'))
    return flat;
  const inner = `${margin}  `;
  return `[\n${nested.map((item) => inner + nestedText(item, inner)).join(',\n')}\n${margin}]`;
}

/** A member of an object: its name and its text as it is to stand there. */
export type Member = readonly [name: string, text: string];

/** A member on each line. */
export function block(members: readonly Member[], margin = ''): string {
  const inner = `${margin}  `;
  return `{\n${members.map((member) => inner + memberText(member)).join(',\n')}\n${margin}}`;
}

function memberText([name, text]: Member): string {
  return `${JSON.stringify(name)}: ${text}`;
}

/** Text that was cut out of a file, moved to another margin: its first line stands where it is put. */
export function movedTo(margin: string, text: string): string {
  const [first, ...rest] = text.split(/\r\n|\r|\n/);
  const indents = rest.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const least = Math.min(...indents);
  return [first, ...rest.map((line) => (line.trim() === '' ? '' : margin + line.slice(least)))].join('\n');
}

/** Lines of comment. */
export function comment(lines: readonly string[]): string {
  return lines.map((line) => `// ${line}`.trimEnd()).join('\n');
}
