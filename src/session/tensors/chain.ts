// The chain rule at one element, with its numbers: by which uses of it, and through which elements, its gradient comes.

import type { Checked } from '../../check/checked';
import { operandOf, type Graph, type Node, type ValueId } from '../../engine/graph';
import { reachedBy } from '../../engine/run';
import { indexOf, sizeOf, zeros, type Tensor } from '../../engine/tensor';
import { differenced, pulled, reachOf, wide, type Place } from './local';
import type { ChainStep, ChainTerm } from './types';

/** More than a person adds up. */
const MOST_TERMS = 8;

/** One for each operand of a node downstream that the value is. */
export function chainSteps(checked: Checked, id: ValueId, flat: number): ChainStep[] {
  const { graph } = checked;
  const reached = reachedBy(graph);
  return graph.nodes.flatMap((node, n) =>
    node.operands.flatMap((operand, position) => {
      const used = operand === id && reached[node.result] && operandOf(node.op, position).differentiable !== false;
      return used ? [stepThrough(checked, n, position, flat)] : [];
    }),
  );
}

function stepThrough({ graph, tape, gradients }: Checked, n: number, position: number, flat: number): ChainStep {
  const node = graph.nodes[n];
  const place = { op: node.op, call: wide(tape.calls[n]), position, flat };
  const upstream = gradients[node.result]?.data ?? zeros(graph.values[node.result].shape).data;
  const { name: operand, variadic } = operandOf(node.op, position);
  return {
    to: graph.values[node.result].name,
    op: node.op.name,
    operand: variadic ? `${operand}[${position}]` : operand,
    formula: node.op.formula.gradients[operand] ?? '',
    handWritten: ownerHasCode(graph, n, node.operands[position]),
    ...productsAt(place, node, upstream),
  };
}

/** Into a layer with a backward pass of its own; between the nodes inside of it there is none. */
function ownerHasCode({ layers, nodes }: Graph, n: number, operand: ValueId): boolean {
  const owner = layers.find(({ firstNode, endNode }) => n >= firstNode && n < endNode);
  if (!owner?.code) return false;
  return !nodes.slice(owner.firstNode, owner.endNode).some(({ result }) => result === operand);
}

/**
 * Which terms are large, differences of the forward pass tell at once; the shown ones are exact, by the node's own
 * backward pass. Of opaque code there is no other than the one under test: its differences have to do.
 */
function productsAt(
  place: Place,
  { op }: Node,
  upstream: ArrayLike<number>,
): Pick<ChainStep, 'terms' | 'reached' | 'sum'> {
  const { box, positions: within } = reachOf(place);
  const rough = differenced(place, box);
  // A box holds more than is reached: of opaque code all that there is.
  const moved = within.filter((to) => rough[to] !== 0);
  const positions = moved.length > 0 ? moved : within.slice(0, 1);
  const largest = positions
    .toSorted((a, b) => Math.abs(upstream[b] * rough[b]) - Math.abs(upstream[a] * rough[a]))
    .slice(0, MOST_TERMS);
  const { shape } = place.call.out;
  const localAt = (to: number): number => (op.opaque ? rough[to] : pulled(place, oneHot(shape, to)));
  const terms = largest.map((to): ChainTerm => {
    const local = localAt(to);
    return { index: indexOf(shape, to), upstream: upstream[to], local, product: upstream[to] * local };
  });
  const sum = op.opaque
    ? positions.reduce((total, to) => total + upstream[to] * rough[to], 0)
    : pulled(place, { shape, data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => upstream[i]) });
  return { terms, reached: positions.length, sum };
}

function oneHot(shape: readonly number[], flat: number): Tensor {
  const result = zeros(shape);
  result.data[flat] = 1;
  return result;
}
