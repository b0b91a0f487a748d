// What of the tensor the person points at and how near they are: one for all maps.

import { computed, signal } from '@preact/signals';
import { select, selection } from '../state';
import { flatOf, indexOf, isInside, type Shape } from './positions';
import type { Frame } from './paint';

/** The flat position of the element under the pointer. */
export const hovered = signal<number | null>(null);
/** The part of the sheet in view; null is all of it. */
export const frame = signal<Frame | null>(null);

export function reset(): void {
  hovered.value = null;
  frame.value = null;
}

export const selectedElement = computed(() => selection.value.element);

/** Where the selected element is in a tensor of this shape. */
export function selectedFlat(shape: Shape): number | null {
  const element = selectedElement.value;
  return isInside(shape, element) ? flatOf(shape, element) : null;
}

/** What is told of: the element that is pointed at, else the selected one. */
export function watchedFlat(shape: Shape): number | null {
  return hovered.value ?? selectedFlat(shape);
}

export function selectFlat(tensor: string, shape: Shape, flat: number): void {
  select({ tensor, element: indexOf(shape, flat) });
}
