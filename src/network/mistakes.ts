// The mistakes of a file, gathered while it is read. Every mistake is made here.

import type { Span } from '../engine/span';
import type { Mistake, MistakeCode } from './types';

/** Where something stands in the file, and in which layer. */
export interface Place {
  readonly span: Span;
  readonly layer: string | null;
}

export interface MistakeDetails {
  /** The layer's operand or attribute concerned. */
  readonly operand?: string | undefined;
  /** The nearest right name. */
  readonly nearest?: string | undefined;
}

export class Mistakes {
  private readonly list: Mistake[] = [];

  get any(): boolean {
    return this.list.length > 0;
  }

  /** Records a mistake; null, for whoever was to give a value. */
  add(code: MistakeCode, place: Place, expected: string, found: string, details: MistakeDetails = {}): null {
    this.list.push({
      code,
      span: place.span,
      expected,
      found,
      ...(place.layer !== null && { layer: place.layer }),
      ...(details.operand !== undefined && { operand: details.operand }),
      ...(details.nearest !== undefined && { nearest: details.nearest }),
    });
    return null;
  }

  inTextOrder(): readonly Mistake[] {
    return this.list.toSorted((a, b) => a.span.line - b.span.line || a.span.column - b.span.column);
  }
}
