// Edits of a backward pass that may make it right. Which of them does is found out by trying.

import type { Finding } from '../../check/checked';
import type { BackwardText, Written } from '../../network/types';
import { expressionRewrites } from './expression';
import { methodRewrites } from './method';

/** Another text for a part of a text: characters [from, to). */
export interface Rewrite {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A rewrite of what is written somewhere in the file. */
export interface Candidate {
  readonly written: Written;
  readonly rewrite: Rewrite;
}

/** So many are tried for one fault. */
const MOST = 60;

/**
 * The likeliest first. `inputs` are the layer's own names for them; `derived` is the gradient as it should be, where
 * that can be written as an expression.
 */
export function candidatesFor(
  fault: Finding,
  text: BackwardText,
  inputs: readonly string[],
  derived: string | undefined,
): readonly Candidate[] {
  if (fault.input === null) return [];
  const written = text.kind === 'method' ? text.method : text.expressions.get(fault.input);
  if (!written) return text.kind === 'expressions' && derived !== undefined ? missing(text, fault.input, derived) : [];
  const rewrites =
    text.kind === 'method'
      ? methodRewrites(fault, written.text, inputs)
      : expressionRewrites(fault, written.text, inputs, derived);
  const seen = new Set<string>();
  return rewrites
    .filter(({ from, to, text }) => {
      const key = `${from} ${to} ${text}`;
      return !seen.has(key) && seen.add(key) && written.text.slice(from, to) !== text;
    })
    .slice(0, MOST)
    .map((rewrite) => ({ written, rewrite }));
}

/** A gradient that is not written at all, behind the closing quote of the last one that is. */
function missing(
  { expressions }: BackwardText & { kind: 'expressions' },
  operand: string,
  derived: string,
): Candidate[] {
  const written = [...expressions.values()].at(-1)!;
  const behind = written.text.length + 1;
  return [{ written, rewrite: { from: behind, to: behind, text: `, "${operand}": "${derived}"` } }];
}
