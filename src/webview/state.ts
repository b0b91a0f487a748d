// What the panel knows and shows, as signals; what outlives a reload is kept.

import { computed, effect, signal } from '@preact/signals';
import type { CheckResult, ErrorReport, GraphView, LayerView, PanelMessage, Progress } from '../protocol/messages';
import { host, savedState, saveState, tell } from './host';
import { layout } from './layout/layout';
import { layoutGraphOf } from '../picture/scene/measure';
import { guiltyLayers, makerOf, pictureOf, type Picture } from '../picture/scene/picture';
import { sceneOf } from '../picture/scene/scene';
import { CLOSED_FROM, HIDDEN_FROM } from '../picture/scene/sizes';

/** What all views are about. An element is given by its index in the tensor. */
export interface Selection {
  readonly node: string | null;
  readonly tensor: string | null;
  readonly element: readonly number[] | null;
}

/** What is kept over reloads, moves and restarts. */
interface Kept {
  readonly selection: Selection;
  readonly toggled: readonly string[];
  readonly params: 'shown' | 'hidden' | null;
  readonly pinned: boolean;
}

const NOTHING: Selection = { node: null, tensor: null, element: null };
const kept: Kept = { selection: NOTHING, toggled: [], params: null, pinned: false, ...(savedState() as Partial<Kept>) };

export const result = signal<CheckResult | null>(null);
export const failure = signal<ErrorReport | null>(null);
export const isStale = signal(false);
/** Null where nothing runs. */
export const running = signal<{ readonly progress: Progress | null } | null>(null);
export const selection = signal<Selection>(kept.selection);
/** Layers that are not as they start. */
const toggled = signal<ReadonlySet<string>>(new Set(kept.toggled));
export const pinned = signal(kept.pinned);
/** Of layers that the engine composed, once they were opened. */
const fragments = signal<ReadonlyMap<string, LayerView>>(new Map());
/** Of the check before: they stay in view, so that what is open stays open, until the new ones are here. */
let outdated = new Set<string>();
export const fragmentOf = (layer: string): LayerView | undefined => fragments.peek().get(layer);
const paramsChosen = signal(kept.params);
/** Something that could not be done, in words. */
export const complaint = signal<string | null>(null);
export const picture = signal<Picture | null>(null);

const size = computed(() => result.value?.view.nodes.length ?? 0);
export const params = computed(() => paramsChosen.value ?? (size.value >= HIDDEN_FROM ? 'hidden' : 'shown'));

effect(() =>
  saveState({
    selection: selection.value,
    toggled: [...toggled.value],
    params: paramsChosen.value,
    pinned: pinned.value,
  } satisfies Kept),
);

/** By the person, in the panel: the text follows. */
export function select(change: Partial<Selection>): void {
  const before = selection.peek().node;
  choose(change);
  const { node } = selection.peek();
  if (node !== null && node !== before && !pinned.peek()) tell({ type: 'reveal', name: nameOf(node), how: 'show' });
}

/** A tensor where it is made. */
export function selectTensor(tensor: string): void {
  const drawn = picture.peek()!;
  const maker = makerOf(drawn, tensor);
  if (maker) select({ node: drawn.drawnAs.get(maker.id) ?? maker.id, tensor });
}

/** Another node has another tensor selected, or none; and another tensor another element. */
function choose(change: Partial<Selection>): void {
  const { node, tensor } = selection.peek();
  const kept = change.node !== undefined && change.node !== node ? NOTHING : selection.peek();
  const element = change.tensor !== undefined && change.tensor !== tensor ? null : kept.element;
  selection.value = { ...kept, element, ...change };
}

/** What the text calls it: the layer that it belongs to, or the input or param that it is. */
function nameOf(node: string): string {
  const found = picture.peek()?.byId.get(node)?.node;
  return found?.kind === 'param' || found?.kind === 'input' ? node : (found?.layer ?? node);
}

export function toggleParams(): void {
  paramsChosen.value = params.peek() === 'shown' ? 'hidden' : 'shown';
}

/** Which part of the graph was in view; kept when the person has come to rest. */
export const savedView = {
  read: (): View | null => (savedState().seen as View | undefined) ?? null,
  keep(seen: View): void {
    clearTimeout(viewTimer);
    viewTimer = setTimeout(() => saveState({ seen: { x: seen.x, y: seen.y, k: seen.k } }), VIEW_REST_MS);
  },
};
const VIEW_REST_MS = 400;
let viewTimer: ReturnType<typeof setTimeout> | undefined;

/** Where the graph is and how large, on the screen. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly k: number;
}

/** What the eye rests on while the picture changes. */
let anchor: string | null = null;

/** Opens a closed layer in place, and the other way round. */
export function toggle(layer: string): void {
  anchor = layer;
  const next = new Set(toggled.peek());
  if (!next.delete(layer)) next.add(layer);
  toggled.value = next;
}

export function receive(message: PanelMessage): void {
  switch (message.type) {
    case 'document':
      return saveState(message.state);
    case 'running':
      running.value = message;
      return;
    case 'idle':
      running.value = null;
      return;
    case 'cursor':
      if (!pinned.peek()) selectByName(message.name);
      return;
    case 'stale':
      isStale.value = true;
      return;
    case 'result':
      isStale.value = message.stale;
      return show(message.result);
    case 'whatIfOver':
    case 'export':
      // These have listeners of their own.
      return;
  }
}

function show(next: Extract<PanelMessage, { type: 'result' }>['result']): void {
  failure.value = next.ok ? null : next.report;
  complaint.value = null;
  if (!next.ok) return;
  const same = result.peek() !== null && sameNodes(result.peek()!.view, next.view);
  if (!same) fragments.value = new Map();
  outdated = new Set(fragments.peek().keys());
  result.value = next;
}

function sameNodes({ nodes: some }: GraphView, { nodes: others }: GraphView): boolean {
  return (
    some.length === others.length && some.every(({ id, type }, n) => id === others[n].id && type === others[n].type)
  );
}

/** A layer, input or param as the text names it. */
function selectByName(name: string): void {
  const shown = picture.peek();
  const found = shown?.byId.has(name) ? name : shown?.flat.nodes.find(({ layer }) => layer === name)?.id;
  const drawn = found === undefined ? undefined : shown?.drawnAs.get(found);
  if (drawn !== undefined && drawn !== selection.peek().node) choose({ node: drawn });
}

/** Layers that are one node with others inside. */
const composites = computed(
  () => new Set(result.value?.view.nodes.flatMap(({ id, composite }) => (composite ? [id] : []))),
);

effect(() => {
  for (const layer of toggled.value) {
    const wanted = !fragments.peek().has(layer) || outdated.has(layer);
    if (composites.value.has(layer) && wanted) void fetchFragment(layer);
  }
});

/** Which fragments are on their way, and of which check. */
const fetching = new Map<string, CheckResult | null>();

async function fetchFragment(layer: string): Promise<void> {
  const about = result.peek();
  if (fetching.get(layer) === about) return;
  fetching.set(layer, about);
  try {
    const fragment = await host.call('open', { layer }).answer;
    if (result.peek() !== about) return;
    const rest = [...fragments.peek()].filter(([other]) => other !== layer);
    outdated.delete(layer);
    fragments.value = new Map(fragment ? [...rest, [layer, fragment]] : rest);
    complaint.value = fragment ? null : `The numbers of this check are gone: run it again to open ${layer}.`;
  } catch (error) {
    complaint.value = `${layer} could not be opened: ${(error as Error).message}`;
  } finally {
    if (fetching.get(layer) === about) fetching.delete(layer);
  }
}

const sceneNow = computed(() => {
  const view = result.value?.view;
  if (!view) return null;
  const open = new Map([...fragments.value].filter(([layer]) => toggled.value.has(layer)));
  const isOpen = (layer: string): boolean => toggled.value.has(layer) === size.value >= CLOSED_FROM;
  return sceneOf({ view, fragments: open, isOpen, params: params.value });
});

effect(() => {
  const now = sceneNow.value;
  if (now) void draw(now);
});

let lastDrawn = 0;

async function draw({ scene, flat }: NonNullable<typeof sceneNow.value>): Promise<void> {
  const turn = ++lastDrawn;
  try {
    const placed = await layout(layoutGraphOf(scene, flat.tensors));
    const about = result.peek();
    if (turn !== lastDrawn || !about) return;
    const guilty = guiltyLayers(about.report);
    picture.value = pictureOf({ scene, flat, layout: placed, guilty, before: picture.peek(), anchor });
    anchor = null;
  } catch (error) {
    complaint.value = `The graph could not be laid out: ${(error as Error).message}`;
  }
}
