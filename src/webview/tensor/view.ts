// What of the tensor the person points at and how near they are: one for all maps.

import { computed, signal } from '@preact/signals';
import { select, selection } from '../state';
import type { Frame } from './paint';
import type { Space } from './space';

/** The element under the pointer, by its position among the numbers at hand. */
export const hovered = signal<number | null>(null);
/** The part of the sheet in view; null is all of it. */
export const frame = signal<Frame | null>(null);

export function reset(): void {
  hovered.value = null;
  frame.value = null;
}

export const selectedElement = computed(() => selection.value.element);

/** Where the selected element is among the numbers at hand. */
export function selectedFlat(space: Space): number | null {
  return space.flatAt(selectedElement.value);
}

/** What is told of: the element that is pointed at, else the selected one. */
export function watchedFlat(space: Space): number | null {
  return hovered.value ?? selectedFlat(space);
}

export function selectFlat(tensor: string, space: Space, flat: number): void {
  select({ tensor, element: space.indexAt(flat) });
}
