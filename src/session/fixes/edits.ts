// Edits of a text by spans.

import type { Fix, Span } from '../../check/report';
import { Lines } from '../../network/json/lines';
import type { Written } from '../../network/types';
import type { Candidate } from './candidates';

type Edit = Fix['edits'][number];

/** The edit that makes a rewrite of what is written somewhere. */
export function editOf({ written, rewrite: { from, to, text } }: Candidate): Edit {
  return { span: spanWithin(written, from, to), newText: text };
}

/** The text with all of the edits; null where two of them overlap. */
export function applied(text: string, edits: readonly Edit[]): string | null {
  // A byte order mark is no part of the first line, as editors count.
  const mark = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const content = text.slice(mark.length);
  const lines = new Lines(content);
  const parts = edits
    .map(({ span, newText }) => ({
      from: lines.offset(span.line, span.column),
      to: lines.offset(span.endLine, span.endColumn),
      newText,
    }))
    .sort((a, b) => a.from - b.from);
  let result = mark;
  let end = 0;
  for (const { from, to, newText } of parts) {
    if (from < end) return null;
    result += content.slice(end, from) + newText;
    end = to;
  }
  return result + content.slice(end);
}

/** Characters of what is written, as a place in the file. */
function spanWithin({ span, text }: Written, from: number, to: number): Span {
  const { line, column, endLine, endColumn } = new Lines(text).span(from, to);
  // Only the first line does not start where the file's own line does.
  const shifted = (column: number, line: number): number => (line === 1 ? span.column + column - 1 : column);
  return {
    line: span.line + line - 1,
    column: shifted(column, line),
    endLine: span.line + endLine - 1,
    endColumn: shifted(endColumn, endLine),
  };
}
