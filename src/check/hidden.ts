// Kinks that nothing tells of: opaque code that works with plain numbers. There the slopes to the left and to the right
// differ by more than their errors, and go on differing as the step shrinks.

import type { ValueId } from '../engine/graph';
import type { Base } from './base';
import { NOISE_FACTOR, type Enough, type Estimate, type Steps } from './estimate';
import type { KinkSpan } from './kink';
import { Ladder, climb } from './ladder';
import type { Line } from './propagate';

/** What a line has to do with opaque code. */
export class OpaqueLine {
  /** Some of it gives other results each time. */
  readonly unstable: boolean;
  /** There is some. */
  readonly reached: boolean;
  /** There is one node of it, and the perturbed value goes straight into it. */
  readonly direct: boolean;

  constructor({ graph, unstable }: Base, line: Line, id: ValueId) {
    const nodes = line.nodes.filter((node) => graph.nodes[node].op.opaque);
    this.reached = nodes.length > 0;
    this.unstable = nodes.some((node) => unstable.has(node));
    this.direct = nodes.length === 1 && graph.nodes[nodes[0]].operands.includes(id);
  }
}

const SHRINK = 1 / 8;
const SHRINKS = 14;
/** So many times their errors lie slopes apart that differ. */
const APART = 4;

/** Null where the two sides have one slope, as far as can be seen. */
export function* hiddenKink(line: Line, h: number, noise: number, enough: Enough): Steps<KinkSpan | null> {
  if (!(yield* staysApart(line, h, noise))) return null;
  const left = yield* oneSided(line, 'left', h, noise, enough);
  const right = yield* oneSided(line, 'right', h, noise, enough);
  if (!left || !right) return null;
  if (!(Math.abs(left.slope - right.slope) > APART * (left.bound + right.bound))) return null;
  const [lo, hi] = left.slope < right.slope ? [left, right] : [right, left];
  return { lo, hi, exact: false, slopes: [left.slope, right.slope] };
}

/** Of a smooth loss the sides approach each other as the step does 0; of a kink they keep their distance. */
function* staysApart(line: Line, h: number, noise: number): Steps<boolean> {
  const wide = gapAt(line, h);
  yield;
  const step = h * SHRINK;
  const near = gapAt(line, step);
  return Math.abs(near) > Math.abs(wide) / 2 && Math.abs(near) > (NOISE_FACTOR * 2 * noise) / step;
}

/** The slope to the right less that to the left. */
function gapAt(line: Line, h: number): number {
  const right = line.at(h) / line.moved;
  return right - line.at(-h) / line.moved;
}

function* oneSided(
  line: Line,
  side: 'left' | 'right',
  h: number,
  noise: number,
  enough: Enough,
): Steps<Estimate | null> {
  for (let k = 0, step = h; k <= SHRINKS; k++, step *= SHRINK) {
    const ladder = new Ladder(line, side, noise, true);
    const started = ladder.add(2 * step) && ladder.add(step);
    yield;
    if (started) return yield* climb(ladder, 0.5, enough);
  }
  return null;
}
