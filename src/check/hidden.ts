// Kinks that nothing tells of: opaque code that works with plain numbers. There the slopes to the left and to the right
// differ by more than their errors, and go on differing as the step shrinks.

import { NOISE_FACTOR, type Estimate } from './estimate';
import type { Line } from './propagate';

/** Rounding may cost so much of the tolerance: as small a step shows kinks that are near the point from the point's own. */
const ROUNDING_SHARE = 1 / 16;
/** Far below the usual step, too few bits of the perturbed value move. */
const SMALLEST = 2 ** -30;
/** Roundings of what goes into the loss, as those of its output alone. */
const ROUNDINGS = 8;
/** Of the step; how far their slopes lie apart tells what rounding inside the code does. */
const MULTIPLES = [1, 1.5, 2, 3];
/** So many times their errors lie slopes apart that differ. */
const APART = 4;

/** How many elements that stand at kinks of which nothing tells are moved by a step to either side. */
export function kinksMoved(line: Line, h: number): number {
  line.at(h);
  const moved = new Set(line.unsettled);
  line.at(-h);
  for (const element of line.unsettled) moved.add(element);
  return moved.size;
}

export interface Sides {
  readonly left: Estimate;
  readonly right: Estimate;
}

/**
 * The slopes to both sides, at a step so small that truncation is nothing. Null where known switches are in the way.
 * `measured` is the tensor's noise: of an element's own differences a kink would be part.
 */
export function sidesAt(line: Line, h: number, measured: number, tolerated: number): Sides | null {
  line.at(h);
  const noise = NOISE_FACTOR * Math.max(measured, ROUNDINGS * line.floor);
  const step = Math.min(h, Math.max(noise / (ROUNDING_SHARE * tolerated), h * SMALLEST));
  const left = oneSided(line, -step, noise);
  const right = left && oneSided(line, step, noise);
  return left && right && { left, right };
}

export function areApart({ left, right }: Sides): boolean {
  return Math.abs(left.slope - right.slope) > APART * (left.bound + right.bound);
}

function oneSided(line: Line, t: number, noise: number): Estimate | null {
  let [lowest, highest] = [Infinity, -Infinity];
  for (const multiple of MULTIPLES) {
    const slope = line.at(multiple * t) / line.moved;
    if (line.crossed || !Number.isFinite(slope)) return null;
    lowest = Math.min(lowest, slope);
    highest = Math.max(highest, slope);
  }
  return { slope: (lowest + highest) / 2, bound: highest - lowest + noise / Math.abs(t) };
}
