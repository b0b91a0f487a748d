// The source line that an error is about, with carets under the place.

import type { Span } from '../check/report';

const ELLIPSIS = '…';
/** How much of a long line stands before the place. */
const BEFORE = 20;

/** Two lines; none where the file has no such line. */
export function excerpt(source: string, span: Span, width: number): string[] {
  const line = source.split(/\r\n|[\r\n]/)[span.line - 1] as string | undefined;
  if (line === undefined) return [];
  const gutter = `${span.line} | `.padStart(7);
  const room = Math.max(width - gutter.length, 2 * BEFORE);
  const start = Math.max(0, Math.min(span.column - 1 - BEFORE, line.length - room));
  const from = span.column - 1 - start;
  const end = (span.endLine > span.line ? line.length : span.endColumn - 1) - start;
  const carets = '^'.repeat(Math.max(1, Math.min(end, room) - from));
  const blank = `${' '.repeat(gutter.length - 2)}| `;
  return [gutter + clip(line, start, room), blank + ' '.repeat(from) + carets];
}

/** `room` characters of a line, in which a tab is as wide as any other. */
function clip(line: string, start: number, room: number): string {
  const head = start > 0 ? ELLIPSIS : '';
  const tail = start + room < line.length ? ELLIPSIS : '';
  return head + line.slice(start + head.length, start + room - tail.length).replaceAll('\t', ' ') + tail;
}
