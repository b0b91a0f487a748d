// The exact numbers of the element under the cursor, or of the selected one; the selected one is also announced.

import { formatError } from '../../protocol/format';
import { sizeOf } from '../../picture/positions';
import { elementName, verdictOf } from '../../picture/words';
import { ToWhy } from '../why/to-why';
import { useElement, type Where } from './load';
import type { Element, Numbers } from './numbers';
import { hovered, selectedElement, selectedFlat } from './view';

interface Props {
  readonly numbers: Numbers;
  readonly inside: Where;
}

export function Readout({ numbers, inside }: Props) {
  const { tensor, space } = numbers;
  const pointed = hovered.value;
  const only = sizeOf(tensor.shape) === 1 ? tensor.shape.map(() => 0) : null;
  const selected = selectedFlat(space) === null ? only : selectedElement.value;
  const index = pointed === null ? selected : space.indexAt(pointed);
  const element = useElement(numbers, inside, index);
  return (
    <div class="readout">
      {index === null ? (
        <p class="quiet">Point at an element, or walk with the arrow keys.</p>
      ) : (
        <p class="place">
          <code>{elementName({ tensor: tensor.name, index })}</code>
          {element?.verdict && (
            <span class={`verdict ${element.verdict}`}>
              {verdictOf(element.verdict).glyph} {verdictOf(element.verdict).words}
            </span>
          )}
          {pointed === null && <ToWhy />}
        </p>
      )}
      {element && (
        <dl>
          {rowsOf(element).map(([title, text]) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>{text}</dd>
            </div>
          ))}
        </dl>
      )}
      <p class="unseen" aria-live="polite">
        {pointed === null &&
          index &&
          element &&
          `${index.length > 0 ? `element ${index.join(', ')}` : tensor.name}: ${sentenceOf(element)}`}
      </p>
    </div>
  );
}

function rowsOf({ value, analytic, numeric, difference, relative, bound }: Element): [string, string][] {
  const rows: [string, string | undefined][] = [
    ['value', exact(value)],
    ['analytic', exact(analytic)],
    ['numerical', Number.isNaN(numeric) ? 'not checked' : exact(numeric)],
    ['difference', difference === undefined ? undefined : formatError(difference)],
    ['relative error', relative === undefined ? undefined : formatError(relative)],
    ['error bound', bound === undefined ? undefined : formatError(bound)],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== undefined);
}

/** All digits. */
function exact(x: number | undefined): string | undefined {
  if (x === undefined) return undefined;
  return x !== 0 && Math.abs(x) < SMALLEST_PLAIN ? x.toExponential() : String(x);
}

/** Below it zeros would have to be counted. */
const SMALLEST_PLAIN = 1e-4;

function sentenceOf({ value, analytic, numeric, difference, verdict }: Element): string {
  const parts = [
    `value ${formatError(value)}`,
    analytic !== undefined && `analytic gradient ${formatError(analytic)}`,
    numeric !== undefined && (Number.isNaN(numeric) ? 'not checked' : `numerical ${formatError(numeric)}`),
    difference !== undefined && !Number.isNaN(difference) && `difference ${formatError(difference)}`,
    verdict && verdictOf(verdict).words,
  ];
  return parts.filter(Boolean).join(', ');
}
