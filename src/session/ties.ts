// Where a network stands exactly at a kink: which layer's input has elements at a tie of its branches. What comes before
// that layer has kinks too, and only because of it.

import type { Checked, CheckedTensor } from '../check/checked';
import { FAIL, KINK } from '../check/verdict';
import type { Graph } from '../engine/graph';
import type { Tie } from './types';

/** In the order of the layers. */
export function tiesIn({ graph, tensors }: Pick<Checked, 'graph' | 'tensors'>): readonly Omit<Tie, 'fix'>[] {
  const checked = new Map(tensors.map((tensor) => [tensor.value.id, tensor]));
  const kinksOf = (id: number): readonly number[] => kinksIn(checked.get(id));
  return graph.layers.flatMap((layer) => {
    if ([...layer.outputs.values()].some((id) => kinksOf(id).length > 0)) return [];
    const operands = [...new Set([...layer.operands, ...layer.params.values()])];
    return operands
      .filter((id) => kinksOf(id).length > 0 && passesOn(graph, id, kinksOf))
      .map((id) => ({
        layer: layer.name,
        tensor: graph.values[id].name,
        elements: kinksOf(id).length,
        first: kinksOf(id)[0],
      }));
  });
}

/** Whether none of the layers that use the value has kinks in what it gives: then the tie is in one of them. */
function passesOn({ layers }: Graph, id: number, kinksOf: (id: number) => readonly number[]): boolean {
  const users = layers.filter(({ operands, params }) => operands.includes(id) || [...params.values()].includes(id));
  return users.every(({ outputs }) => [...outputs.values()].every((output) => kinksOf(output).length === 0));
}

/** Flat positions of the elements at a kink. A tensor with a wrong element has more to tell than that. */
export function kinksIn(tensor: CheckedTensor | undefined): readonly number[] {
  if (!tensor || tensor.verdicts.includes(FAIL)) return [];
  return [...tensor.verdicts.keys()].filter((k) => tensor.verdicts[k] === KINK);
}
