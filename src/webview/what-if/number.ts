// Numbers as a person types them and moves them on: which are taken, and by how much a step changes one.

export interface Kind {
  readonly dtype: 'float64' | 'float32';
  /** Class labels or indices: whole numbers from 0. */
  readonly labels: boolean;
}

export type Typed = { readonly ok: true; readonly value: number } | { readonly ok: false; readonly expected: string };

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

export function typed(text: string, { dtype, labels }: Kind): Typed {
  const trimmed = text.trim();
  if (!NUMBER.test(trimmed)) return { ok: false, expected: 'Expected a number, such as 1.5, -2 or 3e-4.' };
  const value = Number(trimmed);
  if (!Number.isFinite(dtype === 'float32' ? Math.fround(value) : value))
    return { ok: false, expected: `Expected a number that is finite in ${dtype}.` };
  if (labels && !(Number.isInteger(value) && value >= 0))
    return { ok: false, expected: 'Expected a class: a whole number from 0.' };
  return { ok: true, value };
}

/** A tenth of the number's order of magnitude. */
export function stepFor(around: number, { labels }: Kind): number {
  if (labels) return 1;
  return around === 0 ? 0.1 : 10 ** (Math.floor(Math.log10(Math.abs(around))) - 1);
}

const DIGITS = 12;

/** Without what binary fractions add: 1.1 and 0.1 are 1.2. */
export function moved(value: number, by: number, { labels }: Kind): number {
  const next = Number((value + by).toPrecision(DIGITS));
  return labels ? Math.max(0, next) : next;
}

/** What a slider reaches: as far as 0 and twice the number that it is around, and to where it has been taken. */
export function rangeAround(around: number, value: number): { readonly min: number; readonly max: number } {
  const span = around === 0 ? 1 : Math.abs(around);
  return { min: Math.min(around - span, value), max: Math.max(around + span, value) };
}
