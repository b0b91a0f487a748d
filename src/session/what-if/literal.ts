// Tensors as they are written in a network's text: numbers in nested arrays, a row a line where they are long.

import type { Tensor } from '../../engine/tensor';

/** So many numbers are written out in the place of what made them. */
export const MOST_WRITTEN = 1000;

/** A row that is longer goes on in the next line. */
const LINE = 80;

/** The shortest text that is read as the number again; of float32, as the same float32. */
export function numberText(value: number, dtype: 'float64' | 'float32' = 'float64'): string {
  if (Object.is(value, -0)) return '-0';
  if (dtype === 'float64') return String(value);
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(value);
}

/** How the text around it is laid out. */
export interface Manner {
  /** What the line that it begins in is indented by. */
  readonly indent: string;
  readonly newline: string;
}

export function literalText({ shape, data }: Tensor, { indent, newline }: Manner): string {
  const dtype = data instanceof Float32Array ? 'float32' : 'float64';
  const unit = indent.includes('\t') ? '\t' : '  ';
  const isLong = (parts: readonly string[]): boolean =>
    parts.some((part) => part.includes(newline)) || parts.reduce((sum, part) => sum + part.length + 2, 0) > LINE;
  const nested = (axis: number, from: number, before: string): string => {
    if (axis === shape.length) return numberText(data[from], dtype);
    const inner = shape.slice(axis + 1).reduce((product, extent) => product * extent, 1);
    const parts = Array.from({ length: shape[axis] }, (_, i) => nested(axis + 1, from + i * inner, before + unit));
    if (!isLong(parts)) return `[${parts.join(', ')}]`;
    const lines = axis === shape.length - 1 ? filled(parts) : parts;
    return `[${newline}${lines.map((line) => before + unit + line).join(`,${newline}`)}${newline}${before}]`;
  };
  return nested(0, 0, indent);
}

/** Numbers of one row, as many in a line as there is room for. */
function filled(numbers: readonly string[]): string[] {
  const lines: string[] = [];
  for (const number of numbers) {
    const last = lines.length - 1;
    if (last >= 0 && lines[last].length + number.length + 2 <= LINE) lines[last] += `, ${number}`;
    else lines.push(number);
  }
  return lines;
}

export function mannerAt(content: string, offset: number): Manner {
  const start = content.lastIndexOf('\n', offset - 1) + 1;
  const indent = /^[ \t]*/.exec(content.slice(start))![0];
  return { indent, newline: content.includes('\r\n') ? '\r\n' : '\n' };
}
