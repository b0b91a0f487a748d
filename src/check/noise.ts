// The noise of one evaluation of the loss: its output's own rounding times a factor that is measured on a few probes.

import type { Pair } from './estimate';

export class NoiseLevel {
  /** Noise over the rounding of the output alone. */
  ratio = 1;
  private readonly floor: Float64Array;
  /** By each element's own differences: with what the loss bends besides. */
  private readonly measured: Float64Array;

  constructor(size: number) {
    this.measured = new Float64Array(size);
    this.floor = new Float64Array(size);
  }

  add(k: number, { noise, floor, crossed, broken }: Pair): void {
    this.measured[k] = crossed || broken || !(noise < Infinity) ? 0 : noise;
    this.floor[k] = floor;
  }

  /** At small steps. */
  at(k: number): number {
    return this.ratio * this.floor[k];
  }

  /** At the step at which the element was measured. */
  measuredAt(k: number): number {
    return Math.max(this.measured[k], this.at(k));
  }
}
