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

/** Of |D(h) - D(2h)| / 3, the leading term of the truncation error of D(h). */
export const TRUNCATION_FACTOR = 1.5;

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

/** Most steps of one table: 2^24 between the smallest and the largest. */
const LEVELS = 24;

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

  /** The entry whose bound is least; needs two steps at least. */
  best(): Estimate {
    const { steps, slopes } = this;
    let best: Estimate = { slope: NaN, bound: Infinity };
    let previous: number[] = [];
    let previousNoise: number[] = [];
    for (let i = 0; i < steps.length; i++) {
      const row = [slopes[i]];
      const rowNoise = [(NOISE_FACTOR * this.noise) / steps[i]];
      for (let j = 1; j <= i; j++) {
        const q = 1 / ((this.side === 'both' ? 4 : 2) ** j - 1);
        row.push(row[j - 1] + q * (row[j - 1] - previous[j - 1]));
        rowNoise.push(rowNoise[j - 1] * (1 + q) + previousNoise[j - 1] * q);
        const correction = Math.abs(row[j] - row[j - 1]);
        const truncation =
          j === 1 ? TRUNCATION_FACTOR * correction : Math.max(correction, Math.abs(row[j] - previous[j - 1]));
        const bound = truncation + rowNoise[j];
        if (bound < best.bound) best = { slope: row[j], bound };
      }
      previous = row;
      previousNoise = rowNoise;
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
