// Numbers in lines: separated by comma, semicolon or tab, with or without a line of headings.

import { tensor, type Tensor } from '../../engine/tensor';
import { FileFormatError, malformed } from './error';
import { limitElements, textOf } from './limits';
import { rowsWithin, type Rows } from './rows';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const NOT_FINITE = /^[+-]?(?:nan|inf|infinity)$/i;

interface Line {
  /** Counted from 1 in the file, blank lines included. */
  readonly number: number;
  readonly text: string;
}

/** Always two axes: lines and columns. */
export function decodeCsv(bytes: Uint8Array, wanted: Rows | undefined): Tensor {
  const lines = linesOf(textOf(bytes));
  if (lines.length === 0) throw malformed('lines of numbers', 'an empty file');
  const separator = separatorOf(lines[0].text);
  if (!fieldsOf(lines[0], separator).every(isNumeric)) lines.shift();
  if (lines.length === 0) throw malformed('lines of numbers', 'headings alone');
  const columns = fieldsOf(lines[0], separator).length;
  const [from, to] = rowsWithin(lines.length, wanted);
  limitElements((to - from) * columns);
  const data = new Float64Array((to - from) * columns);
  for (let row = from; row < to; row++) {
    const line = lines[row];
    const fields = fieldsOf(line, separator);
    if (fields.length !== columns) {
      throw malformed(`${columns} columns`, `${fields.length} in line ${line.number}`);
    }
    for (let column = 0; column < columns; column++) {
      data[(row - from) * columns + column] = numberOf(fields[column], line.number, column + 1);
    }
  }
  return tensor([to - from, columns], data);
}

/** The lines that hold something. */
function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  // Excel writes a byte order mark.
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  for (let number = 1; at < text.length; number++) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(at, end).trimEnd();
    if (line !== '') lines.push({ number, text: line });
    at = end + 1;
  }
  return lines;
}

/** A tab wins over a semicolon and that over a comma: the later ones stand inside numbers or headings too. */
function separatorOf(line: string): string {
  return ['\t', ';', ','].find((separator) => splitLine(line, separator).length > 1) ?? ',';
}

function fieldsOf({ text }: Line, separator: string): string[] {
  return splitLine(text, separator).map((field) => {
    const trimmed = field.trim();
    return /^"[^"]*"$/.test(trimmed) ? trimmed.slice(1, -1).trim() : trimmed;
  });
}

/** Splits at separators that stand outside quotes. */
function splitLine(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator);
  const fields: string[] = [];
  let quoted = false;
  let from = 0;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '"') quoted = !quoted;
    else if (line[at] === separator && !quoted) {
      fields.push(line.slice(from, at));
      from = at + 1;
    }
  }
  fields.push(line.slice(from));
  return fields;
}

function isNumeric(field: string): boolean {
  return NUMBER.test(field) || NOT_FINITE.test(field);
}

function numberOf(field: string, line: number, column: number): number {
  if (NUMBER.test(field)) return Number(field);
  const found = `${field === '' ? 'nothing' : JSON.stringify(field.slice(0, 40))} in line ${line}, column ${column}`;
  if (NOT_FINITE.test(field)) throw new FileFormatError('not-finite', 'finite numbers', found);
  throw malformed('a number', found);
}
