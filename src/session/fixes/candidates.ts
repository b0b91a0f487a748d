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

/** The likeliest first. `inputs` are the layer's own names for them. */
export function candidatesFor(fault: Finding, text: BackwardText, inputs: readonly string[]): readonly Candidate[] {
  if (fault.input === null) return [];
  const written = text.kind === 'method' ? text.method : text.expressions.get(fault.input);
  if (!written) return [];
  const rewrites =
    text.kind === 'method'
      ? methodRewrites(fault, written.text, inputs)
      : expressionRewrites(fault, written.text, inputs);
  const seen = new Set<string>();
  return rewrites
    .filter(({ from, to, text }) => {
      const key = `${from} ${to} ${text}`;
      return !seen.has(key) && seen.add(key) && written.text.slice(from, to) !== text;
    })
    .slice(0, MOST)
    .map((rewrite) => ({ written, rewrite }));
}
