// The drawn graph, and everything that moves it.

import { useComputed } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { nextNode } from '../keyboard';
import { current } from '../passes/player';
import { PathCounts } from '../paths/count';
import { Definitions } from '../../picture/drawing/definitions';
import type { Picture } from '../../picture/scene/picture';
import { savedView, select, selection, toggle } from '../state';
import { Camera, type Window } from './camera';
import { detailAt, visible, type Detail } from './detail';
import { Edge } from './edge';
import { Far } from './far';
import { Minimap, type Frame } from './minimap';
import { Node } from './node';
import { Tools } from './tools';

/** Steps of the keyboard, in pixels. */
const PAN = 60;
const MOVING_MS = 320;

export function GraphCanvas({ picture }: { readonly picture: Picture }) {
  const box = useRef<HTMLElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const frame = useRef<Frame>(null);
  const [camera, setCamera] = useState<Camera | null>(null);
  const focusNext = useRef<string | null>(null);

  useEffect(() => {
    if (!box.current || !stage.current) return;
    const made = new Camera(box.current, stage.current, (seen, view) => {
      frame.current?.show(seen);
      savedView.keep(view);
    });
    const kept = savedView.read();
    if (kept) made.restore(kept);
    // The first picture may come before the panel has its size.
    const resize = new ResizeObserver(() => (made.isChosen ? made.refresh() : made.begin(latest.current)));
    resize.observe(box.current);
    setCamera(made);
    return () => {
      resize.disconnect();
      made.dispose();
    };
  }, []);

  const latest = useRef(picture);
  latest.current = picture;
  useEffect(() => {
    const opened = picture.anchor === null ? undefined : picture.byId.get(picture.anchor);
    if (opened) camera?.show(opened.at);
    else if (camera && !camera.isChosen) camera.begin(picture);
  }, [camera, picture]);
  useFollowing(camera, picture);
  const isMoving = useMoving(picture);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (!camera || event.altKey || event.ctrlKey || event.metaKey) return;
    const chosen = selection.peek().node;
    if (event.shiftKey && event.key.startsWith('Arrow')) panBy(camera, event.key);
    else if (event.key === '+' || event.key === '=') camera.by(1.25);
    else if (event.key === '-') camera.by(0.8);
    else if (event.key === '0') camera.fit(picture);
    else if (event.key === 'Escape') select({ node: null });
    else if (event.key === 'Enter' || event.key === ' ')
      focusNext.current = open(picture, chosen, event.target as Element);
    else {
      const next = nextNode(event.key, chosen, picture);
      if (next === null) return;
      focusNext.current = next;
      select({ node: next });
    }
    event.preventDefault();
  };

  return (
    <main class="canvas" ref={box}>
      <div
        class="view"
        role="group"
        aria-label="Computational graph. Arrow keys follow its edges, Enter opens a layer."
        onKeyDown={onKeyDown}
        onClick={({ detail }) => detail < 2 && select({ node: null })}
        onDblClick={() => toggleSelected(picture)}
      >
        <div ref={stage} class={`stage ${isMoving ? 'moving' : ''}`}>
          {camera && <Stage camera={camera} picture={picture} focusNext={focusNext} />}
        </div>
      </div>
      {camera && <Minimap picture={picture} camera={camera} frame={frame} />}
      {camera && <Tools camera={camera} picture={picture} />}
    </main>
  );
}

/** Of a double click the first selects, which may move what is under the pointer: it is what was meant. */
function toggleSelected({ byId }: Picture): void {
  const { node } = selection.peek();
  const opens = node === null ? null : (byId.get(node)?.opens ?? null);
  if (opens !== null) toggle(opens);
}

function panBy(camera: Camera, key: string): void {
  if (key === 'ArrowLeft') camera.pan(PAN, 0);
  else if (key === 'ArrowRight') camera.pan(-PAN, 0);
  else if (key === 'ArrowUp') camera.pan(0, PAN);
  else camera.pan(0, -PAN);
}

/** Enter selects what has the focus; once more, it opens or closes the layer, which is to have the focus again then. */
function open({ byId }: Picture, chosen: string | null, target: Element): string | null {
  const focused = target.closest<SVGGElement>('[data-node]')?.dataset.node;
  if (focused !== undefined && focused !== chosen) {
    select({ node: focused });
    return null;
  }
  const opens = chosen === null ? null : (byId.get(chosen)?.opens ?? null);
  if (opens !== null) toggle(opens);
  return opens;
}

/** What is selected, here or elsewhere, or at work in a pass, comes into view; not what was selected when the panel was left. */
function useFollowing(camera: Camera | null, picture: Picture): void {
  const wanted = useComputed(() => current.value?.node ?? selection.value.node).value;
  const followed = useRef(wanted);
  useEffect(() => {
    if (wanted === followed.current) return;
    followed.current = wanted;
    const at = wanted === null ? undefined : picture.byId.get(wanted)?.at;
    if (at && camera?.isChosen) camera.reveal(at);
  }, [wanted, camera]);
}

/** True while nodes glide to their new places. */
function useMoving(picture: Picture): boolean {
  const [settled, setSettled] = useState(picture);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(picture), MOVING_MS);
    return () => clearTimeout(timer);
  }, [picture]);
  return settled !== picture;
}

interface StageProps {
  readonly camera: Camera;
  readonly picture: Picture;
  readonly focusNext: { current: string | null };
}

function Stage({ camera, picture, focusNext }: StageProps) {
  const window = camera.window.value;
  const svg = useRef<SVGSVGElement>(null);
  const detail = window ? detailAt(window.scale) : 'far';
  const draw = useMemo(() => drawing(picture, detail), [picture, detail]);
  const seen = useMemo(() => (window ? visible(picture, window) : null), [picture, window]);
  useLayoutEffect(() => {
    if (window) camera.hasRendered(window);
  }, [window]);
  const chosen = selection.value.node;
  useLayoutEffect(() => {
    const next = focusNext.current;
    const found = next === null ? null : svg.current?.querySelector<SVGGElement>(`[data-node="${CSS.escape(next)}"]`);
    if (!found) return;
    found.focus({ preventScroll: true });
    focusNext.current = null;
  }, [chosen, seen]);
  if (!window || !seen) return null;
  return (
    <svg
      ref={svg}
      class={detail}
      style={{ width: `${window.width * window.scale}px`, height: `${window.height * window.scale}px` }}
      viewBox={viewBoxOf(window)}
    >
      <Definitions />
      {seen.nodes.filter(({ form }) => form === 'frame').map(draw.node)}
      {detail === 'far' ? <Far edges={seen.edges} tensors={picture.flat.tensors} /> : seen.edges.map(draw.edge)}
      {seen.nodes.filter(({ form }) => form !== 'frame').map(draw.node)}
      {detail === 'near' && <PathCounts nodes={seen.nodes} />}
    </svg>
  );
}

const viewBoxOf = ({ left, top, width, height }: Window): string => `${left} ${top} ${width} ${height}`;

/** Each element is made once for a picture: what is drawn already costs nothing when the window moves. */
function drawing(picture: Picture, detail: Detail) {
  const made = new Map<string, VNode>();
  const once = (key: string, make: () => VNode): VNode => {
    let found = made.get(key);
    if (!found) made.set(key, (found = make()));
    return found;
  };
  return {
    node: (placed: Picture['nodes'][number]) =>
      once(`n ${placed.id}`, () => <Node key={placed.id} placed={placed} picture={picture} detail={detail} />),
    edge: (edge: Picture['edges'][number]) =>
      once(`e ${edge.id}`, () => (
        <Edge key={edge.id} edge={edge} tensor={picture.flat.tensors[edge.tensor]} numbers={detail === 'near'} />
      )),
  };
}
