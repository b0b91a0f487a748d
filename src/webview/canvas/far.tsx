// All edges from afar: one path for each verdict.

import { pathThrough, type PlacedEdge } from '../../picture/scene/picture';
import type { Flat } from '../../picture/scene/scene';
import { shownOf } from '../../picture/words';

export function Far({ edges, tensors }: { readonly edges: readonly PlacedEdge[]; readonly tensors: Flat['tensors'] }) {
  const paths = new Map<string, string[]>();
  for (const { tensor, points } of edges) {
    const verdict = shownOf(tensors[tensor]) ?? '';
    const found = paths.get(verdict);
    if (found) found.push(pathThrough(points));
    else paths.set(verdict, [pathThrough(points)]);
  }
  return (
    <>
      {[...paths].map(([verdict, parts]) => (
        <g class={`edge ${verdict}`} key={verdict}>
          <path class="line" d={parts.join('')} />
        </g>
      ))}
    </>
  );
}
