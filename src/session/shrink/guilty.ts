// Which layers of a failing network are at fault, as far as the whole check shows.

import type { Checked, CheckedTensor } from '../../check/checked';
import type { Layer, ValueId } from '../../engine/graph';

/** A layer whose outputs' gradients are right and an operand's is not. */
export interface Guilty {
  readonly layer: Layer;
  /** By the layer's own name for it. */
  readonly operand: string;
  readonly tensor: CheckedTensor;
}

/** In the order of the backward pass: hand-written layers alone can be at fault. */
export function guiltyOf({ graph, tensors }: Checked): Guilty[] {
  const byId = new Map(tensors.map((tensor) => [tensor.value.id, tensor]));
  const fails = (id: ValueId): boolean => byId.get(id)?.status === 'fail';
  return graph.layers.toReversed().flatMap((layer) => {
    if (!layer.code || [...layer.outputs.values()].some(fails)) return [];
    const { inputs } = layer.code;
    const operands = [...layer.operands.map((id, k) => [inputs[k], id] as const), ...layer.params];
    return operands.flatMap(([operand, id]) => (fails(id) ? [{ layer, operand, tensor: byId.get(id)! }] : []));
  });
}
