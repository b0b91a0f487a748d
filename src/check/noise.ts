// The noise of one evaluation of the loss: its output's own rounding times a factor that is measured on a few probes.

import type { Pair } from './estimate';
import type { Line } from './propagate';

/** The root mean square of the third difference of independent errors is this times theirs: 1 + 9 + 9 + 1. */
const THIRD_DIFFERENCE_NOISE = Math.sqrt(20);

/**
 * Noise over rounding where kinks may be that nobody tells of: on at least one side of them the loss is smooth, and its
 * third difference, at a small step, is rounding. 0 where known switches are in the way on both sides.
 */
export function sidedNoise(line: Line, h: number): number {
  const noise = Math.min(noiseOfSide(line, h), noiseOfSide(line, -h));
  return noise < Infinity && line.floor > 0 ? noise / line.floor : 0;
}

function noiseOfSide(line: Line, h: number): number {
  let [difference, crossed] = [0, false];
  [-1, 3, -3, 1].forEach((weight, k) => {
    difference += weight * line.at((k + 1) * h);
    crossed ||= line.crossed || line.broken;
  });
  return crossed || !Number.isFinite(difference) ? Infinity : Math.abs(difference) / THIRD_DIFFERENCE_NOISE;
}

/** Down to so small a share of the step, which is near the rounding of the perturbed value. */
const HALVINGS = 38;
/** A continuous loss changes by less than this share of the whole change there, whatever kinks it has. */
const JUMP_SHARE = 2 ** -20;

/**
 * How far the loss jumps within the steps of a pair, over its rounding; 0 of continuous losses. Always the half in which
 * it changes more is looked into: a slope is halved with it, a jump, such as code that rounds its values makes, stays.
 */
export function jumpWithin(line: Line, h: number): number {
  let [near, far] = [-2 * h, 2 * h];
  let [atNear, atFar] = [line.at(near), line.at(far)];
  const whole = Math.max(Math.abs(atNear), Math.abs(atFar));
  for (let k = 0; k < HALVINGS; k++) {
    const middle = (near + far) / 2;
    const atMiddle = line.at(middle);
    if (Math.abs(atMiddle - atNear) > Math.abs(atFar - atMiddle)) [far, atFar] = [middle, atMiddle];
    else [near, atNear] = [middle, atMiddle];
  }
  const jump = Math.abs(atFar - atNear);
  return jump > JUMP_SHARE * whole && line.floor > 0 ? jump / line.floor : 0;
}

const NONE = new Float64Array(0);

export class NoiseLevel {
  /** Noise over the rounding of the output alone. */
  ratio = 1;
  private floor = NONE;
  /** By each element's own differences: with what the loss bends besides. */
  private measured = NONE;

  /** It holds nothing until the first of so many elements is measured. */
  constructor(private readonly size: number) {}

  add(k: number, { noise, floor, crossed, broken }: Pair): void {
    if (this.floor === NONE) [this.floor, this.measured] = [new Float64Array(this.size), new Float64Array(this.size)];
    this.measured[k] = crossed || broken || !(noise < Infinity) ? 0 : noise;
    this.floor[k] = floor;
  }

  /** At small steps, of an element that was added. */
  at(k: number): number {
    return this.ratio * this.floor[k];
  }

  /** At the step at which the element was measured. */
  measuredAt(k: number): number {
    return Math.max(this.measured[k], this.at(k));
  }
}
