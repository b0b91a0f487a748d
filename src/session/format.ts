// How numbers, shapes and places in a tensor are written, on every surface alike.

import type { JsonNumber } from '../check/report';

const DIGITS = 6;
const ERROR_DIGITS = 2;
const SMALLEST_PLAIN = 1e-4;
const LARGEST_PLAIN = 1e6;

/** A value or a gradient, to six significant digits: `0.1`, `-2.30259`, `1.2e-7`, `NaN`. */
export function formatNumber(x: JsonNumber): string {
  return significant(x, DIGITS);
}

/** An error or its bound, where the magnitude is what matters: `3e-10`, `0.52`. */
export function formatError(x: JsonNumber): string {
  return significant(x, ERROR_DIGITS);
}

/** `39,200`. */
export function formatCount(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `(784, 50)`; of a scalar `()`. */
export function formatShape(shape: readonly number[]): string {
  return `(${shape.join(', ')})`;
}

/** `[17, 4]`; of a scalar's only element `[]`. */
export function formatIndex(index: readonly number[]): string {
  return `[${index.join(', ')}]`;
}

/** `0.8 ms`, `41 ms`, `2.3 s`, `75 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 10) return `${round(milliseconds, 1)} ms`;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  return `${milliseconds < 10_000 ? round(milliseconds / 1000, 1) : Math.round(milliseconds / 1000)} s`;
}

/** Trailing zeros say nothing here and are left out. */
function significant(x: JsonNumber, digits: number): string {
  if (typeof x === 'string' || !Number.isFinite(x)) return String(x);
  const rounded = Number(x.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size !== 0 && (size < SMALLEST_PLAIN || size >= LARGEST_PLAIN)) return rounded.toExponential().replace('e+', 'e');
  return String(rounded);
}

function round(x: number, decimals: number): number {
  return Number(x.toFixed(decimals));
}
