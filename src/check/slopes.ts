// The numerical slopes of one tensor's elements, as far as they are known.

import type { Estimate } from './estimate';
import type { Sides } from './hidden';
import { nearestIn, type KinkSpan } from './kink';

/** A slope of so many times its own error is not 0. */
const SIGNIFICANT = 10;

export class Slopes {
  readonly slope: Float64Array;
  /** How far off it may be; infinite where nothing is known. */
  readonly error: Float64Array;
  /** Elements that stand at kinks, and there the slopes to the left and to the right. */
  readonly kinked = new Set<number>();
  readonly sides = new Map<number, readonly [number, number]>();
  /** Whether some element was measured by more than two central differences. */
  refined = false;

  constructor(size: number) {
    this.slope = new Float64Array(size).fill(NaN);
    this.error = new Float64Array(size).fill(Infinity);
  }

  set(k: number, { slope, bound }: Estimate): void {
    this.slope[k] = slope;
    this.error[k] = bound;
  }

  /** Whether of these none stands out of its own error, and all are known. */
  vanish(order: Int32Array): boolean {
    const { slope, error } = this;
    for (let i = 0; i < order.length; i++) {
      const k = order[i];
      if (!(Math.abs(slope[k]) <= SIGNIFICANT * error[k] && error[k] < Infinity)) return false;
    }
    return true;
  }

  /** The largest of these that stands out of its own error; 0 where none does. */
  largest(order: Int32Array): number {
    const { slope, error } = this;
    let largest = 0;
    for (let i = 0; i < order.length; i++) {
      const k = order[i];
      const size = Math.abs(slope[k]);
      if (size > largest && size > SIGNIFICANT * error[k] && size < Infinity) largest = size;
    }
    return largest;
  }

  estimate(k: number): Estimate {
    return { slope: this.slope[k], bound: this.error[k] };
  }

  /** The better of the two. */
  take(k: number, estimate: Estimate): void {
    if (estimate.bound >= this.error[k]) return;
    this.refined = true;
    this.set(k, estimate);
  }

  /** The better of the two; where they contradict each other, the one that is given, whose steps were far smaller. */
  reconcile(k: number, near: Estimate): void {
    const apart = Math.abs(near.slope - this.slope[k]) > near.bound + this.error[k];
    if (apart) this.set(k, near);
    else this.take(k, near);
  }

  /** Branches that all have the same slope. */
  takeFlat(k: number, { lo, hi }: KinkSpan): void {
    this.refined = true;
    const width = hi.slope - lo.slope;
    this.set(k, { slope: (lo.slope + hi.slope) / 2, bound: Math.max(lo.bound, hi.bound) + width / 2 });
  }

  /** Of a kink's span the slope that is nearest to the analytic one. */
  takeSpan(k: number, span: KinkSpan, analytic: number, known: boolean): void {
    this.refined = true;
    const { lo, hi } = span;
    const middle = { slope: (lo.slope + hi.slope) / 2, bound: (hi.slope - lo.slope) / 2 };
    const { slope, bound } = Number.isFinite(analytic) ? nearestIn(span, analytic) : middle;
    this.kinked.add(k);
    this.sides.set(k, span.slopes);
    // Outside of a span that may be wider than it is known to be, nothing is certain.
    this.set(k, { slope, bound: known ? bound : bound + Math.abs(analytic - slope) });
  }

  /** At a kink that nothing tells of, what lies between both sides. */
  takeSides(k: number, { left, right }: Sides, analytic: number): void {
    this.refined = true;
    const [lo, hi] = left.slope < right.slope ? [left.slope, right.slope] : [right.slope, left.slope];
    this.kinked.add(k);
    this.sides.set(k, [left.slope, right.slope]);
    this.set(k, { slope: Math.min(Math.max(analytic, lo), hi), bound: Math.max(left.bound, right.bound) });
  }

  /** Both sides have one slope; where it is not what larger steps say, those have met a kink beside the point. */
  takeAgreeing(k: number, { left, right }: Sides): void {
    this.refined = true;
    const slope = (left.slope + right.slope) / 2;
    const bound = Math.max(left.bound, right.bound) + Math.abs(left.slope - right.slope) / 2;
    if (Math.abs(slope - this.slope[k]) <= this.error[k] + bound) this.take(k, { slope, bound });
    else this.set(k, { slope, bound });
  }
}
