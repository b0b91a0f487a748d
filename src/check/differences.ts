// The slopes of a tensor's elements by carried differences: central, at a step so small that truncation is below rounding
// and that hardly an element meets a kink, since nothing is lost to cancellation however small it is.

import type { Value, ValueId } from '../engine/graph';
import type { Base, Moving } from './base';
import { Lanes } from './lanes';
import type { Probes } from './probes';
import { SampleSweep, entryOf } from './sample-sweep';
import { scaleOf } from './scale';
import { TileSweep } from './tile-sweep';
import { maskOf, Told, type Sweep, type Swept } from './told';

/**
 * Of the element's magnitude, however small beside others: 1 / x and log x bend by what share of it an element moves. Of
 * an element that is 0, of its tensor's scale. Its square is far below half an ulp: an exponential bends by what an
 * element moves, not by what share of it, and scores may be in the hundreds.
 */
const STEP = 2 ** -36;
/** Where a loss bends within that, of it: a sine far out, where a small share of the element is many periods. */
const SMALLER = [-32, -64, -128, -256, -512].map((exponent) => 2 ** exponent);
/** A share of less than this is rounded as hardly a number: such an element is taken for 0. */
const LEAST = 2 ** -960;
/** No element is taken for more: a sine that moves by many periods has slopes of nothing, however they are compared. */
const MOST = 2 ** 46;
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
/** What both sides have in common goes with the square of the step but for so much of it, or is little, or bends. */
const UNEVEN = 2 ** -6;
/** Of the slope: it is in the bound, and no more has to be known. */
const LITTLE = 2 ** -24;

/** What an element's step is a share of. */
function magnitudeOf(x: number, scale: number): number {
  const own = Math.abs(x);
  return Math.min(own < LEAST ? scale : own, MOST);
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

/** How a sweep is run, by whom. */
export type RunSweep = (sweep: Sweep, told: Told, wanted: Uint8Array | null) => Generator<Swept, void>;

/** How the elements of a value of the carrier are moved, and by how much each. `lanes` are those of the value. */
export function sweepOf(
  base: Moving,
  id: ValueId,
  lanes = new Lanes(base, id),
): { readonly sweep: Sweep; readonly steps: Float64Array } {
  const { graph, tape } = base.carrier();
  const { data } = tape.values[id];
  const scale = scaleOf(data);
  const steps = new Float64Array(data.length);
  for (let k = 0; k < data.length; k++) steps[k] = carriedStep(data[k], scale);
  const { shape } = graph.values[id];
  const entry = lanes.areWhole ? entryOf(base, id) : null;
  return {
    steps,
    sweep: entry ? new SampleSweep(base, entry, steps, WIDER) : new TileSweep(lanes, shape, steps, WIDER),
  };
}

/** Yields what it has done since it last did. `lanes` are those of the value. */
export function* carriedDifferences(
  base: Base,
  value: Value,
  { order, size }: Pick<Probes, 'size' | 'order'>,
  lanes: Lanes,
  run: RunSweep = (sweep, told, wanted) => sweep.run(told, wanted),
): Generator<Swept, Differences, void> {
  const { sweep, steps } = sweepOf(base, base.carrier().ids[value.id], lanes);
  const told = new Told(size);
  const found: Differences = {
    slope: new Float64Array(size).fill(NaN),
    bound: new Float64Array(size).fill(Infinity),
    measured: new Uint8Array(size),
  };
  yield* run(sweep, told, order.length < size ? maskOf(order, size) : null);
  let noisiest = read(told, steps, order, found, 0);
  let before = 1;
  for (const smaller of SMALLER) {
    if (!found.measured.includes(0)) break;
    const bent = order.filter((k) => found.measured[k] === 0 && told.crossed[k] === 0);
    if (bent.length === 0) break;
    for (const k of bent) {
      steps[k] *= smaller / before;
      told.forget(k);
    }
    before = smaller;
    yield* sweep.run(told, maskOf(bent, size));
    noisiest = read(told, steps, bent, found, noisiest);
  }
  return found;
}

/** Gives how many times their rounding slopes at two steps were seen to differ by, of those read so far. */
function read(
  told: Told,
  steps: Float64Array,
  order: Int32Array,
  { slope, bound, measured }: Differences,
  noisiest: number,
): number {
  const { up, down, farUp, farDown, rounding, inherited, both, crossed } = told;
  for (let i = 0; i < order.length; i++) {
    const k = order[i];
    if (isStill(told, k)) {
      slope[k] = bound[k] = 0;
      measured[k] = 1;
      continue;
    }
    const twice = 2 * steps[k];
    const near = (up[k] - down[k]) / twice;
    const spread = both[k] === 1 ? Math.abs(near - (farUp[k] - farDown[k]) / (WIDER * twice)) : 0;
    const curve = told.curve(k);
    const noise = (rounding[k] / steps[k]) * (ROUNDINGS * UNIT);
    slope[k] = near;
    bound[k] = TRUNCATION * spread + CURVED * curve * curve * Math.abs(near) + inherited[k] / steps[k];
    // Where two steps differ by more than rounding does, and by more than little, the loss bends within them.
    const quiet = spread <= BENDS * noise;
    const straight = Number.isFinite(near) && (quiet || spread <= LITTLE * Math.abs(near));
    if (crossed[k] !== 0 || !straight || isUneven(told, k, (BENDS * noise + LITTLE * Math.abs(near)) * twice)) continue;
    measured[k] = 1;
    if (!quiet) bound[k] += BENDS * spread;
    else if (noise > 0) noisiest = Math.max(noisiest, spread / noise);
  }
  // What is rounded inside of an op is told by how far the two steps lie apart where both were run.
  const felt = (1 + NOISE_FACTOR * noisiest) * ROUNDINGS * UNIT;
  for (let i = 0; i < order.length; i++) {
    const k = order[i];
    if (rounding[k] !== 0) bound[k] += (rounding[k] / steps[k]) * felt;
  }
  return noisiest;
}

/** Whether the element moves nothing at all, as where all inputs that it is multiplied with are 0. */
function isStill({ up, down, farUp, farDown, rounding, inherited, crossed }: Told, k: number): boolean {
  const moved = up[k] !== 0 || down[k] !== 0 || farUp[k] !== 0 || farDown[k] !== 0;
  return !moved && rounding[k] === 0 && inherited[k] === 0 && crossed[k] === 0;
}

/** Whether the loss moves alike to both sides, and not as one does that is smooth at these steps: as at a pole. */
function isUneven({ up, down, farUp, farDown, both }: Told, k: number, allowed: number): boolean {
  if (both[k] === 0) return false;
  const even = up[k] + down[k];
  const farEven = (farUp[k] + farDown[k]) / (WIDER * WIDER);
  return Math.abs(even - farEven) > UNEVEN * Math.abs(even) + allowed;
}
