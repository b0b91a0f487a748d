// Which layers wait for which.

import type { LayerText } from '../describe/network-text';

/** The path from layer `from` back to layer `to` over their inputs, both included; null where there is none. */
export function dependsOn(layers: readonly LayerText[], from: number, to: number): readonly number[] | null {
  const indices = indexLayers(layers);
  const cameFrom = new Map<number, number>([[from, from]]);
  const waiting = [from];
  for (let layer; (layer = waiting.shift()) !== undefined;) {
    if (layer === to) return pathTo(to, from, cameFrom);
    for (const next of inputsOf(layers, layer, indices)) {
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, layer);
      waiting.push(next);
    }
  }
  return null;
}

export function indexLayers(layers: readonly LayerText[]): ReadonlyMap<string, number> {
  return new Map(layers.map(({ name }, index) => [name, index]));
}

/** The layers that a layer takes its inputs from. */
export function inputsOf(
  layers: readonly LayerText[],
  layer: number,
  indices: ReadonlyMap<string, number>,
): readonly number[] {
  const { inputs } = layers[layer];
  if (inputs === 'previous') return layer > 0 ? [layer - 1] : [];
  return (inputs ?? []).flatMap(({ name }) => indices.get(name.split('.')[0]) ?? []);
}

function pathTo(to: number, from: number, cameFrom: ReadonlyMap<number, number>): number[] {
  const path = [to];
  for (let layer = to; layer !== from;) path.push((layer = cameFrom.get(layer)!));
  return path.reverse();
}
