// What Max and Min share: of each group the largest element, or with sign -1 the smallest; the first where several are,
// and a NaN where there is one. A branch is the flat position of the element that was taken.

import { copyLanes } from '../difference';
import { TIED, type Call, type Op } from '../op';
import { indexOf, type Data } from '../tensor';
import { forEachGroup, layoutOf, reduction, type Group, type GroupMove } from './reduction';

type Parts = Pick<Op, 'name' | 'summary' | 'formula'> & { readonly sign: 1 | -1 };

export function extremum({ sign, ...parts }: Parts): Op {
  return reduction({
    ...parts,
    reduce: (x, start, group) => x[firstOf(x, start, group, sign)],
    pull(x, start, group, dout, dx) {
      dx[firstOf(x, start, group, sign)] += dout;
    },
    move: (moving, x, start, group) => moveExtremum(moving, x, start, group, sign),
    jvp: 'held',
    switches: {
      branches(call, box, into) {
        const { data } = call.operands[0];
        forEachGroup(call, box, (o, start, group) => {
          const first = firstOf(data, start, group, sign);
          into[o] = countOf(data, start, group, data[first]) > 1 ? TIED : first;
        });
      },
      tied(call, flat) {
        const { data } = call.operands[0];
        const [start, group] = groupAt(call, flat);
        const value = data[firstOf(data, start, group, sign)];
        return positionsOf(start, group).filter((i) => data[i] === value);
      },
      force: ({ operands: [x] }, _flat, branch) => x.data[branch],
    },
  });
}

function firstOf(x: Data, start: number, { offsets, count, step }: Group, sign: number): number {
  let first = start;
  let best = x[start];
  for (const offset of offsets) {
    for (let i = start + offset, k = 0; k < count; k++, i += step) {
      if (sign * x[i] > sign * best || (Number.isNaN(x[i]) && !Number.isNaN(best))) {
        first = i;
        best = x[i];
      }
    }
  }
  return first;
}

/** max (x + d) - max x = max ((x - max x) + d): nothing cancels where the largest stays the largest. */
export function moveExtremum(
  { call, placeOf, d, into, at }: GroupMove,
  x: Data,
  start: number,
  group: Group,
  sign: number,
): void {
  const { lanes, crossed } = call;
  const { offsets, count, step } = group;
  const first = firstOf(x, start, group, sign);
  const own = placeOf(first);
  if (own < 0) into.fill(0, at, at + lanes);
  else copyLanes(d, own * lanes, into, at, lanes);
  for (const offset of offsets) {
    for (let i = start + offset, k = 0; k < count; k++, i += step) {
      const place = i === first ? -1 : placeOf(i);
      if (i === first || (place < 0 && own < 0)) continue;
      const behind = x[i] - x[first];
      for (let lane = 0; lane < lanes; lane++) {
        const moved = behind + (place < 0 ? 0 : d[place * lanes + lane]);
        const lead = own < 0 ? 0 : d[own * lanes + lane];
        // One that overtakes or draws level; or that was level and no longer moves along.
        if (sign * moved >= sign * lead && (behind !== 0 || moved !== lead)) crossed[lane] = 1;
        else if (behind === 0 && moved !== lead) crossed[lane] = 1;
        if (sign * moved > sign * into[at + lane]) into[at + lane] = moved;
      }
    }
  }
}

function countOf(x: Data, start: number, { offsets, count, step }: Group, value: number): number {
  let found = 0;
  for (const offset of offsets) {
    for (let i = start + offset, k = 0; k < count; k++, i += step) if (x[i] === value) found++;
  }
  return found;
}

function groupAt(call: Call, flat: number): readonly [number, Group] {
  const { kept, group } = layoutOf(call);
  return [indexOf(call.out.shape, flat).reduce((start, at, axis) => start + at * kept[axis], 0), group];
}

function positionsOf(start: number, { offsets, count, step }: Group): number[] {
  return offsets.flatMap((offset) => Array.from({ length: count }, (_, k) => start + offset + k * step));
}
