// The options that stand last among the arguments of a builder.

import { nearest } from '../../nearest';
import { UsageError } from '../host';
import { Initial } from './initial';
import { Tensor } from './tensor';

export type Options = Readonly<Record<string, unknown>>;

/** Parts the arguments into values and options. Throws UsageError where there is no such option. */
export function readOptions(
  part: string,
  given: readonly unknown[],
  known: readonly string[],
): { readonly values: readonly unknown[]; readonly options: Options } {
  const last = given.at(-1);
  if (!isOptions(last)) return { values: given, options: {} };
  expectKeys(part, last, known);
  return { values: given.slice(0, -1), options: last };
}

/** Throws UsageError where there is no such option. */
export function expectKeys(part: string, options: Options, known: readonly string[]): void {
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    throw new UsageError('unknown-key', part, `one of ${known.join(', ')}`, key, nearest(key, known));
  }
}

export function isOptions(value: unknown): value is Options {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Tensor) &&
    !(value instanceof Initial) &&
    Object.getPrototypeOf(value) === Object.prototype
  );
}
