// Which tensors and which of their elements are checked.

import type { Graph, Value } from '../engine/graph';
import { operandOf } from '../engine/graph';
import { randomStream } from '../engine/random';

/** `*` stands for any characters, `?` for one. */
function matchesGlob(glob: string, name: string): boolean {
  const pattern = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${pattern}$`).test(name);
}

/** No glob selects all; constants have no gradient to speak of. */
export function selectedValues(graph: Graph, globs: readonly string[]): Value[] {
  return graph.values.filter(
    ({ name, role }) => role !== 'constant' && (globs.length === 0 || globs.some((glob) => matchesGlob(glob, name))),
  );
}

/** Values that a gradient exists for: not labels, nor what is used as labels alone. */
export function isDifferentiated(graph: Graph, { id, differentiable }: Value): boolean {
  if (!differentiable) return false;
  let uses = 0;
  for (const { op, operands } of graph.nodes) {
    for (let k = 0; k < operands.length; k++) {
      if (operands[k] !== id) continue;
      if (operandOf(op, k).differentiable !== false) return true;
      uses++;
    }
  }
  return uses === 0;
}

/** Flat positions in ascending order. */
export function everyElement(size: number): Int32Array {
  const all = new Int32Array(size);
  for (let i = 0; i < size; i++) all[i] = i;
  return all;
}

/** Flat positions in ascending order: all, or `count` of them drawn by the seed, a stream for each tensor. */
export function sampledElements(size: number, count: number | undefined, seed: number, name: string): Int32Array {
  const all = everyElement(size);
  if (count === undefined || count >= size) return all;
  const random = randomStream(seed, `check ${name}`);
  for (let i = 0; i < count; i++) {
    const j = i + random.below(size - i);
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all.slice(0, count).sort();
}

/** The part of a report name before the first `.` or `/`, where it names a layer. */
export function layerOf(graph: Graph, { name }: Value): string | null {
  const owner = name.split(/[./]/, 1)[0];
  return owner !== name && graph.layers.some((layer) => layer.name === owner) ? owner : null;
}
