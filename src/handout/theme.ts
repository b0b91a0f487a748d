// What the editor gives its panels, and a handout has to bring along: the colours of three themes, and fonts.

import { COLOURS, type Colours } from '../picture/themes';

/** One of them is chosen by the reader, by `data-theme` of the root, or by the reader's system. */
export function themeStyle(): string {
  const rule = (selector: string, variables: Readonly<Record<string, string>>): string =>
    `${selector} { ${Object.entries(variables)
      .map(([name, value]) => (name === 'color-scheme' ? `${name}: ${value};` : `--vscode-${name}: ${value};`))
      .join(' ')} }`;
  const { light, dark, 'high-contrast': contrast } = COLOURS;
  const bright = { 'color-scheme': 'light', ...coloursOf(light, '#005fb8', '#ffffff') };
  const dim = { 'color-scheme': 'dark', ...coloursOf(dark, '#3794ff', '#1f1f1f') };
  const stark = { 'color-scheme': 'dark', ...coloursOf(contrast, '#f38518', '#000000'), contrastBorder: contrast.line };
  const chosen = ':root:not([data-theme])';
  return [
    rule(':root', FONTS),
    rule(':root', bright),
    `@media (prefers-color-scheme: dark) { ${rule(chosen, dim)} }`,
    `@media (prefers-contrast: more) { ${rule(chosen, stark)} }`,
    rule(':root[data-theme="light"]', bright),
    rule(':root[data-theme="dark"]', dim),
    rule(':root[data-theme="high-contrast"]', stark),
    `@media (forced-colors: active) { ${rule(':root:root', FORCED)} }`,
  ].join('\n');
}

const FONTS = {
  'font-size': '13px',
  'font-family': `system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "DejaVu Sans", Arial, sans-serif`,
  'editor-font-family': `ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace`,
};

function coloursOf(colours: Colours, focus: string, onFocus: string): Readonly<Record<string, string>> {
  const { background, surface, text, quiet, line, pass, fail, unsure, back } = colours;
  return {
    'editor-foreground': text,
    foreground: text,
    'editor-background': background,
    descriptionForeground: quiet,
    focusBorder: focus,
    errorForeground: fail,
    'editorWarning-foreground': unsure,
    'editorWidget-background': surface,
    'panel-border': line,
    'button-background': focus,
    'button-foreground': onFocus,
    'button-secondaryBackground': surface,
    'button-secondaryForeground': text,
    'button-secondaryHoverBackground': background,
    'input-background': background,
    'input-foreground': text,
    'charts-green': pass,
    'charts-blue': back,
    'textLink-foreground': back,
  };
}

/** Where the system's own colours have to be taken. */
const FORCED = {
  'editor-foreground': 'CanvasText',
  foreground: 'CanvasText',
  'editor-background': 'Canvas',
  descriptionForeground: 'CanvasText',
  focusBorder: 'Highlight',
  errorForeground: 'CanvasText',
  'editorWarning-foreground': 'CanvasText',
  'editorWidget-background': 'Canvas',
  'panel-border': 'CanvasText',
  contrastBorder: 'CanvasText',
  'button-background': 'Highlight',
  'button-foreground': 'HighlightText',
  'button-secondaryBackground': 'ButtonFace',
  'button-secondaryForeground': 'ButtonText',
  'button-secondaryHoverBackground': 'ButtonFace',
  'input-background': 'Field',
  'input-foreground': 'FieldText',
  'charts-green': 'CanvasText',
  'charts-blue': 'LinkText',
  'textLink-foreground': 'LinkText',
};
