// The editor's theme, followed as it changes, for what is drawn on a canvas: no style sheet reaches that.

import { computed, signal } from '@preact/signals';
import { PALETTES, type ThemeKind } from '../picture/palette';

/** Counts how often the theme has changed: who reads it is drawn anew. */
export const themeChanges = signal(0);

const observer = new MutationObserver(() => themeChanges.value++);
observer.observe(document.documentElement, { attributes: true });
observer.observe(document.body, { attributes: true });

const KINDS: Readonly<Record<string, ThemeKind>> = {
  'vscode-light': 'light',
  'vscode-dark': 'dark',
  'vscode-high-contrast': 'highContrast',
  'vscode-high-contrast-light': 'highContrastLight',
};

export const themeKind = computed((): ThemeKind => {
  void themeChanges.value;
  return KINDS[document.body.dataset.vscodeThemeKind ?? ''] ?? 'light';
});

export const paletteNow = () => PALETTES[themeKind.value];

/** What a custom property of the style sheet stands for now, as a colour that a canvas knows. */
export function colourOf(property: string, within: Element): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  within.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
