// The tool's own oracles: a few elements of every tensor whose differences were carried are measured again, by running
// the forward pass at both ends, and by forward mode where all on the way has a rule. A rule that tells differences
// wrongly cannot hide.

import { randomStream } from '../engine/random';
import type { Base } from './base';
import type { Differences } from './differences';
import { emptyPair, measurePair, type Estimate } from './estimate';
import type { Probes } from './probes';
import type { Line } from './propagate';
import type { TensorCheck } from './tensor-check';

const ELEMENTS = 2;
/** What plain differences may be off by besides their own spread and noise, of the slope and of the tensor's largest. */
const SLACK = 1e-5;
/** What forward mode may be: it takes no step. */
const EXACT_SLACK = 1e-9;
/** So many times their errors lie slopes apart that differ. */
const APART = 16;
/** Of a slope, the error with which it tells that of the point. */
const STRAIGHT = 0.1;
/** Where the loss bends more, so much smaller a step is taken, so often. */
const SMALLER = 2 ** -8;
const STEPS = 5;
/** A slope that contradicts the tool's own is tried at so much of its step, too. */
const BESIDE = [1 / 8, 1 / 64];

/** False where one of the elements plainly has another slope; those at which a switch is thrown tell nothing. */
export function isConfirmed(
  base: Base,
  { line, probes, value }: Pick<TensorCheck, 'line' | 'probes' | 'value'>,
  seed: number,
  { slope, bound, measured }: Differences,
): boolean {
  const { order } = probes;
  const random = randomStream(seed, 'spot check');
  const id = base.carrier().ids[value.id];
  let largest = 0;
  for (const k of order) if (measured[k]) largest = Math.max(largest, Math.abs(slope[k]));
  for (let taken = 0; taken < Math.min(ELEMENTS, order.length); taken++) {
    const k = order[random.below(order.length)];
    if (!measured[k]) continue;
    const carried = { slope: slope[k], bound: bound[k] };
    const exact = base.forwardMode().slopeAt(id, k);
    if (Math.abs(exact - slope[k]) > APART * bound[k] + EXACT_SLACK * (Math.abs(exact) + largest)) return false;
    probes.aim(line, k);
    if (!isNear(line, stepsFor(probes, k), carried, largest)) return false;
  }
  return true;
}

/** What is small beside others may have a pole within their step, and is first tried at its own. */
function stepsFor(probes: Probes, k: number): readonly number[] {
  const steps = Array.from({ length: STEPS }, (_, tried) => probes.stepAt(k) * SMALLER ** tried);
  return probes.isSmall(k) ? [probes.ownStepAt(k), ...steps] : steps;
}

/** Whether plain differences where the line is aimed at have the slope, or tell nothing of it. */
function isNear(line: Line, steps: readonly number[], { slope, bound }: Estimate, largest: number): boolean {
  for (const h of steps) {
    // Most often the nearer two ends will do.
    const nearest = (line.at(h) - line.at(-h)) / (2 * h);
    if (Math.abs(nearest - slope) <= SLACK * (Math.abs(slope) + largest)) return true;
    const plain = plainSlope(line, h);
    if (!plain) return true;
    const allowed = APART * (plain.bound + bound) + SLACK * (Math.abs(plain.slope) + largest);
    if (Math.abs(plain.slope - slope) <= allowed) return true;
    // Slopes over many periods of a sine may be near each other once, but do not stay.
    if (tells(plain) && BESIDE.every((share) => staysNear(line, h * share, plain))) return false;
  }
  return true;
}

/** Null where a switch is thrown, or the loss is not finite. */
function plainSlope(line: Line, h: number): Estimate | null {
  const pair = emptyPair();
  measurePair(line, h, pair);
  const { slope, wide, noise, floor } = pair;
  if (pair.crossed || pair.broken || !Number.isFinite(slope - wide)) return null;
  return { slope: slope + (slope - wide) / 3, bound: Math.abs(slope - wide) + (noise + floor) / h };
}

function tells({ slope, bound }: Estimate): boolean {
  return bound <= STRAIGHT * Math.abs(slope);
}

function staysNear(line: Line, h: number, { slope, bound }: Estimate): boolean {
  const beside = plainSlope(line, h);
  return beside !== null && tells(beside) && Math.abs(beside.slope - slope) <= beside.bound + bound;
}
