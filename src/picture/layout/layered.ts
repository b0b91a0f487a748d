// The arrangement of large graphs, after Sugiyama: nodes in columns by their distance from the inputs, ordered by the
// medians of their neighbours, then as near to them as their neighbours in the column allow. No recursion; time grows
// with the edges times the columns that they cross.

import { levelThrough, SPACING, type Arrange, type Box, type Line } from './arrange';
import { inRows, type Column, type Rows } from './rows';
import type { Point } from './types';

/** A node, or the place where a longer edge crosses a column. */
interface Slot {
  readonly box: Box | null;
  readonly rank: number;
  readonly height: number;
  readonly before: Slot[];
  readonly after: Slot[];
  x: number;
  y: number;
}

const ORDER_SWEEPS = 4;
const PLACE_SWEEPS = 6;
/** So many columns on either side make up the trend of a place. */
const TREND = 12;

export const byLayers: Arrange = (boxes, lines, margin) => {
  const ranks = ranksOf(boxes, lines);
  const columns = Array.from({ length: Math.max(-1, ...ranks.values()) + 1 }, (): Slot[] => []);
  const slots = new Map(boxes.map((box) => [box.id, slotIn(columns, ranks.get(box.id)!, box)]));
  const chains = new Map(lines.map((line) => [line.id, chainOf(line, slots, columns)]));
  order(columns);
  placeColumns(columns);
  level(columns);
  const rows = inRows(extentsOf(columns, lines, ranks), margin);
  const centre = (slot: Slot): Stop => ({ slot, ...rows.move(slot.rank, { x: slot.x, y: slot.y }) });
  return {
    width: rows.width,
    height: rows.height,
    nodes: new Map(
      boxes.map(({ id }) => {
        const { x, y } = centre(slots.get(id)!);
        return [id, { x, y }];
      }),
    ),
    edges: new Map(lines.map(({ id, width }) => [id, routed(chains.get(id)!.map(centre), width, rows)])),
  };
};

/** The longest way from an input; what only leads to one column stands right before it. */
function ranksOf(boxes: readonly Box[], lines: readonly Line[]): Map<string, number> {
  const after = new Map<string, string[]>(boxes.map(({ id }) => [id, []]));
  const missing = new Map(boxes.map(({ id }) => [id, 0]));
  for (const { from, to } of lines) {
    after.get(from)!.push(to);
    missing.set(to, missing.get(to)! + 1);
  }
  const ranks = new Map<string, number>(boxes.map(({ id }) => [id, 0]));
  const sources = boxes.filter(({ id }) => missing.get(id) === 0).map(({ id }) => id);
  const ready = [...sources];
  for (let id; (id = ready.pop()) !== undefined;) {
    for (const next of after.get(id)!) {
      ranks.set(next, Math.max(ranks.get(next)!, ranks.get(id)! + 1));
      missing.set(next, missing.get(next)! - 1);
      if (missing.get(next) === 0) ready.push(next);
    }
  }
  for (const id of sources) {
    const users = after.get(id)!.map((next) => ranks.get(next)!);
    if (users.length > 0) ranks.set(id, Math.min(...users) - 1);
  }
  return ranks;
}

function slotIn(columns: Slot[][], rank: number, box: Box | null): Slot {
  const slot: Slot = { box, rank, height: box?.height ?? SPACING.edge, before: [], after: [], x: 0, y: 0 };
  columns[rank].push(slot);
  return slot;
}

/** From end to end, with a slot in each column between. */
function chainOf({ from, to }: Line, slots: ReadonlyMap<string, Slot>, columns: Slot[][]): Slot[] {
  const end = slots.get(to)!;
  const chain = [slots.get(from)!];
  for (let rank = chain[0].rank + 1; rank < end.rank; rank++) chain.push(slotIn(columns, rank, null));
  chain.push(end);
  for (let i = 1; i < chain.length; i++) {
    chain[i - 1].after.push(chain[i]);
    chain[i].before.push(chain[i - 1]);
  }
  return chain;
}

/** Sorts each column by the means of its neighbours' positions, to and fro. */
function order(columns: readonly Slot[][]): void {
  const positions = new Map<Slot, number>();
  const note = (column: readonly Slot[]): void => column.forEach((slot, i) => positions.set(slot, i));
  columns.forEach(note);
  const sort = (column: Slot[], side: 'before' | 'after'): void => {
    const key = new Map(
      column.map((slot) => {
        const near = slot[side].map((one) => positions.get(one)!);
        return [slot, near.length > 0 ? meanOf(near) : positions.get(slot)!];
      }),
    );
    column.sort((a, b) => key.get(a)! - key.get(b)!);
    note(column);
  };
  for (let sweep = 0; sweep < ORDER_SWEEPS; sweep++) {
    for (const column of columns) sort(column, 'before');
    for (const column of columns.toReversed()) sort(column, 'after');
  }
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function placeColumns(columns: readonly Slot[][]): void {
  for (const column of columns) spread(column, () => 0);
  for (let sweep = 0; sweep < PLACE_SWEEPS; sweep++) {
    const towards = (side: 'before' | 'after') => (slot: Slot) =>
      slot[side].length > 0 ? meanOf(slot[side].map(({ y }) => y)) : slot.y;
    for (const column of columns) spread(column, towards('before'));
    for (const column of columns.toReversed()) spread(column, towards('after'));
  }
}

/** Over hundreds of columns small steps to one side add up: the trend is taken out, the bends stay. */
function level(columns: readonly Slot[][]): void {
  const centres = columns.map((column) => meanOf(column.map(({ y }) => y)));
  columns.forEach((column, rank) => {
    const trend = meanOf(centres.slice(Math.max(0, rank - TREND), rank + TREND + 1));
    for (const slot of column) slot.y -= trend;
  });
}

/**
 * As near to where they want to be as their order and their distances allow, in the sense of least squares: neighbours
 * that want to be in each other's place form a block at the mean of their wishes (pool adjacent violators).
 */
function spread(column: readonly Slot[], wish: (slot: Slot) => number): void {
  const offsets: number[] = [];
  column.forEach((slot, i) => {
    const above = column[i - 1];
    offsets.push(above ? offsets[i - 1] + (above.height + slot.height) / 2 + SPACING.node : 0);
  });
  const blocks: { sum: number; count: number }[] = [];
  column.forEach((slot, i) => {
    let block = { sum: wish(slot) - offsets[i], count: 1 };
    for (let above; (above = blocks.at(-1)) && above.sum / above.count > block.sum / block.count;) {
      blocks.pop();
      block = { sum: above.sum + block.sum, count: above.count + block.count };
    }
    blocks.push(block);
  });
  let i = 0;
  for (const { sum, count } of blocks) for (let k = 0; k < count; k++, i++) column[i].y = sum / count + offsets[i];
}

/** Columns side by side, with room between them for the numbers on the edges that end there. */
function extentsOf(columns: readonly Slot[][], lines: readonly Line[], ranks: ReadonlyMap<string, number>): Column[] {
  const gaps = columns.map(() => 2 * SPACING.rank);
  for (const { to, width } of lines) gaps[ranks.get(to)!] = Math.max(gaps[ranks.get(to)!], width + 2 * SPACING.rank);
  let right = 0;
  return columns.map((column, rank) => {
    const left = rank > 0 ? right + gaps[rank] : 0;
    const width = Math.max(0, ...column.map(({ box }) => box?.width ?? 0));
    right = left + width;
    for (const slot of column) slot.x = left + width / 2;
    return {
      left,
      width,
      top: Math.min(...column.map(({ y, height }) => y - height / 2)),
      bottom: Math.max(...column.map(({ y, height }) => y + height / 2)),
    };
  });
}

interface Stop extends Point {
  readonly slot: Slot;
}

/** The numbers stand before the end, where the edge is alone. */
function routed(chain: readonly Stop[], room: number, rows: Rows) {
  const first = chain[0];
  const last = chain[chain.length - 1];
  const end = { x: last.x - last.slot.box!.width / 2, y: last.y };
  const points: Point[] = [{ x: first.x + first.slot.box!.width / 2, y: first.y }];
  let label: Point = points[0];
  for (let i = 1; i < chain.length; i++) {
    const { slot } = chain[i];
    const isLast = i === chain.length - 1;
    const turns = rows.rowOf(slot.rank) !== rows.rowOf(chain[i - 1].slot.rank);
    const to = isLast ? end : { x: chain[i].x, y: chain[i].y };
    const from = points[points.length - 1];
    if (turns) points.push(...rows.turn(from, to, slot.rank));
    if (!isLast) {
      points.push(to);
      continue;
    }
    label = { x: end.x - SPACING.rank - room / 2, y: turns ? end.y : from.y };
    if (room > 0 && !turns) points.push(...levelThrough(label, room));
    points.push(end);
  }
  return { points, label };
}
