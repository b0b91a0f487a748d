// Which wrong gradients are wrong only because another one is: those of all that it was computed from.

import { operandOf, type Graph, type ValueId } from '../../engine/graph';

/** The values that some of `ids` were computed from. */
export function ancestorsOf({ nodes }: Graph, ids: Iterable<ValueId>): ReadonlySet<ValueId> {
  const wanted = new Set(ids);
  const ancestors = new Set<ValueId>();
  for (let n = nodes.length - 1; n >= 0; n--) {
    const { op, operands, result } = nodes[n];
    if (!wanted.has(result) && !ancestors.has(result)) continue;
    operands.forEach((id, k) => {
      if (operandOf(op, k).differentiable !== false) ancestors.add(id);
    });
  }
  return ancestors;
}
