// The exact numbers of the element under the cursor, or of the selected one; the selected one is also announced.

import { formatError, formatIndex } from '../../protocol/format';
import { verdictOf } from '../../picture/words';
import { elementAt, type Element, type Numbers } from './numbers';
import { indexOf, type Shape } from './positions';
import { selectedFlat, watchedFlat } from './view';

interface Props {
  readonly numbers: Numbers;
  readonly shape: Shape;
}

export function Readout({ numbers, shape }: Props) {
  const flat = watchedFlat(shape);
  const element = flat === null ? null : elementAt(numbers, flat);
  return (
    <div class="readout">
      {flat === null || !element ? (
        <p class="quiet">Point at an element, or walk with the arrow keys.</p>
      ) : (
        <>
          <p class="place">
            <code>
              {numbers.tensor.name}
              {formatIndex(indexOf(shape, flat))}
            </code>
            {element.verdict && (
              <span class={`verdict ${element.verdict}`}>
                {verdictOf(element.verdict).glyph} {verdictOf(element.verdict).words}
              </span>
            )}
          </p>
          <dl>
            {rowsOf(element).map(([title, text]) => (
              <div key={title}>
                <dt>{title}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <Announcement numbers={numbers} shape={shape} />
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

function Announcement({ numbers, shape }: Props) {
  const flat = selectedFlat(shape);
  const element = flat === null ? null : elementAt(numbers, flat);
  return (
    <p class="unseen" aria-live="polite">
      {flat !== null && element && `element ${indexOf(shape, flat).join(', ')}: ${sentenceOf(element)}`}
    </p>
  );
}

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
