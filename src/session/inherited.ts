// Which guilty layer a tensor that is wrong only by inheritance has it from.

import type { CheckReport } from '../check/report';

/** By tensor: the first guilty layer after it in the forward pass, the last that its gradient came through. */
export function culprits({ tensors, faults }: Pick<CheckReport, 'tensors' | 'faults'>): ReadonlyMap<string, string> {
  const guilty = new Set(faults.map(({ layer }) => layer));
  const found = new Map<string, string>();
  let next: string | null = null;
  // Tensors are in the order of the forward pass; those of a guilty layer itself stand before what it passes on.
  for (const { name, layer, inherited } of tensors.toReversed()) {
    if (layer !== null && guilty.has(layer)) next = layer;
    if (inherited && next !== null) found.set(name, next);
  }
  return found;
}
