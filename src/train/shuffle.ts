// Orders drawn at random: every permutation is equally likely.

import type { Random } from '../engine/random';

/** Shuffles in place (Fisher and Yates). */
export function shuffle(items: Uint32Array, random: Random): void {
  for (let last = items.length - 1; last > 0; last--) {
    const at = random.below(last + 1);
    const item = items[last];
    items[last] = items[at];
    items[at] = item;
  }
}

/** The positions 0 .. count-1 in a random order. */
export function permutation(count: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  shuffle(order, random);
  return order;
}
