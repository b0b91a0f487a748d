// The step of a tensor's differences: tried on a few elements, by how its truncation and its noise compare.

import { NOISE_FACTOR, TRUNCATION_FACTOR, emptyPair, measurePair } from './estimate';
import type { Probes } from './probes';
import type { Line } from './propagate';

/** So many probes that move the loss are tried, of at most so many that are looked at. */
const TRIED = 5;
const LOOKED_AT = 40;
/** With fewer probes, trying costs more than it saves. */
const WORTHWHILE = 16;
const FACTOR = 8;
/** At most so many factors of 8 up or down. */
const REACH = 8;
/** An error of this share of the tensor's largest slope is small enough. */
const TARGET = 0.25;

/** What all probes' steps are to be multiplied with. */
export function stepFactor(line: Line, probes: Probes, share: number): number {
  if (probes.order.length < WORTHWHILE) return 1;
  const trial = new Trial(line, probes);
  if (trial.chosen.length === 0) return 1;
  let factor = 1;
  let error = trial.errorAt(1);
  const direction = trial.noisy ? FACTOR : 1 / FACTOR;
  for (let k = 0, next = direction; k < REACH && error > TARGET * share; k++, next *= direction) {
    const nextError = trial.errorAt(next);
    if (!(nextError < error)) break;
    [factor, error] = [next, nextError];
  }
  return factor;
}

class Trial {
  readonly chosen: number[] = [];
  /** At the step tried last the noise cost more than the curvature. */
  noisy = false;
  private readonly pair = emptyPair();
  /** Of one evaluation, at the usual step. */
  private noise = 0;

  constructor(
    private readonly line: Line,
    private readonly probes: Probes,
  ) {
    const { order } = probes;
    const stride = Math.max(1, Math.floor(order.length / LOOKED_AT));
    for (let i = stride >> 1; i < order.length && this.chosen.length < TRIED; i += stride) {
      this.measure(order[i], 1);
      if (this.pair.broken || !(this.pair.slope !== 0)) continue;
      this.chosen.push(order[i]);
      this.noise = Math.max(this.noise, this.pair.noise, this.pair.floor);
    }
  }

  /** The largest error over the largest slope; infinite where most of the probes throw a switch. */
  errorAt(factor: number): number {
    let [largest, truncation, rounding, thrown] = [0, 0, 0, 0];
    for (const k of this.chosen) {
      const h = this.measure(k, factor);
      const { slope, wide, crossed, broken } = this.pair;
      if (crossed || broken || !Number.isFinite(slope - wide)) {
        thrown++;
        continue;
      }
      largest = Math.max(largest, Math.abs(slope));
      truncation = Math.max(truncation, (TRUNCATION_FACTOR * Math.abs(slope - wide)) / 3);
      rounding = Math.max(rounding, (NOISE_FACTOR * this.noise) / h);
    }
    this.noisy = rounding > truncation;
    return 2 * thrown > this.chosen.length ? Infinity : (truncation + rounding) / largest;
  }

  private measure(k: number, factor: number): number {
    const h = factor * this.probes.stepAt(k);
    this.probes.aim(this.line, k);
    measurePair(this.line, h, this.pair);
    return h;
  }
}
