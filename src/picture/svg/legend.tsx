// What the signs of a drawing mean: of verdicts only those that occur in it.

import type { Picture } from '../scene/picture';
import { verdictOfNode } from '../scene/picture';
import { shownOf, verdictOf, type Shown } from '../words';
import { widthOf } from './lines';

const ORDER: readonly Shown[] = ['pass', 'fail', 'inherited', 'undecided', 'kink', 'skipped'];
const LINE = 24;
const GAP = 26;
/** From a sign to its meaning. */
const INDENT = 16;

const NUMBERS = [
  { class: 'value', sign: '2.5', means: 'value, above the line; of several numbers their shape and ‖norm‖' },
  { class: 'gradient', sign: '← 2.5', means: 'gradient, below it, on its way back' },
  { class: 'difference', sign: 'Δ', means: 'the largest distance from the numerical gradient' },
] as const;

interface Entry {
  readonly x: number;
  readonly y: number;
  readonly status?: Shown;
  readonly number?: (typeof NUMBERS)[number];
  readonly means: string;
}

export interface Legend {
  readonly entries: readonly Entry[];
  readonly height: number;
}

/** In rows that are as wide as that. */
export function legendOf(picture: Picture, width: number): Legend {
  const found = new Set<Shown | null>([
    ...picture.nodes.map((node) => verdictOfNode(node, picture)),
    ...picture.edges.map(({ tensor }) => shownOf(picture.flat.tensors[tensor])),
  ]);
  const all: Omit<Entry, 'x' | 'y'>[] = [
    ...NUMBERS.map((number) => ({ number, means: number.means })),
    ...ORDER.filter((status) => found.has(status)).map((status) => ({ status, means: verdictOf(status).words })),
  ];
  let [x, y] = [0, 0];
  const entries = all.map((entry): Entry => {
    const long = INDENT + widthOf(entry.means) + (entry.number ? widthOf(entry.number.sign) : 0);
    if (x > 0 && x + long > width) [x, y] = [0, y + LINE];
    const placed = { ...entry, x, y };
    x += long + GAP;
    return placed;
  });
  return { entries, height: y + LINE };
}

export function LegendMarks({ legend, x, y }: { readonly legend: Legend; readonly x: number; readonly y: number }) {
  return (
    <g class="legend" transform={`translate(${x},${y})`}>
      {legend.entries.map((entry) => (
        <g key={entry.means} transform={`translate(${entry.x},${entry.y + LINE / 2})`}>
          {entry.status && <Glyph status={entry.status} />}
          {entry.number && (
            <g class="numbers">
              <text class={entry.number.class} dy="0.36em">
                {entry.number.sign}
              </text>
            </g>
          )}
          <text class="quiet" x={INDENT + (entry.number ? widthOf(entry.number.sign) : 6)} dy="0.36em">
            {entry.means}
          </text>
        </g>
      ))}
    </g>
  );
}

function Glyph({ status }: { readonly status: Shown }) {
  return (
    <g class={`badge ${status}`} transform="translate(9,0)">
      <circle r="9" />
      <text dy="0.36em" style="text-anchor:middle">
        {verdictOf(status).glyph}
      </text>
    </g>
  );
}
