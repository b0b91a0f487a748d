// How the numbers of a map are distributed: bars on a logarithmic count axis, so that one in ten thousand is seen too.

import { useMemo } from 'preact/hooks';
import { formatCount, formatError } from '../../protocol/format';
import { binOf, binsOf, heightOf, ticksUpTo, type Bins } from './bins';
import { TITLES, type MapOf } from './maps';
import type { Which } from './numbers';
import { forEachShown, type Sheet } from './sheet';
import { histogramOf } from './settings';
import type { Space } from './space';
import { watchedFlat } from './view';

const WIDTH = 300;
const HEIGHT = 110;
const LEFT = 44;
const BOTTOM = 18;
const TOP = 4;

interface Props {
  readonly maps: readonly MapOf[];
  readonly from: number;
  readonly space: Space;
  readonly sheet: Sheet;
}

export function Histogram({ maps, from, space, sheet }: Props) {
  const map = maps.find(({ which }) => which === histogramOf.value) ?? maps[0];
  const bins = useMemo(() => {
    const shown: number[] = [];
    forEachShown(sheet, (flat) => shown.push(map.data[flat - from]));
    return binsOf(shown, map.which === 'relative' ? 'errors' : 'linear');
  }, [map, sheet, from]);
  return (
    <section class="histogram">
      <h4>
        <label>
          Histogram of{' '}
          <select
            value={map.which}
            onChange={({ currentTarget }) => (histogramOf.value = currentTarget.value as Which)}
          >
            {maps.map(({ which, title }) => (
              <option key={which} value={which}>
                {title}
              </option>
            ))}
          </select>
        </label>
      </h4>
      <Bars bins={bins} title={TITLES[map.which]} watched={numberAt(map, from, watchedFlat(space))} />
      {bins.left > 0 && (
        <p class="quiet">
          {formatCount(bins.left)} more {map.which === 'relative' ? 'without any error, or not checked' : 'not finite'}
        </p>
      )}
    </section>
  );
}

function numberAt({ data }: MapOf, from: number, flat: number | null): number {
  return flat === null ? NaN : (data[flat - from] ?? NaN);
}

interface Drawn {
  readonly bins: Bins;
  readonly title: string;
  /** NaN where none is. */
  readonly watched: number;
}

function Bars({ bins, title, watched }: Drawn) {
  const { edges, counts } = bins;
  const most = Math.max(...counts);
  const width = (WIDTH - LEFT) / counts.length;
  const full = HEIGHT - BOTTOM - TOP;
  const yOf = (count: number): number => HEIGHT - BOTTOM - full * heightOf(count, most);
  const marked = binOf(bins, watched);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={wordsOf(bins, title)}>
      {ticksUpTo(most).map((count) => (
        <g key={count}>
          <path class="grid" d={`M${LEFT},${yOf(count)}H${WIDTH}`} />
          <text x={LEFT - 5} y={yOf(count)} dy="0.35em" class="count">
            {formatCount(count)}
          </text>
        </g>
      ))}
      {counts.map((count, i) => (
        <g key={i} class={i === marked ? 'marked' : ''}>
          <rect
            class="bin"
            x={LEFT + i * width}
            width={Math.max(0.5, width - 0.75)}
            y={yOf(count)}
            height={HEIGHT - BOTTOM - yOf(count)}
          />
          {i === marked && <path class="pointer" d={`M${LEFT + (i + 0.5) * width},${HEIGHT - BOTTOM}l-4,6h8z`} />}
          <rect class="reach" x={LEFT + i * width} width={width} y={TOP} height={full}>
            <title>{`${formatCount(count)} from ${formatError(edges[i])} to ${formatError(edges[i + 1])}`}</title>
          </rect>
        </g>
      ))}
      <path class="axis" d={`M${LEFT},${HEIGHT - BOTTOM}H${WIDTH}`} />
      <text x={LEFT} y={HEIGHT - 3} class="low">
        {formatError(edges[0])}
      </text>
      <text x={WIDTH} y={HEIGHT - 3} class="high">
        {formatError(edges[edges.length - 1])}
      </text>
    </svg>
  );
}

function wordsOf({ edges, counts }: Bins, title: string): string {
  const most = Math.max(...counts);
  const at = counts.indexOf(most);
  const all = counts.reduce((sum, count) => sum + count, 0);
  const range = (low: number, high: number): string => `${formatError(low)} to ${formatError(high)}`;
  return (
    `${title} of ${formatCount(all)} elements, ${range(edges[0], edges[edges.length - 1])}; ` +
    `most, ${formatCount(most)}, from ${range(edges[at], edges[at + 1])}`
  );
}
