// One verdict as a picture: the numerical gradient with its error bar, what may lie around it, and where the analytic one lies.

import { css, type Palette } from '../../picture/palette';
import { dataUri, element, type Picture } from './svg';

export interface Comparison {
  readonly analytic: number;
  readonly numeric: number;
  readonly bound: number;
  readonly tolerance: number;
}

/** What the marks are called, in the language of the editor. */
export interface Words {
  readonly numerical: string;
  readonly allowed: string;
  readonly analytic: string;
}

const WIDTH = 294;
const HEIGHT = 34;
const MIDDLE = 10;
const LEGEND = 28;
/** How far from the middle, in units of what is allowed, there is room for. */
const REACH = 3;
const MARGIN = 8;

/** Distances are in units of the tolerance and the bound together: what is within 1 of the middle may be right. */
export function errorBar({ analytic, numeric, bound, tolerance }: Comparison, words: Words, palette: Palette): Picture {
  const allowed = tolerance + bound;
  const at = (distance: number): number => (WIDTH / 2) * (1 + distance / allowed / REACH);
  const distance = analytic - numeric;
  const beyond = !(Math.abs(distance / allowed) < REACH);
  const band = { x: at(-tolerance), y: MIDDLE - 8, width: at(tolerance) - at(-tolerance), height: 16 };
  const content = [
    element('rect', { ...band, fill: palette.frame, 'fill-opacity': BAND }),
    line(0, MIDDLE, WIDTH, MIDDLE, palette),
    bar(at(-bound), at(bound), MIDDLE, palette),
    beyond
      ? element('path', { d: arrow(distance), fill: css(palette.positive), stroke: palette.text })
      : dot(at(distance), MIDDLE, palette),
    legend(words, palette),
  ];
  return { uri: dataUri(WIDTH, HEIGHT, palette, content.join('')), width: WIDTH, height: HEIGHT };
}

const BAND = 0.35;

function legend({ numerical, allowed, analytic }: Words, palette: Palette): string {
  const text = (x: number, words: string): string => element('text', { x, y: LEGEND + 4 }, words);
  return [
    bar(2, 14, LEGEND, palette),
    text(19, numerical),
    element('rect', { x: 112, y: LEGEND - 5, width: 12, height: 10, fill: palette.frame, 'fill-opacity': BAND }),
    text(129, allowed),
    dot(216, LEGEND, palette),
    text(225, analytic),
  ].join('');
}

function bar(from: number, to: number, y: number, palette: Palette): string {
  return [
    line(from, y - 5, from, y + 5, palette),
    line(to, y - 5, to, y + 5, palette),
    element('rect', { x: from, y: y - 1.5, width: to - from, height: 3, fill: palette.text }),
  ].join('');
}

function dot(cx: number, cy: number, palette: Palette): string {
  return element('circle', { cx, cy, r: 4, fill: css(palette.positive), stroke: palette.text });
}

function line(x1: number, y1: number, x2: number, y2: number, { text }: Palette): string {
  return element('line', { x1, y1, x2, y2, stroke: text });
}

/** Where the analytic gradient lies outside of the picture. */
function arrow(distance: number): string {
  const direction = distance < 0 ? -1 : 1;
  const tip = distance < 0 ? 1 : WIDTH - 1;
  return `M${tip} ${MIDDLE}l${-MARGIN * direction} -5v10z`;
}
