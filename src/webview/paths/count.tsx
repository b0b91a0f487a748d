// How much of a node's tensors is on the path, below the node.

import { useComputed } from '@preact/signals';
import type { PlacedNode } from '../../picture/scene/picture';
import { drawnPath } from './drawn';

/** Said by the list beside the graph too. */
export function PathCount({ placed: { id, at } }: { readonly placed: PlacedNode }) {
  const text = useComputed(() => drawnPath.value?.nodes.get(id) ?? '').value;
  return text === '' ? null : (
    <text class="path-count" y={at.height / 2 + 14} aria-hidden="true">
      {text}
    </text>
  );
}

/** For the style of a node or an edge. */
export function pathClass(kind: 'nodes' | 'edges', id: string): string {
  const drawn = drawnPath.value;
  if (!drawn) return '';
  return drawn[kind].has(id) ? ' on-path' : ' off-path';
}
