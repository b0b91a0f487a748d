// Which values have a gradient: not labels and indices, nor what is used as these alone.

import { operandOf, type Graph } from '../../engine/graph';

/**
 * The graph in which values that end, on every way, in an operand that is not differentiated (class labels, indices)
 * are marked so. A value that nothing uses is not one of them: its gradient is 0.
 */
export function withoutLabels(graph: Graph): Graph {
  const used = new Array<boolean>(graph.values.length).fill(false);
  const wanted = new Array<boolean>(graph.values.length).fill(false);
  const has = (id: number): boolean => wanted[id] || !used[id] || id === graph.output;
  for (const { op, operands, result } of graph.nodes.toReversed()) {
    operands.forEach((id, k) => {
      used[id] = true;
      if (operandOf(op, k).differentiable !== false && has(result)) wanted[id] = true;
    });
  }
  const values = graph.values.map((value) => ({ ...value, differentiable: value.differentiable && has(value.id) }));
  return { ...graph, values };
}
