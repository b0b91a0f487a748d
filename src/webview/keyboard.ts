// Arrow keys walk the graph: right and left along its edges, up and down to the neighbour in the same column.

import { neighbours, type Picture, type PlacedNode } from '../picture/scene/picture';

/** The node that a key leads to from the selected one; the first node where none is selected; null for other keys. */
export function nextNode(key: string, selected: string | null, picture: Picture): string | null {
  if (!key.startsWith('Arrow')) return null;
  const from = selected === null ? undefined : picture.byId.get(selected);
  if (!from) return picture.nodes[0]?.id ?? null;
  switch (key) {
    case 'ArrowRight':
      return from.inner?.nodes[0]?.id ?? nearest(from, neighbours(picture, from.id, 'forwards'), picture);
    case 'ArrowLeft':
      return nearest(from, neighbours(picture, from.id, 'backwards'), picture);
    default:
      return neighbour(from, picture.nodes, key === 'ArrowDown' ? 1 : -1)?.id ?? null;
  }
}

/** Of several edges the one that leads on most nearly straight. */
function nearest(from: PlacedNode, ids: readonly string[], { byId }: Picture): string | null {
  const away = (id: string): number => Math.abs(byId.get(id)!.at.y - from.at.y);
  return [...ids].sort((a, b) => away(a) - away(b))[0] ?? null;
}

/** The nearest node above or below, sideways distance counting double so that columns hold together. */
function neighbour({ at }: PlacedNode, nodes: readonly PlacedNode[], direction: 1 | -1): PlacedNode | undefined {
  const distance = (to: PlacedNode): number => Math.abs(to.at.y - at.y) + 2 * Math.abs(to.at.x - at.x);
  return nodes
    .filter((to) => to.form !== 'end' && to.form !== 'frame' && (to.at.y - at.y) * direction > 1)
    .sort((a, b) => distance(a) - distance(b))[0];
}
