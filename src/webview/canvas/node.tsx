// A node: a box, a circle, a word or a frame, with its verdict in colour and as a glyph.

import { Badge, classOf, Name, Shape } from '../../picture/drawing/node';
import { FRAME_HEADER } from '../../picture/scene/frame';
import { verdictOfNode, type Picture, type PlacedNode } from '../../picture/scene/picture';
import { describeNode } from '../../picture/words';
import { current } from '../passes/player';
import { pathClass } from '../paths/count';
import { select, selection, toggle } from '../state';
import { useDerived } from './derived';
import type { Detail } from './detail';

interface Props {
  readonly placed: PlacedNode;
  readonly picture: Picture;
  readonly detail: Detail;
}

export function Node({ placed, picture, detail }: Props) {
  const { id, node, form, at, opens } = placed;
  const guilty = picture.guilty.has(id);
  const status = verdictOfNode(placed, picture);
  const fixed = classOf(placed, picture);
  const classes = useDerived(
    () => `${fixed}${current.value?.node === id ? ' at-work' : ''}${pathClass('nodes', id)}`,
    [fixed, id],
  );
  const isSelected = useDerived(() => selection.value.node === id, [id]);
  const tabIndex = useDerived(
    () => (selection.value.node === id || isFirst(picture, id, selection.value.node) ? 0 : -1),
    [picture, id],
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
      <Badge placed={placed} picture={picture} scale={detail === 'far' ? 2.5 : 1} />
    </g>
  );
}

/** Tab leads to the selected node; where none is, to the first. */
function isFirst({ nodes, byId }: Picture, id: string, selected: string | null): boolean {
  return (selected === null || !byId.has(selected)) && nodes[0].id === id;
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
