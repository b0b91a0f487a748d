// What the panel asks about the selected element, anew whenever another one is selected or another check is shown.

import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { InspectorMethods } from '../../protocol/messages';
import { host } from '../host';
import { picture, result, selection } from '../state';
import { isInside } from '../../picture/positions';

export interface Element {
  readonly tensor: string;
  readonly index: readonly number[];
}

/** In one string, so that a picture drawn anew is no other element; null where what is shown has no such element. */
function keyOf(tensor: string | null, index: readonly number[] | null): string | null {
  const shape = tensor === null ? undefined : picture.value?.flat.tensors[tensor]?.shape;
  return shape && isInside(shape, index) ? JSON.stringify({ tensor, index }) : null;
}

const elementOf = (key: ReadonlySignal<string | null>): ReadonlySignal<Element | null> =>
  computed(() => (key.value === null ? null : (JSON.parse(key.value) as Element)));

/** The selected element. */
export const element = elementOf(computed(() => keyOf(selection.value.tensor, selection.value.element)));

/** The one that was selected last stays it while other nodes are looked at, until nothing is selected. */
const last = signal<Element | null>(null);
effect(() => {
  if (element.value) last.value = element.value;
  else if (selection.value.node === null) last.value = null;
});

export const lastElement = elementOf(computed(() => last.value && keyOf(last.value.tensor, last.value.index)));

/** The opened layer in whose graph a tensor is, where the network's own does not have it. */
export function layerInside(tensor: string): string | undefined {
  const own = result.peek()?.view.tensors;
  return own && !Object.hasOwn(own, tensor) ? tensor.split(/[./]/, 1)[0] : undefined;
}

/** Of the question about one element. */
export type Known<T> =
  | { readonly kind: 'asked' }
  | { readonly kind: 'known'; readonly answer: T }
  /** The numbers of the check are gone. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly message: string };

type Question = 'element' | 'stepErrors' | 'path';
type AnswerTo<Q extends Question> = NonNullable<ReturnType<InspectorMethods[Q]>>;

/** Selections that follow each other faster, as with a key held down, are not asked about. */
const REST_MS = 120;

/** Null where there is nothing to ask about: what `about` reads is followed. */
export function answerTo<T>(
  about: () => Element | null,
  ask: (element: Element) => Promise<T | null>,
): ReadonlySignal<Known<T> | null> {
  const known = signal<Known<T> | null>(null);
  let turn = 0;
  const answer = async (one: Element, now: number): Promise<void> => {
    const settled = await ask(one).then(
      (found): Known<T> => (found ? { kind: 'known', answer: found } : { kind: 'gone' }),
      ({ message }: Error): Known<T> => ({ kind: 'failed', message }),
    );
    if (now === turn) known.value = settled;
  };
  effect(() => {
    const one = about();
    const now = ++turn;
    if (!one || !result.value) return void (known.value = null);
    if (known.peek() === null) known.value = { kind: 'asked' };
    // The numbers are there when the whole result is, which follows.
    if (result.value.early) return;
    const timer = setTimeout(() => {
      known.value = { kind: 'asked' };
      void answer(one, now);
    }, REST_MS);
    return () => clearTimeout(timer);
  });
  return known;
}

/** In the network's graph, or in that in which the tensor's layer is opened. */
export function askOf<Q extends Question>(
  question: Q,
  { tensor, index }: Element,
  inside = layerInside(tensor),
): Promise<AnswerTo<Q> | null> {
  const request = { inside, query: { tensor, index } };
  return host.call(question, request as never).answer as Promise<AnswerTo<Q> | null>;
}
