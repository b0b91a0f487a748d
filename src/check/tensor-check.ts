// The check of one tensor, probe by probe: a pair of central differences each, then Ridders, one-sided differences
// or the span of a kink where the pair does not decide.

import type { Value } from '../engine/graph';
import type { Data } from '../engine/tensor';
import type { Base } from './base';
import { Trial } from './calibrate';
import type { CheckedTensor } from './checked';
import { NOISE_FACTOR, emptyPair, isSettled, measurePair, truncationOf, type Estimate, type Steps } from './estimate';
import { carriedStep, type Differences } from './differences';
import { Judge } from './judge';
import { KinkFinder, isFlat, nearestIn, type KinkSpan } from './kink';
import { areApart, kinksMoved, sidesAt } from './hidden';
import { NoiseLevel } from './noise';
import type { CheckSettings } from './problem';
import type { Probes } from './probes';
import { Line } from './propagate';
import { scaleOf } from './scale';
import { Slopes } from './slopes';
import { movingStep, resolveCrossed, resolveNear, resolveSmooth } from './resolve';
import { FAIL, PASS, UNDECIDED, defaultTolerance, toleranceAt, type Tolerance } from './verdict';

/** How an element stands: not measured yet, or what its differences came upon. */
const OPEN = 0;
const CLEAN = 1;
const CROSSED = 2;
const TIED = 3;
/** By differences that were carried to the loss, or follow from such. */
const CARRIED = 4;

/** Ridders' method by itself goes on until its bound is such a share of the tolerance. */
const RIDDERS_PRECISION = 1e-4;

export class TensorCheck {
  readonly line: Line;
  private readonly slopes: Slopes;
  private readonly noise: NoiseLevel;
  private readonly found: Uint8Array;
  private readonly pair = emptyPair();
  private readonly kinks: KinkFinder;
  private readonly judge: Judge;
  private adopted: 'difference' | 'response' | null = null;
  /** Every element is. */
  private carried = false;
  /** A rule of the tool's own told other slopes than plain differences do. */
  suspect = false;
  /** How many elements have been measured so far. */
  measured = 0;
  private calibrated = false;
  /** Of all steps. */
  private factor = 1;
  private vanishes = false;
  private jumps = false;

  constructor(
    private readonly base: Base,
    readonly value: Value,
    private readonly gradient: Data,
    /** The same backward pass in float64, where the network's own is narrower: how far apart they are is rounding. */
    wideGradient: Data | null,
    readonly probes: Probes,
    private readonly settings: CheckSettings,
    /** Whether the gradient was taken at another point than the differences are. */
    private readonly elsewhere = false,
  ) {
    this.line = new Line(base, value.id);
    this.slopes = new Slopes(probes.size);
    this.noise = new NoiseLevel(probes.size);
    this.found = new Uint8Array(probes.size);
    this.kinks = new KinkFinder(base, this.line);
    this.judge = new Judge(base.graph.dtype, settings, probes, this.slopes, wideGradient);
  }

  /** Takes slopes that were not measured as differences of the loss. */
  adopt({ slope, bound, measured }: Differences, method: 'difference' | 'response'): void {
    this.adopted = method;
    const { order } = this.probes;
    const { slopes, found, judge } = this;
    // A person's code may well round more than an op of ours, or hold a small number against a division by 0.
    const exact = this.line.opaque ? 0 : 1;
    this.carried = true;
    this.judge.forget();
    if (order.length === slope.length && !measured.includes(0)) {
      slopes.slope.set(slope);
      slopes.error.set(bound);
      found.fill(CARRIED);
      judge.exact.fill(exact);
      return;
    }
    for (let i = 0; i < order.length; i++) {
      const k = order[i];
      if (measured[k] === 0) {
        this.carried = false;
        continue;
      }
      slopes.slope[k] = slope[k];
      slopes.error[k] = bound[k];
      found[k] = CARRIED;
      judge.exact[k] = exact;
    }
  }

  /** Those that nothing is known of yet. */
  unmeasured(): Int32Array {
    const { found } = this;
    if (!found.includes(OPEN)) return new Int32Array(0);
    return this.probes.order.filter((k) => found[k] === OPEN);
  }

  /** Before elements are measured by differences of the loss: their noise, and the step that suits them. */
  *calibrate(): Steps<void> {
    if (this.calibrated) return;
    this.calibrated = true;
    const { h, method } = this.settings;
    const trial = new Trial(this.line, this.probes);
    yield* trial.start();
    this.noise.ratio = trial.noiseRatio;
    this.jumps = trial.jumps;
    if (h === undefined && method !== 'central' && !trial.jumps) {
      this.factor = yield* trial.stepFactor(defaultTolerance(this.base.graph.dtype).share);
    }
  }

  /** Two central differences of one element. */
  measure(k: number): void {
    const { line, pair } = this;
    this.measured++;
    this.judge.forget();
    this.probes.aim(line, k);
    const h = this.stepAt(k);
    measurePair(line, h, pair);
    const finite = Number.isFinite(pair.slope) && Number.isFinite(pair.wide);
    if (this.isUncertain()) {
      this.slopes.slope[k] = pair.slope;
      return;
    }
    this.found[k] = pair.broken ? TIED : pair.crossed || !finite ? CROSSED : CLEAN;
    this.noise.add(k, pair);
    if (this.found[k] !== CLEAN) return;
    const { slope, wide } = pair;
    const rounding = (NOISE_FACTOR * this.noise.measuredAt(k)) / h;
    this.slopes.slope[k] = this.settings.method === 'central' ? slope : slope + (slope - wide) / 3;
    if (isSettled(slope, wide, 2 * rounding)) this.slopes.error[k] = truncationOf(slope, wide) + rounding;
  }

  /** After all are measured: where none stands out of its own error, smaller errors later on make no scale of them. */
  settle(): void {
    this.vanishes = this.slopes.vanish(this.probes.order);
  }

  /** The largest slope that stands out of its own error; 0 where none does. */
  largest(): number {
    return this.vanishes ? 0 : this.judge.largest();
  }

  /** Those that the pair left open. */
  open(largest: number): Int32Array {
    const { order } = this.probes;
    if (this.isUncertain()) return new Int32Array(0);
    if (this.judge.all(largest) === PASS && this.carried) return new Int32Array(0);
    let count = 0;
    const open = new Int32Array(order.length);
    for (let i = 0; i < order.length; i++) {
      if (this.isLeftOpen(order[i], this.judge.verdicts[order[i]])) open[count++] = order[i];
    }
    return open.subarray(0, count);
  }

  private isLeftOpen(k: number, verdict: number): boolean {
    const found = this.found[k];
    if (found !== CLEAN && found !== CARRIED) return true;
    if (this.settings.method === 'central') return false;
    if (this.settings.method === 'ridders') return true;
    // Differences that were carried through code have met no kink that only its slopes would tell of.
    const hidden = this.line.opaque && found !== CARRIED;
    return verdict === UNDECIDED || (verdict !== PASS && (hidden || this.mayMislead(k)));
  }

  /** Where plain differences may agree on a slope that is not the point's. */
  private mayMislead(k: number): boolean {
    return this.found[k] === CLEAN && (this.isUntold() || this.probes.isSmall(k));
  }

  /** What carried differences, which have measured others, could not tell at any step. */
  private isUntold(): boolean {
    return this.adopted !== null && !this.line.opaque;
  }

  *resolve(k: number, largest: number): Steps<void> {
    this.judge.forget();
    if (this.found[k] === CARRIED) return yield* this.resolveCarried(k, largest);
    if (this.jumps) return;
    const tolerance = this.judge.tolerance(k, largest);
    yield* this.resolveKnown(k, tolerance, largest);
    if (this.mayMislead(k)) yield* this.resolveMisled(k, largest);
    yield* this.resolveHidden(k, tolerance, largest);
  }

  /** What cannot be told as exactly as is asked of carried differences is asked for no more than of others. */
  private *resolveCarried(k: number, largest: number): Steps<void> {
    const carried = this.slopes.estimate(k);
    this.judge.exact[k] = 0;
    if (this.isUncertain() || !this.isLeftOpen(k, this.judge.of(k, carried.slope, carried.bound, largest))) return;
    yield* this.calibrate();
    this.measure(k);
    yield* this.resolve(k, largest);
    this.slopes.reconcile(k, carried);
    // Far larger steps may confirm what carried differences leave open, not refute it.
    const { slope, bound } = this.slopes.estimate(k);
    if (this.judge.of(k, slope, bound, largest) === FAIL) this.slopes.set(k, carried);
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
        : this.judge.of(k, slope, bound, largest) !== UNDECIDED;
    if (this.found[k] === TIED) return yield* this.resolveKink(k, h, tolerance, largest);
    if (this.found[k] === CROSSED) return this.slopes.take(k, yield* resolveCrossed(line, h, this.noise.at(k), enough));
    const step = this.slopes.slope[k] === 0 ? yield* movingStep(line, h, this.pair) : h;
    this.slopes.take(k, yield* resolveSmooth(line, step, this.noise.at(k), enough));
  }

  /** Steps of the element's own scale tell more than far larger ones do; these by themselves refute nothing. */
  private *resolveMisled(k: number, largest: number): Steps<void> {
    const { line, probes, slopes } = this;
    const verdictOf = ({ slope, bound }: Estimate): number => this.judge.of(k, slope, bound, largest);
    if (probes.isSmall(k)) {
      const enough = (estimate: Estimate): boolean => verdictOf(estimate) === PASS;
      slopes.reconcile(k, yield* resolveNear(line, probes.ownStepAt(k), this.noise.ratio, enough));
    }
    const refuted = verdictOf(slopes.estimate(k)) === FAIL;
    if (refuted && this.isUntold()) slopes.error[k] += Math.abs(probes.analytic[k] - slopes.slope[k]);
  }

  private *resolveKink(k: number, h: number, tolerance: Tolerance, largest: number): Steps<void> {
    const a = this.probes.analytic[k];
    const enough = ({ slope, bound }: Estimate): boolean => bound <= toleranceAt(tolerance, slope, slope) / 2;
    const accepts = (span: KinkSpan): boolean => {
      const { slope, bound } = nearestIn(span, a);
      if (isFlat(span, tolerance)) return false;
      return this.judge.of(k, slope, bound, largest) === PASS;
    };
    const span = yield* this.kinks.span(h, this.noise.at(k), enough, accepts);
    if (!span) return;
    if (span.exact && isFlat(span, tolerance)) return this.slopes.takeFlat(k, span);
    const known = (span.exact && kinksMoved(this.line, h) === 0) || accepts(span);
    this.slopes.takeSpan(k, span, a, known);
  }

  /** Plain numbers in opaque code say nothing of where they have kinks: one is suspected where the verdict would be bad. */
  private *resolveHidden(k: number, tolerance: Tolerance, largest: number): Steps<void> {
    const { slope, error, kinked } = this.slopes;
    const { line } = this;
    if (!line.opaque || this.settings.method === 'central') return;
    const a = this.probes.analytic[k];
    const verdict = this.judge.of(k, slope[k], error[k], largest);
    if (!Number.isFinite(a) || verdict === PASS) return;
    this.probes.aim(line, k);
    const moved = kinksMoved(line, this.stepAt(k));
    yield;
    // Ties that are known of account for all.
    if (this.found[k] === TIED && moved === 0 && verdict === FAIL) return;
    const sides = sidesAt(line, this.stepAt(k), this.noise.at(k), toleranceAt(tolerance, a, a));
    yield;
    if (sides) {
      if (areApart(sides)) this.slopes.takeSides(k, sides, a);
      else if (this.found[k] !== TIED) this.slopes.takeAgreeing(k, sides);
    }
    // The branches of several kinks may span more than the sides do, and even where the sides agree.
    const alone = moved === 1 && this.found[k] !== TIED;
    const known = alone || (moved === 0 && !kinked.has(k));
    if (!known && this.judge.of(k, slope[k], error[k], largest) !== PASS) error[k] += Math.abs(a - slope[k]);
  }

  finish(layer: string | null, largest: number): CheckedTensor {
    const { value, probes } = this;
    const { bound, verdicts } = this.judge;
    const { slope: numeric, sides } = this.slopes;
    return {
      value,
      layer,
      status: this.judge.conclude(largest),
      method: this.method(),
      gradient: this.gradient,
      toleranceOf: (k) => this.judge.tolerance(k, largest),
      stepOf: (k) => this.stepOf(k),
      analytic: probes.analytic,
      numeric,
      bound,
      verdicts,
      slopes: sides,
      suspect: this.suspect,
    };
  }

  private method(): CheckedTensor['method'] {
    if (this.settings.method === 'projection') return 'projection';
    if (this.adopted && this.probes.order.some((k) => this.found[k] === CARRIED)) return this.adopted;
    return this.slopes.refined ? 'ridders' : 'central';
  }

  private stepOf(k: number): ReturnType<CheckedTensor['stepOf']> {
    if (this.found[k] !== CARRIED) return { h: this.stepAt(k), carried: false };
    const { data } = this.base.tape.values[this.value.id];
    return this.adopted === 'difference' ? { h: carriedStep(data[k], scaleOf(data)), carried: true } : null;
  }

  private stepAt(k: number): number {
    return this.factor * this.probes.stepAt(k);
  }
}
