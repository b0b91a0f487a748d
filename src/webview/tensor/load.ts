// Asks for the numbers of the tensor in view, in slices, and gives up what is no longer wanted.

import { useEffect, useState } from 'preact/hooks';
import type { TensorAnswer, TensorQuery, TensorView } from '../../protocol/messages';
import { host } from '../host';
import { below } from './arrange';
import { flatOf } from '../../picture/positions';
import {
  Arriving,
  BLOCKS,
  COLUMNS,
  DRAWN,
  elementAt,
  MOST_ELEMENTS,
  POOLED,
  pooledNumbers,
  SLICE,
  TOLD,
  type Element,
  type Numbers,
} from './numbers';

/** As many of the worst elements as a person goes through. */
const WORST = 40;

export interface Loaded {
  readonly numbers: Numbers | null;
  /** Why there are none, in words. */
  readonly failure: string | null;
}

/** In which graph the worker knows the tensor: undefined is the network's own. */
export type Where = string | undefined;

/** What is below `leading`. What was there of the same tensor stays until the new numbers are here. */
export function useNumbers(tensor: TensorView, inside: Where, leading: readonly number[]): Loaded {
  const [loaded, setLoaded] = useState<Loaded>({ numbers: null, failure: null });
  useEffect(() => {
    const wanted = new AbortController();
    const show = (next: Loaded): void => void (wanted.signal.aborted || setLoaded(next));
    load(tensor, inside, leading, wanted.signal, (numbers) => show({ numbers, failure: null })).catch((error: Error) =>
      show({ numbers: null, failure: error.message }),
    );
    return () => wanted.abort();
  }, [tensor, inside, leading.join()]);
  return loaded;
}

async function load(
  tensor: TensorView,
  inside: Where,
  leading: readonly number[],
  wanted: AbortSignal,
  show: (numbers: Numbers) => void,
): Promise<void> {
  const { from, count } = below(tensor.shape, leading);
  if (count > MOST_ELEMENTS) return loadPooled(tensor, inside, leading, wanted, show);
  const arriving = new Arriving(tensor, from, count);
  for (const columns of [DRAWN, TOLD]) {
    const questions = (elements: Slice): Question => ({
      query: {
        tensor: tensor.name,
        columns,
        elements,
        ...(columns === TOLD && elements.from === from && { worst: WORST }),
      },
      inside,
    });
    for await (const [at, answer] of slices(from, count, wanted, questions)) {
      arriving.add(answer, at);
      show(arriving.numbers());
    }
  }
}

async function loadPooled(
  tensor: TensorView,
  inside: Where,
  leading: readonly number[],
  wanted: AbortSignal,
  show: (numbers: Numbers) => void,
): Promise<void> {
  const matrix = { rows: BLOCKS, columns: BLOCKS, leading };
  const answer = await ask({ query: { tensor: tensor.name, columns: POOLED, worst: WORST, matrix }, inside }, wanted);
  const numbers = answer && pooledNumbers(tensor, answer, below(tensor.shape, leading).from);
  if (numbers) show(numbers);
}

interface Slice {
  readonly from: number;
  readonly count: number;
}

interface Question {
  readonly query: TensorQuery;
  readonly inside: Where;
}

/** The answers for one slice after the other. Throws where the numbers are gone. */
export async function* slices(
  from: number,
  count: number,
  wanted: AbortSignal,
  questionOf: (slice: Slice) => Question,
) {
  for (let at = from; at < from + count || at === from; at += SLICE) {
    const slice = { from: at, count: Math.min(SLICE, from + count - at) };
    const answer = await ask(questionOf(slice), wanted);
    if (!answer) return;
    yield [at, answer] as const;
  }
}

/** Null where the answer is no longer wanted. Throws where the numbers are gone. */
async function ask({ query, inside }: Question, wanted: AbortSignal): Promise<TensorAnswer | null> {
  const call = host.call('tensor', { query, inside });
  wanted.addEventListener('abort', call.cancel);
  const answer = await call.answer.finally(() => wanted.removeEventListener('abort', call.cancel));
  if (wanted.aborted) return null;
  if (!answer) throw new Error('The numbers of this check are gone: run it again to see them.');
  return answer;
}

/** An element's own numbers: of what is held at once, of blocks as soon as the worker has answered. */
export function useElement(numbers: Numbers, inside: Where, index: readonly number[] | null): Element | null {
  const { tensor, space, pooled } = numbers;
  const [fetched, setFetched] = useState<{ readonly key: string; readonly element: Element } | null>(null);
  const key = index?.join() ?? '';
  useEffect(() => {
    if (!pooled || !index) return;
    const wanted = new AbortController();
    const at = flatOf(tensor.shape, index);
    const query = { tensor: tensor.name, columns: COLUMNS, elements: { at: [at] } };
    const arriving = new Arriving(tensor, at, 1);
    ask({ query, inside }, wanted.signal).then(
      (answer) => {
        if (!answer) return;
        arriving.add(answer, at);
        const element = elementAt(arriving.numbers(), at);
        if (element) setFetched({ key, element });
      },
      () => setFetched(null),
    );
    return () => wanted.abort();
  }, [tensor, inside, pooled, key]);
  if (pooled) return fetched?.key === key ? fetched.element : null;
  const flat = space.flatAt(index);
  return flat === null ? null : elementAt(numbers, flat);
}
