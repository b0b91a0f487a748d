// Derivatives from differences: a table of slopes at steps that halve, extrapolated to step 0 (Richardson, Ridders),
// each entry with what its truncation and its rounding may have cost.

import type { Line } from './propagate';

/** A derivative, and how far off it may be. */
export interface Estimate {
  readonly slope: number;
  readonly bound: number;
}

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

/** Ridders' error estimate, taken so many times: the entry with the least of many estimates is likely to be flattered. */
const RIDDERS_FACTOR = 2;

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

/** Most steps of one table: 2^39 between the smallest and the largest. */
const LEVELS = 40;

/**
 * Slopes at steps h, h·2, h·4 ... in both directions, and their extrapolation. Entry (i, j) uses the j + 1 steps that end
 * with the i-th largest. The error of a central slope goes with even powers of the step, of a one-sided one with all.
 */
export class Ladder {
  /** Some switch was thrown at the last step tried; that step is not in the table. */
  blocked = false;
  private readonly steps: number[] = [];
  private readonly slopes: number[] = [];

  constructor(
    private readonly line: Line,
    private readonly side: Side,
    /** Of one evaluation of the loss. */
    private readonly noise: number,
    /** Ties at the point are held on a branch, so that breaking them does no harm. */
    private readonly tiesHeld = false,
  ) {}

  get full(): boolean {
    return this.steps.length >= LEVELS;
  }

  get largest(): number {
    return this.steps[0];
  }

  get smallest(): number {
    return this.steps[this.steps.length - 1];
  }

  /** Adds the slope at step h: larger than all so far, or smaller. False where a switch or a NaN stands in the way. */
  add(h: number): boolean {
    const slope = this.slopeAt(h);
    if (this.blocked || !Number.isFinite(slope)) return false;
    if (h > this.largest) {
      this.steps.unshift(h);
      this.slopes.unshift(slope);
    } else {
      this.steps.push(h);
      this.slopes.push(slope);
    }
    return true;
  }

  /** At the smallest step the noise costs more than the curvature. */
  roundingDominates(): boolean {
    const { steps, slopes } = this;
    const last = steps.length - 1;
    return (NOISE_FACTOR * this.noise) / steps[last] > Math.abs(slopes[last] - slopes[last - 1]);
  }

  /** The entry whose bound is least, of those made of slopes that have settled; needs two steps at least. */
  best(): Estimate {
    const { steps, slopes, side } = this;
    let best: Estimate = { slope: NaN, bound: Infinity };
    let above: Entry[] = [];
    for (let i = 0; i < steps.length; i++) {
      const row: Entry[] = [{ slope: slopes[i], rounding: (NOISE_FACTOR * this.noise) / steps[i], settled: true }];
      for (let j = 1; j <= i; j++) {
        const entry = extrapolate(row[j - 1], above[j - 1], (side === 'both' ? 4 : 2) ** j);
        if (j === 1) entry.settled = isSettled(slopes[i], slopes[i - 1], row[0].rounding + above[0].rounding);
        row.push(entry);
        const truncation =
          j === 1
            ? truncationOf(slopes[i], slopes[i - 1])
            : RIDDERS_FACTOR *
              Math.max(Math.abs(entry.slope - row[j - 1].slope), Math.abs(entry.slope - above[j - 1].slope));
        const bound = truncation + entry.rounding;
        if (entry.settled && bound < best.bound) best = { slope: entry.slope, bound };
      }
      above = row;
    }
    return best;
  }

  private slopeAt(h: number): number {
    const { line, side } = this;
    this.blocked = false;
    if (side !== 'both') {
      const delta = line.at(side === 'right' ? h : -h);
      this.blocked = this.isBlocked();
      return delta / line.moved;
    }
    const right = line.at(h);
    const rightStep = line.moved;
    this.blocked = this.isBlocked();
    const left = line.at(-h);
    this.blocked ||= this.isBlocked();
    return (right - left) / (rightStep - line.moved);
  }

  private isBlocked(): boolean {
    return this.line.crossed || (this.line.broken && !this.tiesHeld);
  }
}

interface Entry {
  readonly slope: number;
  readonly rounding: number;
  settled: boolean;
}

/** The limit of two entries whose leading errors are in the ratio 1 : `ratio`. */
function extrapolate(fine: Entry, coarse: Entry, ratio: number): Entry {
  const q = 1 / (ratio - 1);
  return {
    slope: fine.slope + q * (fine.slope - coarse.slope),
    rounding: fine.rounding * (1 + q) + coarse.rounding * q,
    settled: fine.settled && coarse.settled,
  };
}

/** Takes steps in one direction until the estimate will do, stops getting better, or something stands in the way. */
export function climb(ladder: Ladder, factor: number, enough: (estimate: Estimate) => boolean): Estimate {
  let best = ladder.best();
  let idle = 0;
  while (!enough(best) && !ladder.full && idle < 3) {
    if (!ladder.add(factor > 1 ? ladder.largest * factor : ladder.smallest * factor)) break;
    const next = ladder.best();
    idle = next.bound < best.bound ? 0 : idle + 1;
    if (next.bound < best.bound) best = next;
  }
  return best;
}
