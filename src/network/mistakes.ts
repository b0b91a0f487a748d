// The mistakes of a file, gathered while it is read. Every mistake is made here.

import type { Span } from '../engine/span';
import type { Mistake, MistakeCode } from './types';

/** Where something stands in the file: in which layer, and as what. */
export interface Place {
  readonly span: Span;
  readonly layer: string | null;
  /** The key, operand or attribute. */
  readonly part?: string | null;
}

export class Mistakes {
  private readonly list: Mistake[] = [];

  get any(): boolean {
    return this.list.length > 0;
  }

  /** Records a mistake; null, for whoever was to give a value. */
  add(code: MistakeCode, place: Place, expected: string, found: string, nearest?: string): null {
    const { span, layer, part } = place;
    this.list.push({
      code,
      span,
      expected,
      found,
      ...(layer !== null && { layer }),
      ...(part != null && { part }),
      ...(nearest !== undefined && { nearest }),
    });
    return null;
  }

  inTextOrder(): readonly Mistake[] {
    return this.list.toSorted((a, b) => a.span.line - b.span.line || a.span.column - b.span.column);
  }
}
