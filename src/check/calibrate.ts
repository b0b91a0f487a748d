// What a tensor's differences are like, tried on a few of its probes: how noisy an evaluation is, and which step suits.

import { NOISE_FACTOR, emptyPair, isSettled, measurePair, truncationOf, type Steps } from './estimate';
import { jumpWithin, sidedNoise } from './noise';
import type { Probes } from './probes';
import type { Line } from './propagate';

/** So many probes that move the loss are tried, of at most so many that are looked at. */
const TRIED = 5;
const LOOKED_AT = 40;
/** So many samples of the noise are wanted, however few the probes. */
const NOISE_SAMPLES = 10;
/** A layer that rounds does so everywhere: looking for it costs some forty evaluations a probe. */
const JUMPS_SOUGHT = 2;
/** What is taken for the ratio where no probe moves the loss. */
const UNKNOWN_RATIO = 4;
/** Of the usual step: here even a loss that bends sharply is straight, and what bends is rounding. */
const NOISE_STEP = 2 ** -10;
/** With fewer probes, trying steps costs more than it saves. */
const WORTHWHILE = 16;
const FACTOR = 8;
/** At most so many factors of 8 up or down. */
const REACH = 8;
/** An error of this share of the default atol is small enough. */
const TARGET = 0.25;

export class Trial {
  /** The noise of one evaluation over the rounding of its output. */
  noiseRatio = UNKNOWN_RATIO;
  /** The loss is not continuous: larger steps make nothing better, and smaller ones a plateau. */
  jumps = false;
  private readonly chosen: number[] = [];
  private readonly pair = emptyPair();
  /** The least of the factors at which some probe moves the loss. */
  private moving = 1;
  /** At the step tried last the noise cost more than the curvature. */
  private noisy = false;

  constructor(
    private readonly line: Line,
    private readonly probes: Probes,
  ) {}

  /** Measures the noise; before all else. */
  *start(): Steps<void> {
    for (let k = 0; k <= REACH && this.chosen.length === 0; k++) {
      if (k > 0) this.moving *= FACTOR ** 2;
      yield* this.choose(k === 0 ? LOOKED_AT : TRIED);
    }
    if (this.chosen.length === 0) this.moving = 1;
    else yield* this.measureNoise();
  }

  /** What all steps are to be multiplied with; `share` of the largest slope is the default atol. */
  *stepFactor(share: number): Steps<number> {
    if (this.probes.order.length < WORTHWHILE || this.chosen.length === 0) return 1;
    let factor = this.moving;
    let error = yield* this.errorAt(factor);
    const direction = this.noisy ? FACTOR : 1 / FACTOR;
    for (let k = 0, next = factor * direction; k < REACH && error > TARGET * share; k++, next *= direction) {
      const nextError = yield* this.errorAt(next);
      if (!(nextError < error)) break;
      [factor, error] = [next, nextError];
    }
    return factor;
  }

  /** Takes probes that move the loss, of so many that are looked at. */
  private *choose(count: number): Steps<void> {
    const { order } = this.probes;
    const stride = Math.max(1, Math.floor(order.length / count));
    for (let i = stride >> 1; i < order.length && this.chosen.length < TRIED; i += stride) {
      this.measure(order[i], this.moving);
      const { crossed, broken, slope, wide } = this.pair;
      const moves = Number.isFinite(slope - wide) && (slope !== 0 || wide !== 0);
      if (moves && !crossed && !broken) this.chosen.push(order[i]);
      yield;
    }
  }

  private *measureNoise(): Steps<void> {
    const { chosen, line } = this;
    let ratio = 1;
    for (let i = 0; i < Math.max(chosen.length, NOISE_SAMPLES); i++) {
      ratio = Math.max(ratio, this.ratioAt(chosen[i % chosen.length], 1 + i / NOISE_SAMPLES));
      yield;
    }
    this.noiseRatio = ratio;
    if (line.opaque) yield* this.lookForJumps();
  }

  private *lookForJumps(): Steps<void> {
    for (const k of this.chosen.slice(0, JUMPS_SOUGHT)) {
      const jump = jumpWithin(this.line, this.aim(k, this.moving));
      if (jump > 0) this.jumps = true;
      this.noiseRatio = Math.max(this.noiseRatio, jump);
      yield;
    }
  }

  /** Noise over rounding at so many small steps; 0 where it is not known. */
  private ratioAt(k: number, steps: number): number {
    const factor = this.moving * NOISE_STEP * steps;
    if (this.line.opaque) return sidedNoise(this.line, this.aim(k, factor));
    this.measure(k, factor);
    const { crossed, broken, noise, floor } = this.pair;
    return !crossed && !broken && floor > 0 && noise < Infinity ? noise / floor : 0;
  }

  /** The largest error over the largest slope; infinite where most of the probes throw a switch. */
  private *errorAt(factor: number): Steps<number> {
    let [largest, truncation, rounding, thrown] = [0, 0, 0, 0];
    for (const k of this.chosen) {
      const h = this.measure(k, factor);
      yield;
      const { slope, wide, crossed, broken, floor } = this.pair;
      const noise = (NOISE_FACTOR * this.noiseRatio * floor) / h;
      if (crossed || broken || !isSettled(slope, wide, 2 * noise)) {
        thrown++;
        continue;
      }
      largest = Math.max(largest, Math.abs(slope));
      truncation = Math.max(truncation, truncationOf(slope, wide));
      rounding = Math.max(rounding, noise);
    }
    this.noisy = rounding > truncation;
    return 2 * thrown > this.chosen.length ? Infinity : (truncation + rounding) / largest;
  }

  private measure(k: number, factor: number): number {
    const h = this.aim(k, factor);
    measurePair(this.line, h, this.pair);
    return h;
  }

  /** The step. */
  private aim(k: number, factor: number): number {
    this.probes.aim(this.line, k);
    return factor * this.probes.stepAt(k);
  }
}
