// How much is drawn at a scale, and which part of the picture.

import type { Picture, PlacedEdge, PlacedNode } from '../../picture/scene/picture';
import type { Window } from './camera';

/** `near` shows the numbers on edges, `middle` names alone, `far` only where things are and how they fare. */
export type Detail = 'near' | 'middle' | 'far';

const NAMES = 0.25;
const NUMBERS = 0.4;

export function detailAt(scale: number): Detail {
  if (scale >= NUMBERS) return 'near';
  return scale >= NAMES ? 'middle' : 'far';
}

export interface Visible {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

export function visible({ nodes, edges }: Picture, { left, top, width, height }: Window): Visible {
  const right = left + width;
  const bottom = top + height;
  return {
    nodes: nodes.filter(
      ({ at }) =>
        at.x + at.width / 2 >= left &&
        at.x - at.width / 2 <= right &&
        at.y + at.height / 2 >= top &&
        at.y - at.height / 2 <= bottom,
    ),
    edges: edges.filter(({ bounds: [l, t, r, b] }) => r >= left && l <= right && b >= top && t <= bottom),
  };
}
