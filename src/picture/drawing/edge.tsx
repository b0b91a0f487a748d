// What an edge looks like: an arrow, the forward value above it, the gradient and its distance from the numerical one below.

import type { TensorView } from '../../protocol/messages';
import { outPort } from '../scene/ports';
import type { PlacedEdge } from '../scene/picture';
import { edgeLines } from '../words';

/** At the border of a frame it has no head: it goes on outside. */
export function Line({ edge, path }: { readonly edge: PlacedEdge; readonly path: string }) {
  const goesOn = edge.to.startsWith(outPort('')) && !edge.labelled;
  return <path class="line" d={path} marker-end={goesOn ? undefined : 'url(#arrow)'} />;
}

export function Numbers({ tensor, x, y }: { readonly tensor: TensorView; readonly x: number; readonly y: number }) {
  const { forward, backward, difference } = edgeLines(tensor);
  return (
    <g class="numbers">
      <text class="value" x={x} y={y - 7}>
        {forward}
      </text>
      {backward && (
        <text class="gradient" x={x} y={y + 15}>
          {backward}
        </text>
      )}
      {difference && (
        <text class="difference" x={x} y={y + 30}>
          {difference}
        </text>
      )}
    </g>
  );
}
