// The editor's colours for what is drawn on a canvas, which no style sheet reaches.

import { signal } from '@preact/signals';

/** Counts how often the theme has changed: who reads it is drawn anew. */
export const themeChanges = signal(0);

const observer = new MutationObserver(() => themeChanges.value++);
observer.observe(document.documentElement, { attributes: true });
observer.observe(document.body, { attributes: true });

/** What a custom property of the style sheet stands for now, as a colour that a canvas knows. */
export function colourOf(property: string, within: Element): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  within.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
