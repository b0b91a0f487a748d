// Small matrices as pictures beside each other, each with its legend.

import { base64 } from '../../handout/bytes';
import type { Matrix } from '../../protocol/messages';
import { formatError } from '../../session/format';
import { colourAt, css, type Palette } from '../../picture/palette';
import { png } from './png';
import { dataUri, element, type Picture } from './svg';

export interface HeatMap {
  readonly title: string;
  readonly matrix: Matrix;
  /** What has full colour; beyond it, no more. */
  readonly full: number;
}

const WIDEST = 150;
const HIGHEST = 96;
/** Small tensors are not blown up without end, and long ones not too thin to be seen. */
const LARGEST_CELL = 16;
const THINNEST = 10;
const LINE = 14;
const GAP = 24;
const BAR = 6;
const LEGEND_WIDTH = 120;

/** Positions in the colour table: 0 is where there is no number, the others go from -1 to 1. */
const SHADES = 254;

export function heatMaps(maps: readonly HeatMap[], palette: Palette): Picture {
  const boxes = maps.map(({ matrix }) => sizeOf(matrix));
  const height = Math.max(...boxes.map((box) => box.height)) + 2 * LINE + BAR + 6;
  let x = 0;
  const drawn = maps.map((map, i) => {
    const at = x;
    x += Math.max(boxes[i].width, LEGEND_WIDTH) + GAP;
    return element('g', { transform: `translate(${at},0)` }, drawMap(map, boxes[i], palette, i));
  });
  return { uri: dataUri(x - GAP, height, palette, drawn.join('')), width: x - GAP, height };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function sizeOf({ rows, columns }: Matrix): Size {
  const cell = Math.min(LARGEST_CELL, WIDEST / columns, HIGHEST / rows);
  return { width: Math.max(THINNEST, columns * cell), height: Math.max(THINNEST, rows * cell) };
}

function drawMap({ title, matrix, full }: HeatMap, { width, height }: Size, palette: Palette, i: number): string {
  const place = { x: 0.5, y: LINE + 0.5, width, height };
  const legend = LINE + height + 5;
  return [
    element('text', { x: 0, y: 10 }, title),
    element('image', { ...place, href: pixelsOf(matrix, full, palette), preserveAspectRatio: 'none', class: 'cells' }),
    element('rect', { ...place, fill: 'none', stroke: palette.frame }),
    element(
      'linearGradient',
      { id: `scale${i}` },
      [-1, 0, 1]
        .map((at) => element('stop', { offset: (at + 1) / 2, 'stop-color': css(colourAt(palette, at)) }))
        .join(''),
    ),
    element('rect', {
      x: 0.5,
      y: legend,
      width: LEGEND_WIDTH - 1,
      height: BAR,
      fill: `url(#scale${i})`,
      stroke: palette.frame,
    }),
    ...[-1, 0, 1].map((at) =>
      element(
        'text',
        { x: ((at + 1) / 2) * LEGEND_WIDTH, y: legend + BAR + 11, 'text-anchor': ['start', 'middle', 'end'][at + 1] },
        at === 0 ? '0' : `${at < 0 ? '−' : ''}${formatError(full)}`,
      ),
    ),
  ].join('');
}

function pixelsOf({ rows, columns, data }: Matrix, full: number, palette: Palette): string {
  const shade = (x: number): number =>
    Number.isNaN(x) ? 0 : 1 + Math.round(((Math.max(-1, Math.min(1, x / full || 0)) + 1) / 2) * SHADES);
  const colours = Array.from({ length: SHADES + 2 }, (_, k) => colourAt(palette, (2 * (k - 1)) / SHADES - 1));
  const bytes = png(columns, rows, Uint8Array.from(data, shade), colours);
  return `data:image/png;base64,${base64(bytes)}`;
}
