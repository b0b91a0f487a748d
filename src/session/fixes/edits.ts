// Edits of a text by spans.

import type { Fix } from '../../check/report';
import { valueOffsets } from '../../network/json/escapes';
import { Lines } from '../../network/json/lines';
import type { BackwardText, Written } from '../../network/types';
import { around } from './code';
import type { Rewrite } from './rewrites';

export type Edit = Fix['edits'][number];

/** A byte order mark is no part of the first line, as editors count. */
export function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

/** A file, in which rewrites of what is written there become edits. */
export class Editing {
  private readonly lines: Lines;

  /** `content` is the file's text without its byte order mark. */
  constructor(readonly content: string) {
    this.lines = new Lines(content);
  }

  /** Characters [from, to) of the file. */
  edit(from: number, to: number, newText: string): Edit {
    return { span: this.lines.span(from, to), newText };
  }

  /** Of an expression, which is a JSON string: its characters may be escaped in the file, and have to be where they are new. */
  rewritten(kind: BackwardText['kind'], { span }: Written, { from, to, text }: Rewrite): Edit {
    const start = this.lines.offset(span.line, span.column);
    if (kind === 'method') return this.edit(start + from, start + to, text);
    const at = valueOffsets(this.content.slice(start - 1, this.endOf({ span }) + 1));
    return this.edit(start - 1 + at(from), start - 1 + at(to), JSON.stringify(text).slice(1, -1));
  }

  get whole(): Written {
    return { span: this.lines.span(0, this.content.length), text: this.content };
  }

  /** The text of the class or object that a method stands in. */
  around({ span }: Written): string {
    const { from, to } = around(this.content, {
      from: this.lines.offset(span.line, span.column),
      to: this.endOf({ span }),
    });
    return this.content.slice(from, to);
  }

  endOf({ span }: Pick<Written, 'span'>): number {
    return this.lines.offset(span.endLine, span.endColumn);
  }
}

/**
 * The text with all of the edits. What two of them ask for alike is done once, and what is in a deleted text is deleted
 * with it; null where two of them contradict each other.
 */
export function applied(text: string, edits: readonly Edit[]): string | null {
  const content = withoutMark(text);
  const lines = new Lines(content);
  const parts = edits
    .map(({ span, newText }) => ({
      from: lines.offset(span.line, span.column),
      to: lines.offset(span.endLine, span.endColumn),
      newText,
    }))
    .sort((a, b) => a.from - b.from || b.to - a.to);
  let result = text.slice(0, text.length - content.length);
  let last = { from: -1, to: 0, newText: '' };
  for (const part of parts) {
    const { from, to, newText } = part;
    if (from === last.from && to === last.to && newText === last.newText) continue;
    if (from < last.to && to <= last.to && last.newText === '') continue;
    if (from < last.to) return null;
    result += content.slice(last.to, from) + newText;
    last = part;
  }
  return result + content.slice(last.to);
}
