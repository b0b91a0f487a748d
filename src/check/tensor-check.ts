// The check of one tensor, probe by probe: a pair of central differences each, then Ridders, one-sided differences
// or the span of a kink where the pair does not decide.

import type { Value } from '../engine/graph';
import type { Data, DType } from '../engine/tensor';
import type { Base } from './base';
import { Trial } from './calibrate';
import type { CheckedTensor } from './checked';
import { NOISE_FACTOR, emptyPair, isSettled, measurePair, truncationOf, type Estimate, type Steps } from './estimate';
import { KinkFinder, nearestIn, type KinkSpan } from './kink';
import { areApart, kinksMoved, sidesAt, type Sides } from './hidden';
import { NoiseLevel } from './noise';
import type { CheckSettings } from './problem';
import type { Probes } from './probes';
import { Line } from './propagate';
import { movingStep, resolveCrossed, resolveSmooth } from './resolve';
import {
  FAIL,
  KINK,
  PASS,
  UNDECIDED,
  defaultTolerance,
  judge,
  roundingAllowance,
  toleranceAt,
  worstOf,
  type Tolerance,
} from './verdict';

/** What the pair of an element came upon. */
const CLEAN = 0;
const CROSSED = 1;
const TIED = 2;

/** A slope of so many times its own error is not 0. */
const SIGNIFICANT = 10;

/** Ridders' method by itself goes on until its bound is such a share of the tolerance. */
const RIDDERS_PRECISION = 1e-4;

export class TensorCheck {
  readonly line: Line;
  private readonly numeric: Float64Array;
  private readonly error: Float64Array;
  private readonly noise: NoiseLevel;
  private readonly found: Uint8Array;
  private readonly kinked = new Set<number>();
  private readonly slopes = new Map<number, readonly [number, number]>();
  private readonly pair = emptyPair();
  private readonly kinks: KinkFinder;
  private readonly dtype: DType;
  /** Of all steps. */
  private factor = 1;
  private vanishes = false;
  private ridders = false;
  private jumps = false;

  constructor(
    base: Base,
    readonly value: Value,
    private readonly gradient: Data,
    /** The same backward pass in float64, where the network's own is narrower: how far apart they are is rounding. */
    private readonly wideGradient: Data | null,
    readonly probes: Probes,
    private readonly settings: CheckSettings,
    /** Whether the gradient was taken at another point than the differences are. */
    private readonly elsewhere = false,
  ) {
    this.line = new Line(base, value.id);
    this.numeric = new Float64Array(probes.size).fill(NaN);
    this.error = new Float64Array(probes.size).fill(Infinity);
    this.noise = new NoiseLevel(probes.size);
    this.found = new Uint8Array(probes.size);
    this.kinks = new KinkFinder(base, this.line);
    this.dtype = base.graph.dtype;
  }

  /** Before the elements are measured: the tensor's noise, and the step that suits it, where the check may choose. */
  *calibrate(): Steps<void> {
    const { h, method } = this.settings;
    const trial = new Trial(this.line, this.probes);
    yield* trial.start();
    this.noise.ratio = trial.noiseRatio;
    this.jumps = trial.jumps;
    if (h === undefined && method !== 'central' && !trial.jumps) {
      this.factor = yield* trial.stepFactor(defaultTolerance(this.dtype).share);
    }
  }

  /** Two central differences of one element. */
  measure(k: number): void {
    const { line, pair } = this;
    this.probes.aim(line, k);
    const h = this.stepAt(k);
    measurePair(line, h, pair);
    const finite = Number.isFinite(pair.slope) && Number.isFinite(pair.wide);
    if (this.isUncertain()) {
      this.numeric[k] = pair.slope;
      return;
    }
    this.found[k] = pair.broken ? TIED : pair.crossed || !finite ? CROSSED : CLEAN;
    this.noise.add(k, pair);
    if (this.found[k] !== CLEAN) return;
    const { slope, wide } = pair;
    const rounding = (NOISE_FACTOR * this.noise.measuredAt(k)) / h;
    this.numeric[k] = this.settings.method === 'central' ? slope : slope + (slope - wide) / 3;
    if (isSettled(slope, wide, 2 * rounding)) this.error[k] = truncationOf(slope, wide) + rounding;
  }

  /** After all are measured: where none stands out of its own error, smaller errors later on make no scale of them. */
  settle(): void {
    this.vanishes = this.probes.order.every(
      (k) => Math.abs(this.numeric[k]) <= SIGNIFICANT * this.error[k] && this.error[k] < Infinity,
    );
  }

  /** The largest slope that stands out of its own error; 0 where none does. */
  largest(): number {
    if (this.vanishes) return 0;
    let largest = 0;
    for (const k of this.probes.order) {
      const slope = Math.abs(this.numeric[k]);
      if (slope > largest && slope > SIGNIFICANT * this.error[k] && slope < Infinity) largest = slope;
    }
    return largest;
  }

  tolerance(largest: number): Tolerance {
    const { rtol, share } = defaultTolerance(this.dtype);
    return { rtol: this.settings.rtol ?? rtol, atol: this.settings.atol ?? share * largest };
  }

  /** Whether the pair left the element open. */
  isOpen(k: number, tolerance: Tolerance, largest: number): boolean {
    if (this.isUncertain()) return false;
    if (this.found[k] !== CLEAN) return true;
    if (this.settings.method === 'central') return false;
    if (this.settings.method === 'ridders') return true;
    const verdict = this.judgeAt(k, this.numeric[k], this.error[k], tolerance, largest);
    return verdict === UNDECIDED || (verdict !== PASS && this.line.opaque);
  }

  *resolve(k: number, tolerance: Tolerance, largest: number): Steps<void> {
    if (this.jumps) return;
    yield* this.resolveKnown(k, tolerance, largest);
    yield* this.resolveHidden(k, tolerance, largest);
  }

  /** Code that gives another result each time cannot be differenced. */
  private isUncertain(): boolean {
    return this.elsewhere || this.line.unstable;
  }

  private *resolveKnown(k: number, tolerance: Tolerance, largest: number): Steps<void> {
    const { line } = this;
    this.probes.aim(line, k);
    const h = this.stepAt(k);
    const enough = ({ slope, bound }: Estimate): boolean =>
      this.settings.method === 'ridders'
        ? bound <= RIDDERS_PRECISION * toleranceAt(tolerance, slope, slope)
        : this.judgeAt(k, slope, bound, tolerance, largest) !== UNDECIDED;
    if (this.found[k] === TIED) return yield* this.resolveKink(k, h, tolerance, largest);
    if (this.found[k] === CROSSED) return this.take(k, yield* resolveCrossed(line, h, this.noise.at(k), enough));
    const step = this.numeric[k] === 0 ? yield* movingStep(line, h, this.pair) : h;
    this.take(k, yield* resolveSmooth(line, step, this.noise.at(k), enough));
  }

  private *resolveKink(k: number, h: number, tolerance: Tolerance, largest: number): Steps<void> {
    const a = this.probes.analytic[k];
    const enough = ({ slope, bound }: Estimate): boolean => bound <= toleranceAt(tolerance, slope, slope) / 2;
    const accepts = (span: KinkSpan): boolean => {
      const { slope, bound } = nearestIn(span, a);
      if (isFlat(span, tolerance)) return false;
      return this.judgeAt(k, slope, bound, tolerance, largest) === PASS;
    };
    const span = yield* this.kinks.span(h, this.noise.at(k), enough, accepts);
    if (!span) return;
    this.ridders = true;
    const { lo, hi } = span;
    const middle = (lo.slope + hi.slope) / 2;
    const width = hi.slope - lo.slope;
    if (span.exact && isFlat(span, tolerance)) {
      this.numeric[k] = middle;
      this.error[k] = Math.max(lo.bound, hi.bound) + width / 2;
      return;
    }
    const nearest = Number.isFinite(a) ? nearestIn(span, a) : { slope: middle, bound: width / 2 };
    this.kinked.add(k);
    this.slopes.set(k, span.slopes);
    this.numeric[k] = nearest.slope;
    // Outside of a span that may be wider than it is known to be, nothing is certain.
    const known = (span.exact && kinksMoved(this.line, h) === 0) || accepts(span);
    this.error[k] = known ? nearest.bound : nearest.bound + Math.abs(a - nearest.slope);
  }

  /** Plain numbers in opaque code say nothing of where they have kinks: one is suspected where the verdict would be bad. */
  private *resolveHidden(k: number, tolerance: Tolerance, largest: number): Steps<void> {
    const { numeric, error, line } = this;
    if (!line.opaque || this.settings.method === 'central') return;
    const a = this.probes.analytic[k];
    const verdict = this.judgeAt(k, numeric[k], error[k], tolerance, largest);
    if (!Number.isFinite(a) || verdict === PASS) return;
    this.probes.aim(line, k);
    const moved = kinksMoved(line, this.stepAt(k));
    yield;
    // Ties that are known of account for all.
    if (this.found[k] === TIED && moved === 0 && verdict === FAIL) return;
    const sides = sidesAt(line, this.stepAt(k), this.noise.at(k), toleranceAt(tolerance, a, a));
    yield;
    if (sides) {
      this.ridders = true;
      if (areApart(sides)) this.takeHidden(k, sides);
      else if (this.found[k] !== TIED) this.correct(k, sides);
    }
    // The branches of several kinks may span more than the sides do, and even where the sides agree.
    const alone = moved === 1 && this.found[k] !== TIED;
    const known = alone || (moved === 0 && !this.kinked.has(k));
    if (!known && this.judgeAt(k, numeric[k], error[k], tolerance, largest) !== PASS)
      error[k] += Math.abs(a - numeric[k]);
  }

  private takeHidden(k: number, { left, right }: Sides): void {
    const a = this.probes.analytic[k];
    const [lo, hi] = left.slope < right.slope ? [left.slope, right.slope] : [right.slope, left.slope];
    this.kinked.add(k);
    this.slopes.set(k, [left.slope, right.slope]);
    this.numeric[k] = Math.min(Math.max(a, lo), hi);
    this.error[k] = Math.max(left.bound, right.bound);
  }

  /** Both sides have one slope, and it is not what larger steps say: they have met a kink beside the point. */
  private correct(k: number, { left, right }: Sides): void {
    const slope = (left.slope + right.slope) / 2;
    const bound = Math.max(left.bound, right.bound) + Math.abs(left.slope - right.slope) / 2;
    if (Math.abs(slope - this.numeric[k]) <= this.error[k] + bound) return this.take(k, { slope, bound });
    this.numeric[k] = slope;
    this.error[k] = bound;
  }

  private take(k: number, { slope, bound }: Estimate): void {
    if (bound >= this.error[k]) return;
    this.ridders = true;
    this.numeric[k] = slope;
    this.error[k] = bound;
  }

  finish(layer: string | null, largest: number): CheckedTensor {
    const { value, numeric, probes } = this;
    const bound = new Float64Array(numeric.length).fill(NaN);
    const verdicts = new Uint8Array(numeric.length);
    const tolerance = this.tolerance(largest);
    for (const k of probes.order) {
      bound[k] = this.error[k] + this.allowance(k, largest);
      const verdict = judge(this.probes.analytic[k], numeric[k], bound[k], tolerance);
      verdicts[k] = verdict === PASS && this.kinked.has(k) ? KINK : verdict;
    }
    return {
      value,
      layer,
      status: worstOf(verdicts),
      method: this.settings.method === 'projection' ? 'projection' : this.ridders ? 'ridders' : 'central',
      gradient: this.gradient,
      tolerance,
      analytic: this.probes.analytic,
      numeric,
      bound,
      verdicts,
      slopes: this.slopes,
    };
  }

  private judgeAt(k: number, slope: number, error: number, tolerance: Tolerance, largest: number): number {
    const a = this.probes.analytic[k];
    return judge(a, slope, error + this.allowance(k, largest), tolerance);
  }

  private allowance(k: number, largest: number): number {
    const analytic = this.probes.analytic[k];
    const apart = this.wideGradient ? Math.abs(analytic - this.wideGradient[k]) : 0;
    return roundingAllowance(this.dtype, analytic, largest) + (Number.isFinite(apart) ? apart : 0);
  }

  private stepAt(k: number): number {
    return this.factor * this.probes.stepAt(k);
  }
}

/** Branches that all have the same slope make no kink. */
function isFlat({ lo, hi }: KinkSpan, tolerance: Tolerance): boolean {
  return hi.slope - lo.slope <= lo.bound + hi.bound + toleranceAt(tolerance, lo.slope, hi.slope);
}
