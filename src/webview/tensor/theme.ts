// The kind of theme that the editor wears, followed as it changes: what is drawn on a canvas knows no style sheet.

import { signal } from '@preact/signals';
import { PALETTES, type ThemeKind } from '../../picture/palette';

const KINDS: Readonly<Record<string, ThemeKind>> = {
  'vscode-light': 'light',
  'vscode-dark': 'dark',
  'vscode-high-contrast': 'highContrast',
  'vscode-high-contrast-light': 'highContrastLight',
};

const kindNow = (): ThemeKind => KINDS[document.body.dataset.vscodeThemeKind ?? ''] ?? 'light';

export const themeKind = signal(kindNow());
new MutationObserver(() => (themeKind.value = kindNow())).observe(document.body, { attributes: true });

export const paletteNow = () => PALETTES[themeKind.value];
