// From numbers to colours: signs by blue and orange, what has no sign by brightness alone, errors by their order of magnitude.

import { colourAt, type Palette, type Rgb } from '../../picture/palette';
import { formatError } from '../../protocol/format';

export interface Scale {
  /** `error` is relative, from rounding to entirely wrong, always by its order of magnitude. */
  readonly kind: 'signed' | 'unsigned' | 'error';
  /** What has full colour. */
  readonly full: number;
  readonly logarithmic: boolean;
}

/** Orders of magnitude that a logarithmic scale tells apart. */
const DECADES = 4;
/** A double's rounding. */
const ERROR_DECADES = 16;

/** Where a number stands: 0 has no colour, 1 and -1 have full colour; NaN stays NaN. */
export function shareOf({ kind, full, logarithmic }: Scale, x: number): number {
  if (kind === 'error') return clamp(1 + Math.log10(x) / ERROR_DECADES, 0, 1);
  if (!logarithmic || full === 0) return clamp(full > 0 ? x / full : x, -1, 1);
  const size = Math.abs(x / full) * 10 ** DECADES;
  return clamp((Math.sign(x) * Math.log1p(size)) / Math.log1p(10 ** DECADES), -1, 1);
}

const clamp = (x: number, from: number, to: number): number => (x < from ? from : x > to ? to : x);

/** Colours from -1 to 1. */
const SHADES = 256;

/** Pixels as they lie in an image. */
export interface Shades {
  /** By position of `shadeOf`. */
  readonly byShare: Uint32Array;
  /** Of the hatching where an element has no number. */
  readonly hatch: number;
  /** Between tiles. */
  readonly gap: number;
}

export function shadesOf(kind: Scale['kind'], palette: Palette): Shades {
  const at = (i: number): number => pixelOf(shadeAt(kind, palette, i / SHADES - 1));
  const frame = rgbOf(palette.frame);
  return {
    byShare: Uint32Array.from({ length: 2 * SHADES + 1 }, (_, i) => at(i)),
    hatch: pixelOf(frame),
    gap: pixelOf(frame, GAP_OPACITY),
  };
}

const OPAQUE = 0xff;
const GAP_OPACITY = 0x40;

export function shadeOf(share: number): number {
  return Math.round((share + 1) * SHADES);
}

/** Little-endian, as all machines are that browsers run on. */
function pixelOf([red, green, blue]: Rgb, opacity = OPAQUE): number {
  return ((opacity << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** Where the scale of errors is at the palette's own orange, on its way to the colour of text. */
const ORANGE = 0.7;

function shadeAt(kind: Scale['kind'], palette: Palette, share: number): Rgb {
  if (kind === 'signed') return colourAt(palette, share);
  const [text, towards] = [rgbOf(palette.text), Math.max(0, share)];
  if (kind === 'unsigned') return colourAt({ ...palette, positive: text }, towards);
  if (towards <= ORANGE) return colourAt(palette, towards / ORANGE);
  return colourAt({ ...palette, zero: palette.positive, positive: text }, (towards - ORANGE) / (1 - ORANGE));
}

function rgbOf(hex: string): Rgb {
  const channel = (at: number): number => parseInt(hex.slice(at, at + 2), 16);
  return [channel(1), channel(3), channel(5)];
}

export interface Tick {
  /** From 0, the left end of the legend, to 1. */
  readonly at: number;
  readonly label: string;
}

export function ticksOf(scale: Scale): Tick[] {
  const { kind, full, logarithmic } = scale;
  if (kind === 'error')
    return [16, 8, 0].map((places) => ({
      at: 1 - places / ERROR_DECADES,
      label: places ? `1e-${places}` : '1',
    }));
  const marks = [
    ...(kind === 'signed' ? [-full] : []),
    0,
    // Between 0 and full only one: a legend is narrow.
    ...(logarithmic ? [full / 10 ** (DECADES / 2)] : []),
    full,
  ];
  return marks.map((x) => ({
    at: legendAt(kind, shareOf(scale, x)),
    label: `${x < 0 ? '−' : ''}${formatError(Math.abs(x))}`,
  }));
}

/** Where on its legend a share stands, from 0 to 1. */
export function legendAt(kind: Scale['kind'], share: number): number {
  return kind === 'signed' ? (share + 1) / 2 : Math.max(0, share);
}

/** The other way round. */
export function shareAt(kind: Scale['kind'], at: number): number {
  return kind === 'signed' ? 2 * at - 1 : at;
}
