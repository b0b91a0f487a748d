// Edits of a text by spans.

import type { Fix, Span } from '../../check/report';
import type { Written } from '../../network/types';
import type { Candidate } from './candidates';

type Edit = Fix['edits'][number];

/** The edit that makes a rewrite of what is written somewhere. */
export function editOf({ written, rewrite: { from, to, text } }: Candidate): Edit {
  return { span: spanWithin(written, from, to), newText: text };
}

/** The text with all of the edits; null where two of them overlap. */
export function applied(text: string, edits: readonly Edit[]): string | null {
  const starts = lineStarts(text);
  const at = (line: number, column: number): number => starts[line - 1] + column - 1;
  const parts = edits
    .map(({ span, newText }) => ({ from: at(span.line, span.column), to: at(span.endLine, span.endColumn), newText }))
    .sort((a, b) => a.from - b.from);
  let result = '';
  let end = 0;
  for (const { from, to, newText } of parts) {
    if (from < end) return null;
    result += text.slice(end, from) + newText;
    end = to;
  }
  return result + text.slice(end);
}

/** Characters of what is written, as a place in the file. */
function spanWithin({ span, text }: Written, from: number, to: number): Span {
  const starts = lineStarts(text);
  const place = (offset: number): { line: number; column: number } => {
    let line = 0;
    while (line + 1 < starts.length && starts[line + 1] <= offset) line++;
    const column = offset - starts[line] + 1;
    return { line: span.line + line, column: line === 0 ? span.column + column - 1 : column };
  };
  const [start, end] = [place(from), place(to)];
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

/** A byte order mark is no part of the first line, as editors count. */
function lineStarts(text: string): readonly number[] {
  const first = text.startsWith('\uFEFF') ? 1 : 0;
  return [first, ...[...text.matchAll(/\r\n|[\r\n]/g)].map(({ index, 0: end }) => index + end.length)];
}
