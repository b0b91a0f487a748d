// All maps of a tensor beside each other, under one cursor and one zoom, with the legends of their colours.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { formatCount } from '../../protocol/format';
import { PathNote } from '../paths/note';
import { HeatMap } from './heat-map';
import { moved, STEP } from './frame-keys';
import { Legend } from './legend';
import type { MapOf } from './maps';
import type { Numbers } from './numbers';
import { VERDICTS } from './numbers';
import { wholeFrame, zoomed, type Size } from './paint';
import { logarithmic } from './settings';
import type { Sheet } from './sheet';
import { frame, selectedFlat, selectFlat } from './view';

interface Props {
  readonly numbers: Numbers;
  readonly maps: readonly MapOf[];
  readonly sheet: Sheet;
}

const NARROWEST = 150;
const BETWEEN = 12;
const HIGHEST = 300;
const LARGEST_CELL = 46;
/** Thinner rows than this are hard to tell apart: matrices of few rows are drawn higher than wide cells would make them. */
const THINNEST = 12;

export function MapGrid({ numbers, maps, sheet }: Props) {
  const { tensor, space, from, columns } = numbers;
  const grid = useRef<HTMLDivElement>(null);
  const width = useWidth(grid);
  const size = sizeOf(sheet, mapWidth(width, maps.length));
  const pick = useCallback((flat: number) => selectFlat(tensor.name, space, flat), [tensor.name, space]);
  const { verdicts } = columns;
  const isWrong = useCallback((flat: number) => VERDICTS[verdicts?.[flat - from] ?? 0] === 'fail', [verdicts, from]);
  useWheel(grid, sheet, size);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const seen = frame.peek() ?? wholeFrame(sheet);
    const next = moved(event.key, sheet, seen, selectedFlat(space));
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    frame.value = next.frame;
    if (next.flat !== null) pick(next.flat);
  };
  const gradients = maps.filter(({ which }) => which !== 'value' && which !== 'relative');
  const groups = [
    { title: 'value', maps: maps.filter(({ which }) => which === 'value') },
    { title: gradients.length > 1 ? 'gradients, difference' : 'gradient', maps: gradients },
    { title: 'relative error', maps: maps.filter(({ which }) => which === 'relative') },
  ];
  return (
    <>
      <Tools sheet={sheet} />
      <div class="scales">
        {groups.map(
          (group) =>
            group.maps.length > 0 && (
              <Legend key={group.title} title={group.title} maps={group.maps} from={from} space={space} />
            ),
        )}
      </div>
      <PathNote tensor={tensor.name} />
      <div
        ref={grid}
        class="maps"
        role="application"
        aria-roledescription="heat maps"
        aria-label={`Heat maps of ${tensor.name}: arrow keys walk from element to element, plus and minus zoom`}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        {maps.map((map) => (
          <figure key={map.which} class="map" data-map={map.which}>
            <figcaption>{map.title}</figcaption>
            <HeatMap numbers={numbers} map={map} sheet={sheet} size={size} isWrong={isWrong} onPick={pick} />
          </figure>
        ))}
      </div>
    </>
  );
}

function Tools({ sheet }: { readonly sheet: Sheet }) {
  const seen = frame.value ?? wholeFrame(sheet);
  const by = (factor: number): void => void (frame.value = zoomed(sheet, seen, factor, { x: 0.5, y: 0.5 }));
  const isWhole = seen.rows >= sheet.rows.length && seen.columns >= sheet.columns.length;
  return (
    <div class="row tools-of-maps">
      <button type="button" aria-label="Nearer" onClick={() => by(STEP)}>
        +
      </button>
      <button type="button" aria-label="Further" disabled={isWhole} onClick={() => by(1 / STEP)}>
        −
      </button>
      <button type="button" disabled={isWhole} onClick={() => (frame.value = null)}>
        All
      </button>
      <label>
        <input
          type="checkbox"
          checked={logarithmic.value}
          onChange={({ currentTarget }) => (logarithmic.value = currentTarget.checked)}
        />{' '}
        logarithmic colours
      </label>
      {!isWhole && (
        <span class="quiet">
          {formatCount(Math.round(seen.rows))} × {formatCount(Math.round(seen.columns))} in view
        </span>
      )}
    </div>
  );
}

/** Follows the room that there is. */
function useWidth(element: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([{ contentRect }]) => setWidth(Math.floor(contentRect.width)));
    if (element.current) observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return width;
}

/** Turned with the control key, or pinched, it zooms; without, the panel scrolls as ever. */
function useWheel(element: { readonly current: HTMLElement | null }, sheet: Sheet, size: Size): void {
  useEffect(() => {
    const turn = (event: WheelEvent): void => {
      const cells = (event.target as Element).closest('.cells');
      if (!event.ctrlKey || !cells) return;
      event.preventDefault();
      const { left, top } = cells.getBoundingClientRect();
      const at = { x: (event.clientX - left) / size.width, y: (event.clientY - top) / size.height };
      frame.value = zoomed(sheet, frame.peek() ?? wholeFrame(sheet), 2 ** (-event.deltaY / 200), at);
    };
    const { current } = element;
    // Only a listener that says that it is not passive can keep the page from zooming.
    current?.addEventListener('wheel', turn, { passive: false });
    return () => current?.removeEventListener('wheel', turn);
  }, [sheet, size.width, size.height]);
}

function mapWidth(available: number, maps: number): number {
  const beside = Math.max(1, Math.min(maps, Math.floor((available + BETWEEN) / (NARROWEST + BETWEEN))));
  return Math.max(1, Math.floor((available - (beside - 1) * BETWEEN) / beside));
}

/** Images keep their proportions; matrices may be squeezed, so that long ones are seen whole. */
function sizeOf({ rows, columns, unfold, shape }: Sheet, available: number): Size {
  const [down, across] = [rows.length, columns.length];
  if (unfold || shape.length > 2) {
    const cell = Math.min(LARGEST_CELL, available / across, HIGHEST / down);
    return { width: Math.max(1, Math.round(across * cell)), height: Math.max(1, Math.round(down * cell)) };
  }
  const width = Math.min(LARGEST_CELL, available / across);
  const height = Math.min(Math.max(Math.min(width, LARGEST_CELL / 2), THINNEST), HIGHEST / down);
  return { width: Math.max(1, Math.round(across * width)), height: Math.max(1, Math.round(down * height)) };
}
