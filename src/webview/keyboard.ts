// Arrow keys walk the graph: right and left along its edges, up and down to the neighbour in the same column.

import type { ViewEdge } from '../protocol/messages';
import type { PlacedNode, Placement } from './layout';

/** The node that a key leads to from the selected one; the first node where none is selected; null for other keys. */
export function nextNode(
  key: string,
  selected: string | null,
  { nodes }: Placement,
  edges: readonly ViewEdge[],
): string | null {
  if (!key.startsWith('Arrow')) return null;
  const from = nodes.find(({ node }) => node.id === selected);
  if (!from) return nodes[0]?.node.id ?? null;
  switch (key) {
    case 'ArrowRight':
      return edges.find((edge) => edge.from === selected)?.to ?? null;
    case 'ArrowLeft':
      return edges.find((edge) => edge.to === selected)?.from ?? null;
    default:
      return neighbour(from, nodes, key === 'ArrowDown' ? 1 : -1)?.node.id ?? null;
  }
}

/** The nearest node above or below, sideways distance counting double so that columns hold together. */
function neighbour(from: PlacedNode, nodes: readonly PlacedNode[], direction: 1 | -1): PlacedNode | undefined {
  const distance = (to: PlacedNode): number => Math.abs(to.y - from.y) + 2 * Math.abs(to.x - from.x);
  return nodes.filter((to) => (to.y - from.y) * direction > 1).sort((a, b) => distance(a) - distance(b))[0];
}
