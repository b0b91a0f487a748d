// An edge: the forward value above the line, the gradient and its distance from the numerical one below.

import { Line, Numbers } from '../../picture/drawing/edge';
import type { TensorView } from '../../protocol/messages';
import { pathClass } from '../paths/count';
import { current, passes, step } from '../passes/player';
import { selectTensor } from '../state';
import { useDerived } from './derived';
import { pathThrough, type PlacedEdge } from '../../picture/scene/picture';
import { edgeLines, shownOf } from '../../picture/words';

interface Props {
  readonly edge: PlacedEdge;
  readonly tensor: TensorView;
  readonly numbers: boolean;
}

export function Edge({ edge, tensor, numbers }: Props) {
  const path = pathThrough(edge.points);
  const classes = useDerived(
    () => `edge ${shownOf(tensor) ?? ''} ${passClass(edge)}${pathClass('edges', edge.id)}`,
    [edge, tensor],
  );
  return (
    <g
      class={classes}
      data-edge={edge.id}
      onClick={(event) => {
        event.stopPropagation();
        selectTensor(edge.tensor);
      }}
    >
      <path class="grip" d={path} />
      <Line edge={edge} path={path} />
      {numbers && edge.labelled && <Numbers tensor={tensor} x={edge.label.x} y={edge.label.y} />}
      <Token edge={edge} path={path} tensor={tensor} />
    </g>
  );
}

/** Which numbers are known at this point of the passes, and whether something is on its way along the edge. */
function passClass({ tensor, from, to }: PlacedEdge): string {
  const now = step.value;
  const known = passes.value;
  const at = current.value;
  if (now === null || !known || !at) return '';
  const value = (known.valueAt.get(tensor) ?? -1) <= now ? '' : 'no-value';
  const gradient = (known.gradientAt.get(tensor) ?? 0) <= now ? '' : 'no-gradient';
  const active = at.direction === 'forward' ? to === at.node || from === at.node : to === at.node;
  return `${value} ${gradient} ${active ? `active ${at.direction}` : ''}`;
}

/** The value or gradient that is on its way, carried along the edge. */
function Token({
  edge,
  path,
  tensor,
}: {
  readonly edge: PlacedEdge;
  readonly path: string;
  readonly tensor: TensorView;
}) {
  const carried = useDerived(() => {
    const at = current.value;
    if (!at) return null;
    if (at.direction === 'forward') return edge.from === at.node ? 'forward' : null;
    return edge.to === at.node && tensor.analytic ? 'backward' : null;
  }, [edge, tensor]).value;
  if (!carried) return null;
  const { forward, backward } = edgeLines(tensor);
  const text = carried === 'forward' ? forward : (backward ?? '').replace('← ', '');
  const width = text.length * 7.6 + 14;
  return (
    <g class={`token ${carried}`} style={{ offsetPath: `path('${path}')` }} key={`${step.value}`} aria-hidden="true">
      <rect x={-width / 2} y="-11" width={width} height="22" rx="11" />
      <text dy="0.36em">{text}</text>
    </g>
  );
}
