// Colours of pictures, by the kind of theme. Signs are told by blue and orange, which all eyes tell apart, and by legends.

/** As of a CSS colour's channels. */
export type Rgb = readonly [red: number, green: number, blue: number];

export interface Palette {
  readonly text: string;
  readonly frame: string;
  readonly negative: Rgb;
  readonly zero: Rgb;
  readonly positive: Rgb;
}

export type ThemeKind = 'light' | 'dark' | 'highContrast' | 'highContrastLight';

export const PALETTES: Readonly<Record<ThemeKind, Palette>> = {
  light: {
    text: '#3b3b3b',
    frame: '#8f8f8f',
    negative: [5, 80, 174],
    zero: [250, 250, 250],
    positive: [191, 72, 0],
  },
  dark: {
    text: '#cccccc',
    frame: '#6b6b6b',
    negative: [90, 170, 255],
    zero: [32, 32, 32],
    positive: [255, 165, 60],
  },
  highContrast: {
    text: '#ffffff',
    frame: '#ffffff',
    negative: [110, 190, 255],
    zero: [0, 0, 0],
    positive: [255, 180, 60],
  },
  highContrastLight: {
    text: '#000000',
    frame: '#000000',
    negative: [0, 60, 150],
    zero: [255, 255, 255],
    positive: [170, 60, 0],
  },
};

/** At -1, 0 and 1 the palette's own colours; between them mixed. */
export function colourAt({ negative, zero, positive }: Palette, x: number): Rgb {
  const end = x < 0 ? negative : positive;
  const share = Math.min(1, Math.abs(x));
  const mixed = zero.map((from, channel) => Math.round(from + share * (end[channel] - from)));
  return [mixed[0], mixed[1], mixed[2]];
}

export function css(colour: Rgb): string {
  return `rgb(${colour.join(',')})`;
}
