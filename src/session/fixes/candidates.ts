// Edits of a file that may make a gradient right. Which of them does is found out by trying.

import type { Finding } from '../../check/checked';
import type { Fix } from '../../check/report';
import type { Layer } from '../../engine/graph';
import type { BackwardText, Network, Written } from '../../network/types';
import { codeOf } from './code';
import { cureOf, DERIVED } from './cures';
import { withoutBackward } from './derived';
import { Editing, withoutMark, type Edit } from './edits';
import { expressionRewrites } from './expression';
import { methodRewrites } from './method';
import { whole, type Rewrite } from './rewrites';
import { stateRewrites } from './state';

export interface Candidate extends Fix {
  /** Derived, and not guessed: the layer is right with it, whatever else is wrong with the network. */
  readonly certain: boolean;
}

/** So many are tried for one fault. */
const MOST = 90;

/** What there is to be tried for a fault of the network of a text, the likeliest first. */
export function candidatesIn(network: Network, text: string): (fault: Finding) => readonly Candidate[] {
  const editing = new Editing(withoutMark(text));
  return (fault) => {
    const backward = network.backwardTexts.get(fault.layer);
    const layer = network.graph.layers.find(({ name }) => name === fault.layer);
    if (!backward || !layer) return [];
    if (backward.kind === 'method') return inMethod(editing, fault, backward.method, layer);
    return inExpressions(editing, fault, backward, layer, network);
  };
}

/** The smallest edit comes first, then the derived gradient as a text, and where there is none, no text at all. */
function inExpressions(
  editing: Editing,
  fault: Finding,
  { expressions }: BackwardText & { kind: 'expressions' },
  layer: Layer,
  network: Network,
): readonly Candidate[] {
  const written = fault.input === null ? undefined : expressions.get(fault.input);
  const derived = fault.input === null ? undefined : network.formulasOf?.(fault.layer)?.derived.get(fault.input);
  const guessed = written ? expressionRewrites(fault, written.text, layer.code?.inputs ?? []) : [];
  const small = written ? guesses(editing, fault, 'expressions', written, guessed) : [];
  const left = { title: `${DERIVED}: remove "backward"`, edits: withoutBackward(editing, layer.type), certain: true };
  if (derived === undefined) return [...small, left];
  const formula = written
    ? { ...candidate(editing, fault, 'expressions', written, whole(written.text, derived)), certain: true }
    : missing(editing, fault, [...expressions.values()].at(-1)!, derived);
  return [...small, formula, left];
}

/** In the method, and where the cause lies in what objects keep or change, in all of the file. */
function inMethod(editing: Editing, fault: Finding, method: Written, { code }: Layer): readonly Candidate[] {
  if (fault.input === null) return [];
  const rewrites = methodRewrites(fault, codeOf(method.text, editing.around(method)), code?.inputs ?? []);
  return [
    ...guesses(editing, fault, 'method', editing.whole, stateRewrites(fault, editing.content)),
    ...guesses(editing, fault, 'method', method, rewrites),
  ];
}

/** Each once, and only what changes something. */
function guesses(
  editing: Editing,
  fault: Finding,
  kind: BackwardText['kind'],
  written: Written,
  rewrites: readonly Rewrite[],
): readonly Candidate[] {
  const seen = new Set<string>();
  return rewrites
    .filter(({ from, to, text }) => {
      const key = `${from} ${to} ${text}`;
      return !seen.has(key) && seen.add(key) && written.text.slice(from, to) !== text;
    })
    .slice(0, MOST)
    .map((rewrite) => candidate(editing, fault, kind, written, rewrite));
}

function candidate(
  editing: Editing,
  fault: Finding,
  kind: BackwardText['kind'],
  written: Written,
  rewrite: Rewrite,
): Candidate {
  const least = narrowed(written.text, rewrite);
  return {
    title: titleOf(fault, written.text.slice(least.from, least.to), least.text),
    edits: [editing.rewritten(kind, written, least)],
    certain: false,
  };
}

/** Where something is only put before or behind what is there, or taken away from it, nothing else is touched. */
function narrowed(written: string, { from, to, text }: Rewrite): Rewrite {
  const before = written.slice(from, to);
  const [short, long] = before.length < text.length ? [before, text] : [text, before];
  const kept = short.length;
  if (kept > 0 && long.startsWith(short)) return { from: from + kept, to, text: text.slice(kept) };
  if (kept > 0 && long.endsWith(short)) return { from, to: to - kept, text: text.slice(0, text.length - kept) };
  return { from, to, text };
}

/** A gradient that is not written at all, behind the closing quote of the last one that is. */
function missing(editing: Editing, fault: Finding, last: Written, derived: string): Candidate {
  const behind = editing.endOf(last) + 1;
  const member = `${JSON.stringify(fault.input)}: ${JSON.stringify(derived)}`;
  const edits: Edit[] = [editing.edit(behind, behind, `, ${member}`)];
  return { title: titleOf(fault, '', `${fault.input}: ${derived}`), edits, certain: true };
}

/** What is done about the cause, and how: `Drop the factor 2: remove ".mul(2)"`. */
function titleOf(fault: Finding, before: string, after: string): string {
  const change =
    before === ''
      ? `insert ${quoted(after)}`
      : after === ''
        ? `remove ${quoted(before)}`
        : `change ${quoted(before)} to ${quoted(after)}`;
  return `${cureOf(fault)}: ${change}`;
}

function quoted(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return `"${line.length > 60 ? `${line.slice(0, 57)}...` : line}"`;
}
