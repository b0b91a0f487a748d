// Sum: over some axes or all. Every element that was summed gets dout.

import { defineOp } from '../op';
import { reduction, type Group } from './reduction';
import type { Data } from '../tensor';

export const sum = defineOp(
  reduction({
    name: 'Sum',
    summary: 'Sum over the given axes.',
    reduce: sumOf,
    pull: (_x, start, group, dout, dx) => addToGroup(dx, start, group, dout),
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
