// The tools on the canvas: search, pin, params, zoom.

import { useSignal } from '@preact/signals';
import type { Picture } from '../../picture/scene/picture';
import { params, pinned, select, toggleParams } from '../state';
import type { Camera } from './camera';

export function Tools({ camera, picture }: { readonly camera: Camera; readonly picture: Picture }) {
  return (
    <div class="tools" data-no-pan>
      <Search picture={picture} />
      <div role="toolbar" aria-label="View">
        <button type="button" aria-pressed={params.value === 'shown'} onClick={toggleParams}>
          Parameters
        </button>
        <button
          type="button"
          aria-pressed={pinned.value}
          title="Keep the selection while the cursor moves through the text"
          onClick={() => (pinned.value = !pinned.value)}
        >
          Pin
        </button>
        <button type="button" aria-label="Zoom in" onClick={() => camera.by(1.25)}>
          +
        </button>
        <button type="button" aria-label="Zoom out" onClick={() => camera.by(0.8)}>
          −
        </button>
        <button type="button" onClick={() => camera.fit(picture)}>
          Fit
        </button>
      </div>
    </div>
  );
}

/** Enter goes to the next node or tensor whose name holds the text. */
function Search({ picture }: { readonly picture: Picture }) {
  const text = useSignal('');
  const last = useSignal(-1);
  const wanted = text.value.toLowerCase();
  const found = wanted
    ? picture.nodes.filter(({ node, id }) =>
        [id, node.label, node.type, ...node.outputs].some((name) => name.toLowerCase().includes(wanted)),
      )
    : [];
  const next = (): void => {
    if (found.length === 0) return;
    last.value = (last.value + 1) % found.length;
    select({ node: found[last.value].id });
  };
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        next();
      }}
    >
      <input
        type="search"
        aria-label="Find a node"
        placeholder="Find a node"
        value={text}
        onInput={({ currentTarget }) => {
          text.value = currentTarget.value;
          last.value = -1;
        }}
      />
      <span role="status" class="quiet">
        {wanted && (found.length === 0 ? 'none' : `${Math.max(last.value, 0) + 1} of ${found.length}`)}
      </span>
    </form>
  );
}
