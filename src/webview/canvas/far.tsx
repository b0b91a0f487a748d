// All edges from afar: one path for each verdict, on the path of the selected element and off it.

import { pathThrough, type PlacedEdge } from '../../picture/scene/picture';
import type { Flat } from '../../picture/scene/scene';
import { shownOf } from '../../picture/words';
import { pathClass } from '../paths/count';

export function Far({ edges, tensors }: { readonly edges: readonly PlacedEdge[]; readonly tensors: Flat['tensors'] }) {
  const paths = new Map<string, string[]>();
  for (const { id, tensor, points } of edges) {
    const verdict = `${shownOf(tensors[tensor]) ?? ''}${pathClass('edges', id)}`;
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
