// A field for a number, with steps, keys and a slider around what it started from.

import { useRef, useState } from 'preact/hooks';
import { moved, rangeAround, stepFor, typed, type Kind } from './number';

interface Props {
  readonly label: string;
  readonly value: number;
  /** What the file gives; undefined while that is not known. */
  readonly written: number | undefined;
  readonly kind: Kind;
  /** Why the last number could not be taken. */
  readonly refused: string | null;
  onChange(value: number): void;
}

/** Steps of the keys Page Up and Page Down. */
const PAGE = 10;
const SLIDER_STEPS = 100;

export function NumberField({ label, value, written, kind, refused, onChange }: Props) {
  /** What steps and slider are measured by: they stay as they are while the number moves. */
  const start = useRef(value);
  const around = (start.current = written ?? start.current);
  /** What is being typed; null where that is the value. */
  const [draft, setDraft] = useState<string | null>(null);
  const wrong = draft === null ? null : wrongWith(draft, kind);
  const problem = wrong ?? refused;
  const step = stepFor(around, kind);
  const change = (next: number): void => {
    setDraft(null);
    onChange(next);
  };
  const by = (steps: number): void => change(moved(value, steps * step, kind));
  const write = (text: string): void => {
    setDraft(text);
    const read = typed(text, kind);
    if (read.ok) onChange(read.value);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const steps = STEPS[event.key];
    if (steps !== undefined) by(steps);
    else if (event.key === 'Escape' && draft !== null) setDraft(null);
    else if (event.key === 'Enter' && wrong === null) setDraft(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const { min, max } = rangeAround(around, value);
  return (
    <div class="number-field">
      <label>
        <span>{label}</span>
        <input
          type="text"
          inputMode="decimal"
          role="spinbutton"
          spellcheck={false}
          autocomplete="off"
          value={draft ?? String(value)}
          aria-valuenow={value}
          aria-invalid={problem !== null}
          aria-describedby="what-if-problem"
          onInput={({ currentTarget }) => write(currentTarget.value)}
          onBlur={() => wrong === null && setDraft(null)}
          onKeyDown={onKeyDown}
        />
      </label>
      <button type="button" aria-label={`Less: ${step} less`} onClick={() => by(-1)}>
        −
      </button>
      <button type="button" aria-label={`More: ${step} more`} onClick={() => by(1)}>
        +
      </button>
      {!kind.labels && (
        <input
          type="range"
          aria-label={`${label}, around ${around}`}
          min={min}
          max={max}
          step={(max - min) / SLIDER_STEPS}
          value={value}
          onInput={({ currentTarget }) => change(moved(Number(currentTarget.value), 0, kind))}
        />
      )}
      <p id="what-if-problem" class="problem" role="alert">
        {problem}
      </p>
    </div>
  );
}

const STEPS: Readonly<Partial<Record<string, number>>> = {
  ArrowUp: 1,
  ArrowDown: -1,
  PageUp: PAGE,
  PageDown: -PAGE,
};

function wrongWith(draft: string, kind: Kind): string | null {
  const read = typed(draft, kind);
  return read.ok ? null : read.expected;
}
