// The colours that the editor gives its panels, of the three kinds of theme.

const COLOURS = {
  light: {
    'editor-foreground': '#3b3b3b',
    foreground: '#3b3b3b',
    'editor-background': '#ffffff',
    descriptionForeground: '#3b3b3b',
    focusBorder: '#005fb8',
    errorForeground: '#f85149',
    'editorWidget-background': '#f8f8f8',
    'panel-border': '#e5e5e5',
    'button-background': '#005fb8',
    'button-foreground': '#ffffff',
    'button-secondaryBackground': '#e5e5e5',
    'button-secondaryForeground': '#3b3b3b',
    'input-background': '#ffffff',
    'input-foreground': '#3b3b3b',
    'charts-green': '#388a34',
    'charts-blue': '#0063d3',
    'textLink-foreground': '#005fb8',
  },
  dark: {
    'editor-foreground': '#cccccc',
    foreground: '#cccccc',
    'editor-background': '#1f1f1f',
    descriptionForeground: '#9d9d9d',
    focusBorder: '#0078d4',
    errorForeground: '#f85149',
    'editorWidget-background': '#202020',
    'panel-border': '#2b2b2b',
    'button-background': '#0078d4',
    'button-foreground': '#ffffff',
    'button-secondaryBackground': '#313131',
    'button-secondaryForeground': '#cccccc',
    'input-background': '#313131',
    'input-foreground': '#cccccc',
    'charts-green': '#89d185',
    'charts-blue': '#59a4f9',
    'textLink-foreground': '#4daafc',
  },
  'high-contrast': {
    'editor-foreground': '#ffffff',
    foreground: '#ffffff',
    'editor-background': '#000000',
    descriptionForeground: '#ffffff',
    focusBorder: '#f38518',
    errorForeground: '#f48771',
    'editorWidget-background': '#0c141f',
    contrastBorder: '#6fc3df',
    'button-secondaryForeground': '#ffffff',
    'button-foreground': '#ffffff',
    'input-background': '#000000',
    'input-foreground': '#ffffff',
    'charts-green': '#89d185',
    'charts-blue': '#59a4f9',
    'textLink-foreground': '#21a6ff',
  },
} as const;

export type ThemeName = keyof typeof COLOURS;

export function themeStyle(theme: ThemeName): string {
  const colours = Object.entries(COLOURS[theme]).map(([name, value]) => `--vscode-${name}: ${value};`);
  return `:root { ${colours.join(' ')} --vscode-font-size: 13px; --vscode-font-family: sans-serif; --vscode-editor-font-family: monospace; }`;
}
