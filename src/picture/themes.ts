// The colours of what leaves the editor, whose own theme gives all others. Text stands out from its background by 4.5 to 1.

export const THEMES = ['light', 'dark', 'high-contrast'] as const;
export type ThemeName = (typeof THEMES)[number];

export interface Colours {
  readonly background: string;
  /** Of boxes on the background. */
  readonly surface: string;
  readonly text: string;
  readonly quiet: string;
  readonly line: string;
  readonly pass: string;
  readonly fail: string;
  /** Of what is wrong because of something else. */
  readonly inherited: string;
  readonly unsure: string;
  /** Of what goes backwards. */
  readonly back: string;
  /** Under a guilty layer. */
  readonly alarm: string;
}

export const COLOURS: Readonly<Record<ThemeName, Colours>> = {
  light: {
    background: '#ffffff',
    surface: '#f6f6f6',
    text: '#2b2b2b',
    quiet: '#5f5f5f',
    line: '#8a8a8a',
    pass: '#2b7a27',
    fail: '#c72e32',
    inherited: '#a8585b',
    unsure: '#856000',
    back: '#0059bd',
    alarm: '#f9dedf',
  },
  dark: {
    background: '#1f1f1f',
    surface: '#292929',
    text: '#d4d4d4',
    quiet: '#a3a3a3',
    line: '#7d7d7d',
    pass: '#89d185',
    fail: '#f8736c',
    inherited: '#c98581',
    unsure: '#d7b02d',
    back: '#6cb0fb',
    alarm: '#4a2624',
  },
  'high-contrast': {
    background: '#000000',
    surface: '#000000',
    text: '#ffffff',
    quiet: '#ffffff',
    line: '#6fc3df',
    pass: '#89d185',
    fail: '#f48771',
    inherited: '#f48771',
    unsure: '#ffd370',
    back: '#6cb0fb',
    alarm: '#3d0f08',
  },
};
