// The noise of one evaluation of the loss: its output's own rounding times a factor that is measured.

import type { Pair } from './estimate';

/** 90 % of normally distributed errors are smaller than this many standard deviations. */
const QUANTILE = 0.9;
const DEVIATIONS = 1.645;

export class NoiseLevel {
  /** NaN where it could not be measured. */
  private readonly measured: Float64Array;
  private readonly floor: Float64Array;
  private ratio = 1;

  constructor(size: number) {
    this.measured = new Float64Array(size).fill(NaN);
    this.floor = new Float64Array(size);
  }

  add(flat: number, { noise, floor }: Pair, trusted: boolean): void {
    if (trusted) this.measured[flat] = noise;
    this.floor[flat] = floor;
  }

  /** Noise over floor: what the trials measured, or what most elements show if that is more. */
  settle(tried: number): void {
    const ratios = this.measured.map((noise, i) => noise / this.floor[i]).filter((ratio) => ratio < Infinity);
    ratios.sort();
    const usual = ratios.length === 0 ? 0 : ratios[Math.floor(QUANTILE * (ratios.length - 1))] / DEVIATIONS;
    this.ratio = Math.max(1, tried, usual);
  }

  at(flat: number): number {
    const usual = this.ratio * this.floor[flat];
    return this.measured[flat] > usual ? this.measured[flat] : usual;
  }
}
