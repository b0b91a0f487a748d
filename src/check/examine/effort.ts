// How much of a layer is measured: every evaluation of code of which nothing is known reads all that it is given.

import type { Subject } from './subject';

/** How many elements can be measured with so much work, between bounds. */
export function affordable({ values }: Subject, work: number, fewest: number, most: number): number {
  const read = [...values.inputs, ...values.params.values()].reduce((sum, { data }) => sum + data.length, 1);
  return Math.min(most, Math.max(fewest, Math.floor(work / read)));
}
