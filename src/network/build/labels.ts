// Which inputs of hand-written layers are labels: the layer's backward pass returns no gradient for them.

import type { Graph, Layer, ValueId } from '../../engine/graph';
import { operandOf } from '../../engine/graph';
import { Halt } from '../../engine/hand-written';
import { randomStream } from '../../engine/random';
import { forward, givenTo } from '../../engine/run';
import type { Tensor } from '../../engine/tensor';

/**
 * The graph in which inputs of whole numbers, for which no hand-written layer returns a gradient, are marked as not
 * differentiated. A layer's first input is never one of them: that its gradient is missing would be a fault.
 */
export function withoutProbedLabels(graph: Graph, seed: number): Graph {
  const ours = graph.nodes.filter((_, n) => !graph.layers.some((layer) => layer.code && isIn(layer, n)));
  const probes = new Map<Layer, readonly (Tensor | null)[]>();
  const isLabel = (id: ValueId): boolean => {
    const source = graph.sources.get(id);
    if (graph.values[id].role !== 'input' || !source?.data.every((x) => Number.isInteger(x) && x >= 0)) return false;
    const users = graph.layers.filter(({ operands, code }) => code && operands.includes(id));
    const others = ours.some(({ op, operands }) =>
      operands.some((operand, k) => operand === id && operandOf(op, k).differentiable !== false),
    );
    return users.length > 0 && !others && users.every((layer) => leavesOut(layer, id));
  };
  const leavesOut = (layer: Layer, id: ValueId): boolean => {
    const at = layer.operands.flatMap((operand, k) => (operand === id ? [k] : []));
    if (at.includes(0)) return false;
    let returned = probes.get(layer);
    if (!returned) probes.set(layer, (returned = probe(graph, layer, seed)));
    return at.every((k) => returned[k] === null);
  };
  const values = graph.values.map((value) =>
    value.differentiable && isLabel(value.id) ? { ...value, differentiable: false } : value,
  );
  return { ...graph, values };
}

function isIn({ firstNode, endNode }: Layer, node: number): boolean {
  return firstNode <= node && node < endNode;
}

/** What a layer's backward pass returns for its inputs. Where its code throws, that is for the check to tell. */
function probe(graph: Graph, layer: Layer, seed: number): readonly (Tensor | null)[] {
  try {
    const { values } = forward(graph);
    const code = layer.code!.fresh() ?? layer.code!;
    const { inputs, params } = givenTo(layer, values);
    const outputs = code.forward(inputs, params);
    const random = randomStream(seed, 'probe');
    const douts = outputs.map(({ shape, data }) => ({ shape, data: data.map(() => random.normal()) }));
    return code.backward({ ...givenTo(layer, values), outputs, douts }).inputs;
  } catch (error) {
    if (error instanceof Halt) throw error;
    return [];
  }
}
