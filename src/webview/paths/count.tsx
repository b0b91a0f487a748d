// How much of each node's tensors is on the path, below the nodes.

import type { PlacedNode } from '../../picture/scene/picture';
import { drawnPath } from './drawn';

/** Said by the list beside the graph too. */
export function PathCounts({ nodes }: { readonly nodes: readonly PlacedNode[] }) {
  const drawn = drawnPath.value;
  return (
    <g aria-hidden="true">
      {nodes.map(({ id, at }) => {
        const text = drawn?.nodes.get(id);
        return text ? (
          <text key={id} class="path-count" data-count={id} x={at.x} y={at.y + at.height / 2 + BELOW}>
            {text}
          </text>
        ) : null;
      })}
    </g>
  );
}

const BELOW = 14;

/** For the style of a node or an edge. */
export function pathClass(kind: 'nodes' | 'edges', id: string): string {
  const drawn = drawnPath.value;
  if (!drawn) return '';
  return drawn[kind].has(id) ? ' on-path' : ' off-path';
}
