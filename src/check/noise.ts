// The noise of one evaluation of the loss: its output's own rounding times a factor that is measured over the tensor.

import type { Pair } from './estimate';

/** 90 % of normally distributed errors are smaller than this many standard deviations. */
const QUANTILE = 0.9;
const DEVIATIONS = 1.645;
/** Where no element of the tensor could be measured. */
const USUAL_RATIO = 4;

export class NoiseLevel {
  /** NaN where it could not be measured. */
  private readonly measured: Float64Array;
  private readonly floor: Float64Array;
  /** Noise over floor. */
  private ratio = USUAL_RATIO;

  constructor(size: number) {
    this.measured = new Float64Array(size).fill(NaN);
    this.floor = new Float64Array(size);
  }

  /** A pair that threw a switch tells nothing of the noise. */
  add(flat: number, { noise, floor, crossed, broken }: Pair): void {
    if (!crossed && !broken) this.measured[flat] = noise;
    this.floor[flat] = floor;
  }

  settle(): void {
    const ratios = this.measured.map((noise, i) => noise / this.floor[i]).filter((ratio) => ratio < Infinity);
    if (ratios.length === 0) return;
    ratios.sort();
    this.ratio = Math.max(1, ratios[Math.floor(QUANTILE * (ratios.length - 1))] / DEVIATIONS);
  }

  at(flat: number): number {
    const usual = this.ratio * this.floor[flat];
    return this.measured[flat] > usual ? this.measured[flat] : usual;
  }
}
