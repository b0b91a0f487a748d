// Derivatives from two central differences, D(h) and D(2h): how near they are to the limit, and how noisy.

import type { Line } from './propagate';

/** A derivative, and how far off it may be. */
export interface Estimate {
  readonly slope: number;
  readonly bound: number;
}

/** Whether an estimate is good enough to stop. */
export type Enough = (estimate: Estimate) => boolean;

/** Work that may be interrupted: it yields between evaluations of the loss, each of which may take long. */
export type Steps<T> = Generator<void, T, void>;

/** Central differences, or those to one side of the point alone. */
export type Side = 'both' | 'right' | 'left';

/** How many standard deviations of the noise a bound allows for. */
export const NOISE_FACTOR = 4;

/**
 * What truncation may have cost D(h), or its extrapolation with D(2h). Of a smooth loss the leading term of D(h) is a
 * third of this; all of it where the second derivative jumps at the point (ELU at 0), so that errors go with h.
 */
export function truncationOf(slope: number, wide: number): number {
  return Math.abs(slope - wide);
}

/** The root mean square of the fourth difference of independent errors is this times theirs: 1 + 16 + 36 + 16 + 1. */
const FOURTH_DIFFERENCE_NOISE = Math.sqrt(70);

/** The loss at -2h, -h, h and 2h, seen as slopes. */
export interface Pair {
  /** D(h) = (L(x + h) - L(x - h)) / 2h. */
  slope: number;
  /** D(2h). */
  wide: number;
  /**
   * The noise of one evaluation, from the fourth difference: of a smooth loss that is h⁴ L'''', which at the steps used
   * here is less than its rounding.
   */
  noise: number;
  /** The rounding of the output alone. */
  floor: number;
  /** On the way some switch was thrown that is not tied at the point ... */
  crossed: boolean;
  /** ... or one that is. */
  broken: boolean;
}

export function emptyPair(): Pair {
  return { slope: NaN, wide: NaN, noise: NaN, floor: NaN, crossed: false, broken: false };
}

export function measurePair(line: Line, h: number, into: Pair): void {
  const right = line.at(h);
  const rightStep = line.moved;
  let { crossed, broken, floor } = line;
  const left = line.at(-h);
  const leftStep = line.moved;
  crossed ||= line.crossed;
  broken ||= line.broken;
  const farRight = line.at(2 * h);
  const farRightStep = line.moved;
  crossed ||= line.crossed;
  broken ||= line.broken;
  floor = Math.max(floor, line.floor);
  const farLeft = line.at(-2 * h);
  into.crossed = crossed || line.crossed;
  into.broken = broken || line.broken;
  into.floor = Math.max(floor, line.floor);
  into.slope = (right - left) / (rightStep - leftStep);
  into.wide = (farRight - farLeft) / (farRightStep - line.moved);
  into.noise = Math.abs(farRight + farLeft - 4 * (right + left)) / FOURTH_DIFFERENCE_NOISE;
}

/** Of smooth losses D(2h) differs from D(h) by so much of it at most, ... */
const SMALL_SPREAD = 0.1;
/** ... or by nearly four times, where the derivative itself is 0. */
const CUBIC_GROWTH = 3;

/**
 * Whether two slopes are near enough to the limit that their difference tells the error. Of a loss that levels off, both
 * slopes fall with 1/h, and so does their difference: that is no convergence.
 */
export function isSettled(slope: number, wide: number, rounding: number): boolean {
  const spread = Math.abs(slope - wide);
  return (
    spread <= SMALL_SPREAD * Math.max(Math.abs(slope), Math.abs(wide)) ||
    spread <= rounding ||
    Math.abs(wide) >= CUBIC_GROWTH * Math.abs(slope)
  );
}
