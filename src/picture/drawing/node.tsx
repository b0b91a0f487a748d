// What a node looks like around its own centre: the same in the panel and in a file. No hooks, no events.

import type { ViewNode } from '../../protocol/messages';
import { FRAME_HEADER } from '../scene/frame';
import { CAPTION, circleWidth } from '../scene/measure';
import { circleOf, verdictOfNode, type Picture, type PlacedNode } from '../scene/picture';
import { signOf, verdictOf } from '../words';

/** Its form, kind and verdict, for the style. */
export function classOf(placed: PlacedNode, picture: Picture): string {
  const classes = ['node', placed.form, placed.node.kind, verdictOfNode(placed, picture) ?? ''];
  return [...classes, picture.guilty.has(placed.id) ? 'guilty' : ''].filter(Boolean).join(' ');
}

export function Shape({ placed }: { readonly placed: PlacedNode }) {
  const { form, at } = placed;
  const { width, height } = at;
  if (form === 'circle' || form === 'named') {
    const { y, rx, ry } = circleOf(placed);
    return <ellipse class="shape" cy={y - at.y} rx={rx} ry={ry} />;
  }
  const round = form === 'word' || form === 'small' ? height / 2 : 6;
  return <rect class="shape" rx={round} x={-width / 2} y={-height / 2} width={width} height={height} />;
}

export function Name({ placed: { form, node, at } }: { readonly placed: PlacedNode }) {
  switch (form) {
    case 'end':
      return null;
    case 'circle':
      return <Sign node={node} />;
    case 'named':
      return (
        <>
          <g transform={`translate(0,${-CAPTION / 2})`}>
            <Sign node={node} />
          </g>
          <text class="name caption" y={at.height / 2 - 4}>
            {node.label}
          </text>
        </>
      );
    case 'frame':
      return (
        <text class="name" y={-at.height / 2 + FRAME_HEADER / 2} dy="0.36em">
          {node.label} <tspan class="type">{node.type}</tspan>
        </text>
      );
    case 'box':
      return (
        <>
          <text class="name" dy="-0.2em">
            {node.label}
          </text>
          <text class="type" dy="1.3em">
            {node.type}
          </text>
        </>
      );
    default:
      return (
        <text class="name" dy="0.36em">
          {node.label}
        </text>
      );
  }
}

function Sign({ node }: { readonly node: ViewNode }) {
  const sign = signOf(node);
  return (
    <text class={sign.length > 3 ? 'sign long' : 'sign'} dy="0.36em">
      {sign}
    </text>
  );
}

interface BadgeProps {
  readonly placed: PlacedNode;
  readonly picture: Picture;
  /** Seen from afar it is drawn larger. */
  readonly scale?: number;
}

/** The verdict as a glyph, at the corner. */
export function Badge({ placed, picture, scale = 1 }: BadgeProps) {
  const { id, form, node, at } = placed;
  const status = verdictOfNode(placed, picture);
  if (!status || status === 'skipped' || form === 'small') return null;
  const x = (form === 'named' ? circleWidth(node) : at.width) / 2 - 2;
  return (
    <g class={`badge ${status}`} transform={`translate(${x},${-at.height / 2 + 2}) scale(${scale})`} aria-hidden="true">
      <circle r={picture.guilty.has(id) ? 12 : 9} />
      <text dy="0.36em">{verdictOf(status).glyph}</text>
    </g>
  );
}
