// What tells nothing of the movements that pass through it.

import { hasNaN } from '../engine/tensor';
import type { Moving } from './base';
import type { Carrier } from './transcribed';

const known = new WeakMap<Carrier, readonly (Int32Array | null)[]>();

/**
 * By node of the carrier, elements of its result: those that are no numbers, and those of a switch that rounding alone
 * decides, which neither branch tells of. A float32 network is its own carrier.
 */
export function untoldOf(base: Moving): readonly (Int32Array | null)[] {
  const carrier = base.carrier();
  const before = known.get(carrier);
  if (before) return before;
  const delicate = carrier.graph === base.graph ? base.delicate : [];
  const untold = carrier.graph.nodes.map(({ result }, node) => {
    const { data } = carrier.tape.values[result];
    if (!hasNaN(data)) return delicate[node] ?? null;
    const all = new Set(delicate[node]);
    data.forEach((x, flat) => Number.isNaN(x) && all.add(flat));
    return Int32Array.from(all);
  });
  known.set(carrier, untold);
  return untold;
}
