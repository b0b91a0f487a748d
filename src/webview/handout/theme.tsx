// The theme of a handout: by itself as the reader's system has it, or as the reader chooses.

import { effect, signal } from '@preact/signals';
import { THEMES, type ThemeName } from '../../picture/themes';

const AUTO = 'auto';
const NAMES = { auto: 'As the system', light: 'Light', dark: 'Dark', 'high-contrast': 'High contrast' } as const;

const chosen = signal<ThemeName | typeof AUTO>(AUTO);

const dark = matchMedia('(prefers-color-scheme: dark)');
const contrast = matchMedia('(prefers-contrast: more)');

function ofSystem(): ThemeName {
  if (contrast.matches) return 'high-contrast';
  return dark.matches ? 'dark' : 'light';
}

/** The style is told by the root; scripts that paint, as in the editor, by the body. */
export function followTheme(): void {
  const apply = (): void => {
    if (chosen.value === AUTO) delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen.value;
    document.body.dataset.vscodeThemeKind = `vscode-${chosen.value === AUTO ? ofSystem() : chosen.value}`;
  };
  effect(apply);
  for (const query of [dark, contrast]) query.addEventListener('change', apply);
}

export function ThemeSwitch() {
  return (
    <label>
      Theme{' '}
      <select
        value={chosen.value}
        onChange={({ currentTarget }) => (chosen.value = currentTarget.value as typeof chosen.value)}
      >
        {[AUTO, ...THEMES].map((name) => (
          <option key={name} value={name}>
            {NAMES[name as keyof typeof NAMES]}
          </option>
        ))}
      </select>
    </label>
  );
}
