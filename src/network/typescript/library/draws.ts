// Numbers that were drawn last: a program is built again for every layer that is made anew, and by every check of a text
// that is being edited, and draws the same each time.

import type { Data } from '../../../engine/tensor';

/** Of numbers, as many as are kept. */
const MOST = 2 ** 21;

const kept = new Map<string, Data>();
let count = 0;

/** A copy of what `draw` gives; the key must say all that it depends on. */
export function drawnOnce(key: string, draw: () => Data): Data {
  const known = kept.get(key);
  kept.delete(key);
  const data = known ?? draw();
  if (!known) count += data.length;
  kept.set(key, data);
  for (const [old, { length }] of kept) {
    if (count <= MOST) break;
    kept.delete(old);
    count -= length;
  }
  return data.slice();
}
