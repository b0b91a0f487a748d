// The names that an expression uses, found without parsing it: it may be half-written.

import type { Stretch } from './tree';

// A quote behind an operand transposes it; elsewhere it opens a text. A point begins a number, an elementwise operator or
// a part of what stands before it, `Lstm.h`.
const PART = /([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)'*|\.[A-Za-z_]\w*'*|\d[\w.]*'*|[)\]]'*|"[^"]*"|'[^']*'/g;
const CALL = /\s*\(/y;

/** As they are written, with the part that is meant of them: `x`, `Lstm.h`, `x.shape`. Functions are not among them. */
export function namesInExpression(text: string): readonly (Stretch & { readonly name: string })[] {
  return [...text.matchAll(PART)].flatMap(({ index, 1: name }) => {
    if (name === undefined || calls(text, index + name.length)) return [];
    return [{ name, from: index, to: index + name.length }];
  });
}

function calls(text: string, at: number): boolean {
  CALL.lastIndex = at;
  return CALL.test(text);
}
