// Drawings as SVG, in an address that holds all of them: hovers may load nothing.

import { base64 } from '../../handout/bytes';
import type { Palette } from '../../picture/palette';

export interface Picture {
  readonly uri: string;
  readonly width: number;
  readonly height: number;
}

type Attributes = Readonly<Record<string, string | number>>;

/** `content` is markup. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const all = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === 'number' ? short(value) : value}"`,
  );
  return `<${name}${all.join('')}>${content}</${name}>`;
}

export function dataUri(width: number, height: number, { text }: Palette, content: string): string {
  const style = `text{font:11px system-ui,sans-serif;fill:${text}}.cells{image-rendering:pixelated}`;
  const drawing = element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', width, height, viewBox: `0 0 ${short(width)} ${short(height)}` },
    `<style>${style}</style>${content}`,
  );
  return `data:image/svg+xml;base64,${base64(new TextEncoder().encode(drawing))}`;
}

function short(x: number): string {
  return String(Math.round(x * 100) / 100);
}
