// Copies numbers for use elsewhere: the whole tensor, fetched in slices, or the slice in view.

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Column, TensorView } from '../../protocol/messages';
import { formatCount } from '../../protocol/format';
import { below, heldPrefix } from './arrange';
import { slices, type Where } from './load';
import { TITLES, type MapOf } from './maps';
import { largestSlope, relativeError, type Which } from './numbers';
import { sizeOf } from '../../picture/positions';
import { FORMATS, slicedOf, textOf, type Format } from './text';

/** More is not for a clipboard. */
const MOST = 2 ** 21;

interface Props {
  readonly tensor: TensorView;
  readonly inside: Where;
  readonly maps: readonly MapOf[];
  readonly held: readonly (number | null)[];
}

export function Copy({ tensor, inside, maps, held }: Props) {
  const which = useSignal<Which>('value');
  const part = useSignal<'all' | 'slice'>('all');
  const outcome = useSignal('');
  const wanted = useRef(new AbortController());
  useEffect(() => () => wanted.current.abort(), []);
  const isSliced = held.some((at) => at !== null);
  const chosen = maps.some((map) => map.which === which.value) ? which.value : 'value';

  const copy = async (format: Format): Promise<void> => {
    wanted.current.abort();
    const { signal } = (wanted.current = new AbortController());
    const kept = isSliced && part.value === 'slice' ? held : held.map(() => null);
    try {
      const { shape, data } = await numbersOf(tensor, inside, chosen, kept, signal, (words) => (outcome.value = words));
      if (signal.aborted) return;
      await navigator.clipboard.writeText(textOf(format, shape, data));
      outcome.value = `${formatCount(data.length)} numbers copied as ${format}`;
    } catch (error) {
      outcome.value = (error as Error).message;
    }
  };
  return (
    <section class="copy">
      <h4>Copy</h4>
      <div class="row">
        <select
          aria-label="What to copy"
          value={chosen}
          onChange={({ currentTarget }) => (which.value = currentTarget.value as Which)}
        >
          {maps.map((map) => (
            <option key={map.which} value={map.which}>
              {TITLES[map.which]}
            </option>
          ))}
        </select>
        {isSliced && (
          <select
            aria-label="How much to copy"
            value={part.value}
            onChange={({ currentTarget }) => (part.value = currentTarget.value as 'all' | 'slice')}
          >
            <option value="all">whole tensor</option>
            <option value="slice">slice in view</option>
          </select>
        )}
        {FORMATS.map((format) => (
          <button key={format} type="button" aria-label={`Copy as ${format}`} onClick={() => void copy(format)}>
            {format}
          </button>
        ))}
        <span role="status" class="quiet">
          {outcome.value}
        </span>
      </div>
    </section>
  );
}

/** What is asked of the worker for a map. */
const COLUMNS_FOR: Readonly<Record<Which, readonly Column[]>> = {
  value: ['value'],
  analytic: ['analytic'],
  numeric: ['numeric'],
  difference: ['difference'],
  relative: ['analytic', 'numeric'],
};

async function numbersOf(
  tensor: TensorView,
  inside: Where,
  which: Which,
  held: readonly (number | null)[],
  wanted: AbortSignal,
  tell: (words: string) => void,
) {
  const { from, count } = below(tensor.shape, heldPrefix(held));
  const size = sizeOf(tensor.shape.filter((_, axis) => held[axis] === null));
  if (size > MOST) throw new Error(`${formatCount(size)} numbers are too many for the clipboard: copy a slice.`);
  const data = new Float64Array(count);
  const columns = COLUMNS_FOR[which];
  for await (const [at, { elements }] of slices(from, count, wanted, (slice) => ({
    query: { tensor: tensor.name, columns, elements: slice },
    inside,
  }))) {
    const [first, second] = columns.map((column) => elements?.[column]);
    if (!first) throw new Error(`${tensor.name} has no such numbers.`);
    const slice = second ? first.map((a, i) => relativeError(a, second[i], largestSlope(tensor))) : first;
    data.set(slice, at - from);
    if (count > slice.length) tell(`${Math.round((100 * (at - from + slice.length)) / count)} % fetched`);
  }
  return slicedOf(tensor.shape, held, data, from);
}
