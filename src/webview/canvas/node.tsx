// A node: a box, a circle, a word or a frame, with its verdict in colour and as a glyph.

import { useComputed } from '@preact/signals';
import type { ViewNode } from '../../protocol/messages';
import { FRAME_HEADER } from '../../picture/scene/frame';
import { CAPTION, circleWidth } from '../../picture/scene/measure';
import { circleOf, verdictOfNode, type Picture, type PlacedNode } from '../../picture/scene/picture';
import { current } from '../passes/player';
import { select, selection, toggle } from '../state';
import { describeNode, signOf, verdictOf, type Shown } from '../../picture/words';
import type { Detail } from './detail';

interface Props {
  readonly placed: PlacedNode;
  readonly picture: Picture;
  readonly detail: Detail;
}

export function Node({ placed, picture, detail }: Props) {
  const { id, node, form, at, opens } = placed;
  const { width, height } = at;
  const guilty = picture.guilty.has(id);
  const status = verdictOfNode(placed, picture);
  const fixed = `node ${form} ${node.kind} ${status ?? ''} ${guilty ? 'guilty' : ''}`;
  const classes = useComputed(() => (current.value?.node === id ? `${fixed} at-work` : fixed));
  const isSelected = useComputed(() => selection.value.node === id);
  const tabIndex = useComputed(() =>
    selection.value.node === id || isFirst(picture, id, selection.value.node) ? 0 : -1,
  );
  return (
    <g
      class={classes}
      style={{ transform: `translate(${at.x}px,${at.y}px)` }}
      role="button"
      tabindex={tabIndex}
      aria-pressed={isSelected}
      aria-label={describeNode(node, picture.flat.tensors, status, { guilty, opens, open: form === 'frame' })}
      data-node={id}
      onClick={(event) => {
        event.stopPropagation();
        if (event.detail < 2) select({ node: id });
      }}
    >
      <Shape placed={placed} />
      {detail !== 'far' && <Name placed={placed} />}
      {detail !== 'far' && opens !== null && <Handle layer={opens} placed={placed} />}
      {status && status !== 'skipped' && form !== 'small' && (
        <Badge
          status={status}
          guilty={guilty}
          x={(form === 'named' ? circleWidth(node) : width) / 2 - 2}
          y={-height / 2 + 2}
          far={detail === 'far'}
        />
      )}
    </g>
  );
}

/** Tab leads to the selected node; where none is, to the first. */
function isFirst({ nodes, byId }: Picture, id: string, selected: string | null): boolean {
  return (selected === null || !byId.has(selected)) && nodes[0].id === id;
}

function Shape({ placed }: { readonly placed: PlacedNode }) {
  const { form, at } = placed;
  const { width, height } = at;
  if (form === 'circle' || form === 'named') {
    const { y, rx, ry } = circleOf(placed);
    return <ellipse class="shape" cy={y - at.y} rx={rx} ry={ry} />;
  }
  const round = form === 'word' || form === 'small' ? height / 2 : 6;
  return (
    <rect
      class="shape"
      rx={round}
      style={{ x: `${-width / 2}px`, y: `${-height / 2}px`, width: `${width}px`, height: `${height}px` }}
    />
  );
}

function Name({ placed: { form, node, at } }: { readonly placed: PlacedNode }) {
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

/** Opens and closes the layer in place. */
function Handle({ layer, placed: { form, at } }: { readonly layer: string; readonly placed: PlacedNode }) {
  return (
    <g
      class="handle"
      transform={`translate(${-at.width / 2 + 14},${-at.height / 2 + (form === 'frame' ? FRAME_HEADER / 2 : 14)})`}
      data-toggle={layer}
      aria-hidden="true"
      onClick={(event) => {
        event.stopPropagation();
        toggle(layer);
      }}
      onDblClick={(event) => event.stopPropagation()}
    >
      <rect x="-8" y="-8" width="16" height="16" rx="3" />
      <text dy="0.36em">{form === 'frame' ? '−' : '+'}</text>
    </g>
  );
}

interface BadgeProps {
  readonly status: Shown;
  readonly guilty: boolean;
  readonly x: number;
  readonly y: number;
  readonly far: boolean;
}

function Badge({ status, guilty, x, y, far }: BadgeProps) {
  return (
    <g class={`badge ${status}`} transform={`translate(${x},${y}) scale(${far ? 2.5 : 1})`} aria-hidden="true">
      <circle r={guilty ? 12 : 9} />
      <text dy="0.36em">{verdictOf(status).glyph}</text>
    </g>
  );
}
