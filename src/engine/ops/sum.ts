// Sum: over some axes or all. Every element that was summed gets dout.

import { defineOp } from '../op';
import { addScaled } from '../kernels/loops';
import { layoutOf, reduction, type Group, type GroupMove } from './reduction';
import type { Data } from '../tensor';

export const sum = defineOp(
  reduction({
    name: 'Sum',
    summary: 'Sum over the given axes.',
    reduce: sumOf,
    move: (moving, _x, start, group) => addMoves(moving, start, group, 1),
    addsSamples: (call) => layoutOf(call).reduced[0] === true,
    pull: (_x, start, group, dout, dx) => addToGroup(dx, start, group, dout),
    jvp: 'linear',
    formula: { forward: 'Σ x', gradients: { x: 'dout, stretched over the summed axes' } },
  }),
);

export function sumOf(x: Data, start: number, { offsets, count, step }: Group): number {
  let sum = 0;
  for (const offset of offsets) {
    for (let i = start + offset, k = 0; k < count; k++, i += step) sum += x[i];
  }
  return sum;
}

export function addToGroup(dx: Data, start: number, { offsets, count, step }: Group, value: number): void {
  for (const offset of offsets) {
    for (let i = start + offset, k = 0; k < count; k++, i += step) dx[i] += value;
  }
}

/** The movements of the group's elements, added up and multiplied. */
export function addMoves(moving: GroupMove, start: number, { offsets, count, step }: Group, factor: number): void {
  const { call, d, into, at } = moving;
  const { lanes } = call;
  into.fill(0, at, at + lanes);
  for (const offset of offsets) {
    for (let i = start + offset, k = 0; k < count; k++, i += step) {
      const place = moving.placeOf(i);
      if (place >= 0) addScaled(d, place * lanes, factor, into, at, lanes);
    }
  }
}
