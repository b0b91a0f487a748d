// The path through the graph of the element that was selected last. A view of a tensor shows which of its elements are on
// the path by `maskOf(tensor)`, read where signals are tracked: a byte for each element, made of the bits of `ON`.

import { computed, signal } from '@preact/signals';
import type { PathAnswer, PathPart, Relation, TensorView } from '../../protocol/messages';
import { picture, result } from '../state';
import { flatOf, sizeOf } from '../../picture/positions';
import { answerTo, askOf, lastElement, layerInside, type Element } from '../why/question';

/** What an element is to the selected one; an element may be several. */
const ON = { from: 1, with: 2, to: 4, itself: 8 } as const;

/** Whether the path is drawn: a person may want to see the rest of the graph again. */
export const isDrawn = signal(true);

/** Layers whose inner tensors are drawn, but are not in the network's own graph. */
const openedLayers = computed(() => {
  const own = result.value?.view.tensors ?? {};
  const inner = Object.keys(picture.value?.flat.tensors ?? {}).filter((name) => !Object.hasOwn(own, name));
  return [...new Set(inner.map((name) => name.split(/[./]/, 1)[0]))].join(' ');
});

export const pathAnswer = answerTo(() => {
  // Asked anew where other layers are open.
  void openedLayers.value;
  return lastElement.value;
}, askEverywhere);

/** Each opened layer stands opened in a graph of its own, which knows all tensors of the network besides. */
async function askEverywhere(one: Element): Promise<PathAnswer | null> {
  const own = await askOf('path', one);
  if (!own || layerInside(one.tensor) !== undefined) return own;
  const layers = openedLayers.peek().split(' ').filter(Boolean);
  const inside = await Promise.all(layers.map((layer) => askOf('path', one, layer)));
  const known = new Set(Object.keys(result.peek()?.view.tensors ?? {}));
  return {
    ...own,
    parts: [
      ...own.parts,
      ...inside.flatMap((answer) => answer?.parts ?? []).filter(({ tensor }) => !known.has(tensor)),
    ],
  };
}

export interface Path extends Element {
  /** By tensor and relation. */
  readonly parts: ReadonlyMap<string, Partial<Readonly<Record<Relation, PathPart>>>>;
}

/** Of the selected element, once it is known. */
export const path = computed((): Path | null => {
  const known = pathAnswer.value;
  const one = lastElement.value;
  if (known?.kind !== 'known' || known.answer.tensor !== one?.tensor) return null;
  const parts = new Map<string, Partial<Record<Relation, PathPart>>>();
  for (const part of known.answer.parts) {
    const found = parts.get(part.tensor) ?? {};
    found[part.relation] = part;
    parts.set(part.tensor, found);
  }
  return { ...one, parts };
});

const masks = computed(() => ({ of: path.value, made: new Map<string, Uint8Array>() }));

/** Null where no path is drawn. */
export function maskOf({ name, shape }: Pick<TensorView, 'name' | 'shape'>): Uint8Array | null {
  const { of, made } = masks.value;
  if (!of || !isDrawn.value) return null;
  let mask = made.get(name);
  if (!mask) made.set(name, (mask = maskFor(of, name, shape)));
  return mask;
}

function maskFor({ tensor, index, parts }: Path, name: string, shape: readonly number[]): Uint8Array {
  const mask = new Uint8Array(sizeOf(shape));
  for (const part of Object.values(parts.get(name) ?? {})) {
    for (const [start, count, step] of part.runs ?? []) {
      for (let i = 0; i < count; i++) mask[start + i * step] |= ON[part.relation];
    }
  }
  if (name === tensor) mask[flatOf(shape, index)] |= ON.itself;
  return mask;
}
