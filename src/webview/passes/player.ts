// Goes through the passes by itself, at the person's pace.

import { computed, effect, signal } from '@preact/signals';
import { savedState, saveState } from '../host';
import { picture, select } from '../state';
import { passesOf } from './steps';

/** Null while the passes are not gone through. Kept over a reload. */
export const step = signal((savedState().step as number | null | undefined) ?? null);
effect(() => saveState({ step: step.value }));
export const playing = signal(false);
/** Steps in a second. */
export const speed = signal(1);
export const SPEEDS = [0.5, 1, 2, 4] as const;

export const passes = computed(() => (picture.value ? passesOf(picture.value) : null));
export const current = computed(() => (step.value === null ? null : (passes.value?.steps[step.value] ?? null)));

/** Stays inside the passes; the node at work is the selected one. */
export function goTo(next: number): void {
  const steps = passes.peek()?.steps ?? [];
  if (steps.length === 0) return;
  step.value = Math.max(0, Math.min(steps.length - 1, next));
  select({ node: steps[step.value].node });
}

export function begin(): void {
  goTo(0);
}

export function leave(): void {
  playing.value = false;
  step.value = null;
}

/** From the start again where it has come to its end. */
export function play(): void {
  const last = (passes.peek()?.steps.length ?? 0) - 1;
  if (step.peek() === null || step.peek() === last) begin();
  playing.value = true;
}

effect(() => {
  if (!playing.value || step.value === null) return;
  const now = step.value;
  const timer = setTimeout(() => {
    if (now + 1 < (passes.peek()?.steps.length ?? 0)) goTo(now + 1);
    else playing.value = false;
  }, 1000 / speed.value);
  return () => clearTimeout(timer);
});

/** Other layers are open: the step stays with its node. */
effect(() => {
  const known = passes.value;
  const now = step.peek();
  if (!known || now === null || now < known.steps.length) return;
  step.value = known.steps.length - 1;
});
