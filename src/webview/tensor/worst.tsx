// The worst elements, to be sorted by what is of interest, each with its error bar and its verdict.

import { useSignal } from '@preact/signals';
import type { RankedElement } from '../../protocol/messages';
import { formatError, formatIndex, formatNumber } from '../../protocol/format';
import { verdictOf } from '../../picture/words';
import { ErrorBar } from './error-bar';
import { flatOf, type Shape } from '../../picture/positions';
import { selectedElement } from './view';

interface Column {
  readonly title: string;
  readonly of: (element: RankedElement) => number;
  readonly text: (element: RankedElement) => string;
}

const COLUMNS: readonly Column[] = [
  { title: 'analytic', of: ({ analytic }) => analytic, text: ({ analytic }) => rounded(analytic) },
  { title: 'numerical', of: ({ numeric }) => numeric, text: ({ numeric }) => rounded(numeric) },
  { title: 'difference', of: (one) => Math.abs(apart(one)), text: (one) => formatError(apart(one)) },
];

/** The exact numbers are told of the selected element. */
const rounded = (x: number): string => formatNumber(Number(x.toPrecision(DIGITS)));
const DIGITS = 4;

const apart = ({ analytic, numeric }: RankedElement): number => analytic - numeric;

interface Order {
  readonly by: string;
  readonly ascending: boolean;
}

interface Props {
  readonly shape: Shape;
  readonly worst: readonly RankedElement[];
  readonly onPick: (index: readonly number[]) => void;
}

export function Worst({ shape, worst, onPick }: Props) {
  const order = useSignal<Order>({ by: 'error', ascending: false });
  if (worst.length === 0) return null;
  const keys: Readonly<Record<string, (element: RankedElement) => number>> = {
    index: ({ index }) => flatOf(shape, index),
    ...Object.fromEntries(COLUMNS.map(({ title, of }) => [title, of])),
    error: ({ badness }) => badness,
  };
  const { by, ascending } = order.value;
  const sorted = [...worst].sort((a, b) => (keys[by](a) - keys[by](b)) * (ascending ? 1 : -1));
  const head = (title: string, text = title) => (
    <th scope="col" aria-sort={by === title ? (ascending ? 'ascending' : 'descending') : 'none'}>
      <button
        type="button"
        class="link"
        onClick={() => (order.value = { by: title, ascending: by === title ? !ascending : title === 'index' })}
      >
        {text} <span aria-hidden="true">{by === title ? (ascending ? '▴' : '▾') : ''}</span>
      </button>
    </th>
  );
  return (
    <section class="worst">
      <h4>Worst elements</h4>
      <div class="scroll" role="region" aria-label="Worst elements" tabIndex={0}>
        <table>
          <thead>
            <tr>
              {head('index')}
              {COLUMNS.map(({ title }) => head(title))}
              {head('error', 'error bar')}
              <th scope="col">verdict</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((element) => (
              <Row key={element.index.join()} element={element} onPick={onPick} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Row({ element, onPick }: Pick<Props, 'onPick'> & { readonly element: RankedElement }) {
  const isSelected = selectedElement.value?.join() === element.index.join();
  return (
    <tr class={isSelected ? 'selected' : ''} onClick={() => onPick(element.index)}>
      <th scope="row">
        <button type="button" class="link" aria-pressed={isSelected}>
          {formatIndex(element.index)}
        </button>
      </th>
      {COLUMNS.map(({ title, text }) => (
        <td key={title}>{text(element)}</td>
      ))}
      <td>
        <ErrorBar element={element} />
      </td>
      <td class={`verdict ${element.verdict}`}>
        {verdictOf(element.verdict).glyph} {element.verdict}
      </td>
    </tr>
  );
}
