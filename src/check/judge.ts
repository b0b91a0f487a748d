// The verdicts of one tensor's elements: what is asked of each, and what its backward pass is allowed for rounding.

import type { Data, DType } from '../engine/tensor';
import type { CheckSettings } from './problem';
import type { Probes } from './probes';
import type { TensorStatus } from './report';
import type { Slopes } from './slopes';
import {
  KINK,
  PASS,
  NEGLIGIBLE,
  defaultTolerance,
  judge,
  roundingAllowance,
  statusOf,
  worstOf,
  type Tolerance,
  type VerdictCode,
} from './verdict';

export class Judge {
  /** Elements whose slope is exact, and is asked for more. */
  readonly exact: Uint8Array;
  /** By element, as they were last judged. */
  readonly bound: Float64Array;
  readonly verdicts: Uint8Array;
  /** As long as no slope changes: the largest, and the worst verdict beside one that large. */
  private largestSlope: number | null = null;
  private worst: { readonly beside: number; readonly verdict: VerdictCode } | null = null;
  /** By whether an element is exact, for a largest slope. */
  private tolerances: readonly [Tolerance, Tolerance] = [NONE, NONE];
  private tolerancesFor = NaN;

  constructor(
    private readonly dtype: DType,
    private readonly settings: CheckSettings,
    private readonly probes: Probes,
    private readonly slopes: Slopes,
    /** The gradient in float64, where the network's own is narrower: how far apart they are is rounding. */
    private readonly wideGradient: Data | null,
  ) {
    this.exact = new Uint8Array(probes.size);
    this.bound = new Float64Array(probes.size).fill(NaN);
    this.verdicts = new Uint8Array(probes.size);
  }

  /** To be told of every change of a slope, its error, or how exact it is. */
  forget(): void {
    this.largestSlope = this.worst = null;
  }

  /** The largest slope that stands out of its own error; 0 where none does. */
  largest(): number {
    return (this.largestSlope ??= this.slopes.largest(this.probes.order));
  }

  tolerance(k: number, largest: number): Tolerance {
    return this.tolerancesOf(largest)[this.exact[k]];
  }

  /** Of an element, if its slope were this, and off by no more than `error`. */
  of(k: number, slope: number, error: number, largest: number): VerdictCode {
    const bound = error + this.allowance(k, largest);
    return judge(this.probes.analytic[k], slope, bound, this.tolerance(k, largest));
  }

  /** Judges all elements by their slopes as they are known: their verdicts, and the bounds these go by; the worst. */
  all(largest: number): VerdictCode {
    if (this.worst?.beside !== largest) this.worst = { beside: largest, verdict: this.judgeAll(largest) };
    return this.worst.verdict;
  }

  /** At the end: the verdict on the tensor, after those of elements at kinks that pass have been told as such. */
  conclude(largest: number): TensorStatus {
    const worst = this.all(largest);
    const { kinked } = this.slopes;
    if (kinked.size === 0) return statusOf(worst);
    for (const k of kinked) if (this.verdicts[k] === PASS) this.verdicts[k] = KINK;
    return worstOf(this.verdicts);
  }

  private judgeAll(largest: number): VerdictCode {
    const { exact, bound, verdicts } = this;
    const { order, analytic } = this.probes;
    const { slope, error } = this.slopes;
    const tolerances = this.tolerancesOf(largest);
    let worst: VerdictCode = PASS;
    for (let i = 0; i < order.length; i++) {
      const k = order[i];
      bound[k] = error[k] + this.allowance(k, largest);
      const verdict = judge(analytic[k], slope[k], bound[k], tolerances[exact[k]]);
      verdicts[k] = verdict;
      if (verdict > worst) worst = verdict;
    }
    return worst;
  }

  private allowance(k: number, largest: number): number {
    const analytic = this.probes.analytic[k];
    const apart = this.wideGradient ? Math.abs(analytic - this.wideGradient[k]) : 0;
    return roundingAllowance(this.dtype, analytic, largest) + (Number.isFinite(apart) ? apart : 0);
  }

  private tolerancesOf(largest: number): readonly [Tolerance, Tolerance] {
    if (this.tolerancesFor !== largest) {
      this.tolerancesFor = largest;
      this.tolerances = [this.toleranceFor(false, largest), this.toleranceFor(true, largest)];
    }
    return this.tolerances;
  }

  private toleranceFor(exact: boolean, largest: number): Tolerance {
    const { rtol, share } = defaultTolerance(this.dtype, exact);
    return { rtol: this.settings.rtol ?? rtol, atol: this.settings.atol ?? Math.max(share * largest, NEGLIGIBLE) };
  }
}

const NONE: Tolerance = { atol: 0, rtol: 0 };
