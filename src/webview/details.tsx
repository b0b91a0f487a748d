// The selected node: what it is, and its tensors.

import type { TensorView } from '../protocol/messages';
import type { Picture } from '../picture/scene/picture';
import { About } from './about';
import { selection } from './state';
import { TensorPanel } from './tensor/panel';
import { wide } from './tensor/settings';
import { WhatIf } from './what-if/what-if';
import { Why } from './why/why';

export function Details({ picture }: { readonly picture: Picture }) {
  const placed = selection.value.node === null ? undefined : picture.byId.get(selection.value.node);
  if (!placed) return null;
  return (
    <aside aria-label={`${placed.node.label} in detail`} class={wide.value ? 'wide' : ''}>
      <About placed={placed} picture={picture} />
      <WhatIf node={placed.node} />
      <TensorPanel tensors={tensorsOf(placed.id, picture)} />
      <Why picture={picture} />
    </aside>
  );
}

/** Its own outputs first, then what flows into it. */
function tensorsOf(id: string, { flat, byId, drawnAs }: Picture): TensorView[] {
  const incoming = flat.edges
    .filter(({ to, from }) => drawnAs.get(to) === id && drawnAs.get(from) !== id)
    .map(({ tensor }) => tensor);
  return [...new Set([...(byId.get(id)?.node.outputs ?? []), ...incoming])].map((name) => flat.tensors[name]);
}
