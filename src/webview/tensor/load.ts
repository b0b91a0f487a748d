// Asks for the numbers of the tensor in view, in slices, and gives up what is no longer wanted.

import { useEffect, useState } from 'preact/hooks';
import type { TensorQuery, TensorView } from '../../protocol/messages';
import { host } from '../host';
import { below } from './arrange';
import { Arriving, COLUMNS, SLICE, type Numbers } from './numbers';

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
  const arriving = new Arriving(tensor, from, count);
  for await (const [at, answer] of slices(from, count, wanted, (elements) => ({
    query: { tensor: tensor.name, columns: COLUMNS, elements, ...(elements.from === from && { worst: WORST }) },
    inside,
  }))) {
    arriving.add(answer, at);
    show(arriving.numbers());
  }
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
  questionOf: (slice: { readonly from: number; readonly count: number }) => Question,
) {
  for (let at = from; at < from + count || at === from; at += SLICE) {
    const slice = { from: at, count: Math.min(SLICE, from + count - at) };
    const { query, inside } = questionOf(slice);
    const call = host.call('tensor', { query, ...(inside !== undefined && { inside }) });
    wanted.addEventListener('abort', call.cancel);
    const answer = await call.answer.finally(() => wanted.removeEventListener('abort', call.cancel));
    if (wanted.aborted) return;
    if (!answer) throw new Error('The numbers of this check are gone: run it again to see them.');
    yield [at, answer] as const;
  }
}
