// Numbers that the person puts in the place of the file's own, and how they are asked about: what was put last is what counts.

import { effect, signal } from '@preact/signals';
import type { Override, Replaced, WhatIfAnswer, WriteBackAnswer } from '../../protocol/messages';
import { host, listen, savedState, saveState } from '../host';
import { result } from '../state';

/** Where a number stands. */
export type Place = Pick<Override, 'tensor' | 'index'>;

/** A number that could not be taken, and what was expected. */
interface Refusal extends Place {
  readonly message: string;
}

/** Those that are wanted; kept over reloads. */
export const overrides = signal<readonly Override[]>((savedState().overrides as Override[] | undefined) ?? []);
export const refusal = signal<Refusal | null>(null);
/** What became of changed values without the person's doing, in words. */
export const note = signal<string | null>(null);
/** The text has changed since it was checked: they are put on top of it once it has been. */
export const waiting = signal(false);

effect(() => saveState({ overrides: overrides.value }));

/** What the panel shows numbers of. */
let accepted = overrides.peek();
/** When the last question was asked; null where it has been answered. */
let asked: number | null = null;
/** Where a number was put last. */
let changed: Place | null = null;
let again: ReturnType<typeof setTimeout> | null = null;
let turn = 0;

/** So long an answer is waited for before a newer question ends it: while a slider moves, something is to be seen. */
const PATIENCE_MS = 120;

export function isAt(a: Place, b: Place): boolean {
  return a.tensor === b.tensor && a.index.length === b.index.length && a.index.every((i, axis) => i === b.index[axis]);
}

export function overrideAt(place: Place): Override | undefined {
  return overrides.value.find((one) => isAt(one, place));
}

/** What the file gives there; undefined where that is not known to be another number. */
export function writtenAt(place: Place): number | undefined {
  return result.value?.whatIf?.find((one) => isAt(one, place))?.was;
}

export function put(override: Override): void {
  if (override.value === writtenAt(override)) return reset(override);
  const rest = overrides.peek().filter((one) => !isAt(one, override));
  want([...rest, override], override);
}

export function reset(place: Place): void {
  want(
    overrides.peek().filter((one) => !isAt(one, place)),
    place,
  );
}

export function resetAll(): void {
  want([], null);
}

/** The file has them now. */
function forget(): void {
  turn++;
  asked = null;
  accepted = [];
  overrides.value = [];
  refusal.value = null;
}

/** What is asked before tensors are written out as a whole; null where nothing is. */
export const question = signal<string | null>(null);

/** `whole`: with what the question is about. */
export async function write(whole: boolean): Promise<void> {
  question.value = null;
  const answer = await host
    .call('writeBack', { overrides: overrides.peek(), whole })
    .answer.catch((error: unknown): WriteBackAnswer => ({ kind: 'refused', message: (error as Error).message }));
  if (answer.kind === 'written') forget();
  if (answer.kind === 'whole') question.value = answer.message;
  else
    note.value = answer.kind === 'written' ? 'Written to the file. Undo in the editor takes it back.' : answer.message;
}

function want(next: readonly Override[], place: Place | null): void {
  overrides.value = next;
  refusal.value = null;
  note.value = null;
  question.value = null;
  changed = place;
  ask();
}

function ask(): void {
  const sinceAsked = asked === null ? Infinity : performance.now() - asked;
  if (again !== null) clearTimeout(again);
  again = sinceAsked < PATIENCE_MS ? setTimeout(ask, PATIENCE_MS - sinceAsked) : null;
  if (again === null) void askNow();
}

async function askNow(): Promise<void> {
  const mine = ++turn;
  const wanted = overrides.peek();
  asked = performance.now();
  const answer = await host
    .call('whatIf', { overrides: wanted })
    .answer.catch((error: unknown): WhatIfAnswer => ({ kind: 'refused', message: (error as Error).message }));
  if (mine !== turn) return;
  asked = null;
  take(answer);
  if (again !== null) ask();
}

function take(answer: WhatIfAnswer): void {
  waiting.value = answer.kind === 'waiting';
  // A newer question is asked next: it is the one to be refused.
  if (answer.kind !== 'refused' || again !== null) return;
  overrides.value = accepted;
  if (changed) refusal.value = { ...changed, message: answer.message };
  else note.value = answer.message;
}

listen((message) => {
  if (message.type === 'whatIfOver') {
    forget();
    note.value = `The changed values were given up: ${message.message}`;
  } else if (message.type === 'result' && message.result.ok) {
    if (message.result.whatIf) shown(message.result.whatIf);
    else accepted = [];
  }
});

/** Of a text that has changed, some may no longer have their place, and others be what is written there. */
function shown(replaced: readonly Replaced[]): void {
  const lost = accepted.filter((one) => overrideAt(one) && !replaced.some((other) => isAt(one, other)));
  accepted = replaced.map(({ tensor, index, value }) => ({ tensor, index, value }));
  // While an answer is awaited, what is wanted is newer than what is shown.
  if (asked !== null) return;
  waiting.value = false;
  const written = replaced.filter(({ value, was }) => value === was);
  if (written.length > 0)
    want(
      accepted.filter((one) => !written.some((other) => isAt(one, other))),
      null,
    );
  else overrides.value = accepted;
  if (lost.length > 0)
    note.value = `No longer in the file, and so no longer changed: ${lost.map(({ tensor }) => tensor).join(', ')}.`;
}
