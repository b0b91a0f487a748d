// The numbers on an edge: the forward value above the line, the gradient and its distance from the numerical one below.

import type { TensorView } from '../../protocol/messages';
import { edgeLines } from '../words';

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
