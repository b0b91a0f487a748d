// The slopes of a tensor's elements by carried differences: central, at a step so small that truncation is below rounding
// and that hardly an element meets a kink, since nothing is lost to cancellation however small it is.

import type { Value } from '../engine/graph';
import type { Base } from './base';
import type { Lanes } from './lanes';
import type { Probes } from './probes';
import { scaleOf } from './scale';
import { blocksOf, chooseTiling } from './tiling';

/**
 * Of the element's magnitude, however small beside others: 1 / x and log x bend by what share of it an element moves. Of
 * an element that is 0, of its tensor's scale. Its square is far below half an ulp: an exponential bends by what an
 * element moves, not by what share of it, and scores may be in the hundreds.
 */
const STEP = 2 ** -36;
/** Of its tensor's scale, the least magnitude that an element is taken for: movements must not come near underflow. */
const LEAST = 2 ** -400;
/** The second step, no power of two times the first: rounding then differs, and can be seen. */
const WIDER = 1.5;
/** Truncation goes with h²: of D(h) it is 1 / (1.5² - 1) of what D(1.5 h) differs by; half as much again, to be safe. */
const TRUNCATION = 1.5 / (WIDER * WIDER - 1);
/**
 * Roundings of every movement on the way that are allowed for: a rule makes two or three, and is told operands that are
 * themselves rounded. As many again for the backward pass, whose sums have the same terms.
 */
const ROUNDINGS = 8;
const UNIT = 2 ** -53;
/** Two steps may differ by so many times their rounding: more is no longer a small part of the slope's error. */
const BENDS = 8;
/** Of the slope: it is in the bound, and no more has to be known. */
const LITTLE = 2 ** -24;

/** What an element's step is a share of. */
function magnitudeOf(x: number, scale: number): number {
  return x === 0 ? scale : Math.max(Math.abs(x), LEAST * scale);
}

/** By how much an element of a tensor of this scale is moved. */
export function carriedStep(x: number, scale: number): number {
  return STEP * magnitudeOf(x, scale);
}

export interface Differences {
  readonly slope: Float64Array;
  readonly bound: Float64Array;
  /** 1 where the element could be measured so: no switch was thrown, the loss is smooth at this step. */
  readonly measured: Uint8Array;
}

/** Of a loss like an exponential, truncation is a sixth of the square of how far the sides are apart; taken for so much. */
const CURVED = 4;
/** The noise that is seen is one sample of it. */
const NOISE_FACTOR = 2;
/** The first blocks, ... */
const ALWAYS = 4;
/** ... every so many blocks are run at both steps, and those in which the loss is seen to bend. */
const SAMPLED = 8;
/** How far the slopes to both sides may lie apart, of their sum, where one step is enough: truncation goes with the square. */
const STRAIGHT = 2 ** -20;

/** Room for what the runs of one block say, by lane. */
class Runs {
  readonly up: Float64Array;
  readonly down: Float64Array;
  readonly farUp: Float64Array;
  readonly farDown: Float64Array;
  readonly rounding: Float64Array;
  readonly scales: Float64Array;

  constructor(
    private readonly lanes: Lanes,
    width: number,
  ) {
    const room = (): Float64Array => new Float64Array(width);
    [this.up, this.down, this.farUp, this.farDown, this.rounding, this.scales] = [
      room(),
      room(),
      room(),
      room(),
      room(),
      room(),
    ];
  }

  near(): void {
    const { lanes, scales } = this;
    lanes.run(scales, STEP, this.up);
    lanes.rounding(this.rounding);
    lanes.run(scales, -STEP, this.down);
  }

  far(): void {
    this.lanes.run(this.scales, WIDER * STEP, this.farUp);
    this.lanes.run(this.scales, -WIDER * STEP, this.farDown);
  }

  /** Whether one step is too little to go by in one of the lanes. */
  bendsWithin(count: number): boolean {
    for (let lane = 0; lane < count; lane++) if (!(this.curve(lane) < STRAIGHT)) return true;
    return false;
  }

  read(lane: number, both: boolean): { slope: number; spread: number; rounding: number; curve: number } {
    const twice = 2 * STEP * this.scales[lane];
    const slope = (this.up[lane] - this.down[lane]) / twice;
    const far = both ? (this.farUp[lane] - this.farDown[lane]) / (WIDER * twice) : slope;
    const rounding = (2 * ROUNDINGS * UNIT * this.rounding[lane]) / twice;
    return { slope, spread: Math.abs(slope - far), rounding, curve: this.curve(lane) };
  }

  /** How far the slopes to both sides lie apart, of their sum. */
  private curve(lane: number): number {
    const whole = Math.abs(this.up[lane] - this.down[lane]) + this.rounding[lane] * UNIT;
    return whole > 0 ? Math.abs(this.up[lane] + this.down[lane]) / whole : 0;
  }
}

/** Yields how many elements have been measured since it last did. */
export function* carriedDifferences(
  base: Base,
  value: Value,
  probes: Pick<Probes, 'size' | 'order'>,
  lanes: Lanes,
): Generator<number, Differences, void> {
  const { data } = base.tape.values[value.id];
  const scale = scaleOf(data);
  const slope = new Float64Array(probes.size).fill(NaN);
  const bound = new Float64Array(probes.size).fill(Infinity);
  const roundings = new Float64Array(probes.size);
  const measured = new Uint8Array(probes.size);
  const wanted = probes.order.length < probes.size ? maskOf(probes) : null;
  const tiling = chooseTiling(lanes, value.shape);
  const runs = new Runs(lanes, tiling.lanes);
  let blocks = 0;
  let noisiest = 0;
  for (const { points, box } of blocksOf(value.shape, tiling, wanted)) {
    for (let lane = 0; lane < points.length; lane++) {
      runs.scales[lane] = magnitudeOf(data[points[lane]], scale);
    }
    lanes.plan(points, box);
    lanes.crossed.fill(0);
    runs.near();
    const both = blocks < ALWAYS || blocks % SAMPLED === 0 || runs.bendsWithin(points.length);
    blocks++;
    if (both) runs.far();
    for (let lane = 0; lane < points.length; lane++) {
      const { slope: near, spread, rounding, curve } = runs.read(lane, both);
      slope[points[lane]] = near;
      roundings[points[lane]] = rounding;
      bound[points[lane]] = TRUNCATION * spread + CURVED * curve * curve * Math.abs(near);
      // Where two steps differ by more than rounding does, and by more than little, the loss bends within them.
      const quiet = spread <= BENDS * rounding;
      if (lanes.crossed[lane] !== 0 || !(quiet || spread <= LITTLE * Math.abs(near))) continue;
      measured[points[lane]] = 1;
      if (!quiet) bound[points[lane]] += BENDS * spread;
      else if (rounding > 0) noisiest = Math.max(noisiest, spread / rounding);
    }
    yield points.length;
  }
  // What is rounded inside of an op is told by how far the two steps lie apart where both were run.
  for (const k of probes.order) bound[k] += (1 + NOISE_FACTOR * noisiest) * roundings[k];
  return { slope, bound, measured };
}

function maskOf({ order, size }: Pick<Probes, 'size' | 'order'>): Uint8Array {
  const mask = new Uint8Array(size);
  for (const k of order) mask[k] = 1;
  return mask;
}
