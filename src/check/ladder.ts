// A table of slopes at steps that halve, and their extrapolation to step 0 (Richardson, Ridders), each entry with what
// its truncation and its rounding may have cost.

import { NOISE_FACTOR, isSettled, truncationOf, type Enough, type Estimate, type Side, type Steps } from './estimate';
import type { Line } from './propagate';

/** Ridders' error estimate, taken so many times: the entry with the least of many estimates is likely to be flattered. */
const RIDDERS_FACTOR = 2;

/** Of a slope, by the divisions and subtractions that make it. */
const SLOPE_ROUNDING = 2 ** -50;

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
    const first = this.firstConsistent();
    let above: Entry[] = [];
    for (let i = first; i < steps.length; i++) {
      const row: Entry[] = [{ slope: slopes[i], rounding: this.roundingAt(i), settled: true }];
      for (let j = 1; j <= i - first; j++) {
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

  /**
   * The first step, from the largest, that may be used. Of a loss that levels off, or that runs straight far away, large
   * steps agree on a slope that is not the point's: but not with what the smaller steps allow.
   */
  private firstConsistent(): number {
    const { slopes } = this;
    let lo = -Infinity;
    let hi = Infinity;
    for (let i = slopes.length - 1; i > 0; i--) {
      const error = truncationOf(slopes[i], slopes[i - 1]) + this.roundingAt(i) + this.roundingAt(i - 1);
      lo = Math.max(lo, slopes[i] - error);
      hi = Math.min(hi, slopes[i] + error);
      if (lo > hi) return i + 1;
    }
    return 0;
  }

  private roundingAt(i: number): number {
    return (NOISE_FACTOR * this.noise) / this.steps[i] + SLOPE_ROUNDING * Math.abs(this.slopes[i]);
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

/** So many steps in a row may bring nothing: in noise a lucky step is not soon improved on. */
const PATIENCE = 5;

/** Takes steps in one direction until the estimate will do, stops getting better, or something stands in the way. */
export function* climb(ladder: Ladder, factor: number, enough: Enough): Steps<Estimate> {
  let best = ladder.best();
  let idle = 0;
  while (!enough(best) && !ladder.full && idle < PATIENCE) {
    yield;
    if (!ladder.add(factor > 1 ? ladder.largest * factor : ladder.smallest * factor)) break;
    const next = ladder.best();
    idle = next.bound < best.bound ? 0 : idle + 1;
    if (next.bound < best.bound) best = next;
  }
  return best;
}
