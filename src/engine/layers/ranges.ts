// Ranges that the layers' samples draw their operands from.

import type { Sample } from '../op';

type Range = NonNullable<Sample['ranges']>[number];

export const ANY: Range = { lo: -2, hi: 2 };
export const PROBABILITIES: Range = { lo: 0.1, hi: 0.9 };
/** 0 or 1. */
export const MASK: Range = { lo: 0, hi: 2, integer: true };

export function indicesBelow(count: number): Range {
  return { lo: 0, hi: count, integer: true };
}
