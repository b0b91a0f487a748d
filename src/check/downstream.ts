// The nodes that a movement of a value goes through on its way to the output.

import { operandOf, type Graph, type ValueId } from '../engine/graph';
import { reachedBy } from '../engine/run';

export interface Downstream {
  readonly node: number;
  /** The positions of operands that lie downstream too, or are the value itself. */
  readonly positions: readonly number[];
}

/**
 * In topological order, as far as values that `ends` has. A movement does not pass through an operand that is declared
 * not differentiable, as no gradient does.
 */
export function downstream(
  graph: Graph,
  id: ValueId,
  ends: { has(id: ValueId): boolean } = { has: () => false },
): Downstream[] {
  const reaching = reachedBy(graph);
  const below = new Set<ValueId>([id]);
  const stages: Downstream[] = [];
  graph.nodes.forEach(({ op, operands, result }, node) => {
    if (result === id || !reaching[result]) return;
    const positions = operands.flatMap((operand, k) =>
      below.has(operand) && operandOf(op, k).differentiable !== false ? [k] : [],
    );
    if (positions.length === 0) return;
    if (!ends.has(result)) below.add(result);
    stages.push({ node, positions });
  });
  return stages;
}
