// Where two central differences at the usual step do not decide: smaller and larger steps (Ridders), and one side alone
// where a switch is thrown on the other.

import { emptyPair, measurePair, type Enough, type Estimate, type Pair, type Side, type Steps } from './estimate';
import { Ladder, climb } from './ladder';
import type { Line } from './propagate';

const SHRINK = 1 / 8;
const SHRINKS = 14;
const GROWTH = 8;
/** As far as a step grows where the loss does not move at all. */
const GROWTHS = 20;
/** A change of the loss that is so many times its rounding is plain. */
const PLAIN = 1e4;
const NOTHING: Estimate = { slope: NaN, bound: Infinity };

/** Ridders' method around a step at which no switch is thrown. */
export function* resolveSmooth(line: Line, h: number, noise: number, enough: Enough): Steps<Estimate> {
  const ladder = startLadder(line, h, noise, 'both');
  return ladder ? yield* explore(ladder, enough) : NOTHING;
}

/** Ridders' method at another step than the noise was measured at: its `ratio` to the rounding of the loss is the same. */
export function* resolveNear(line: Line, h: number, ratio: number, enough: Enough): Steps<Estimate> {
  const pair = emptyPair();
  measurePair(line, h, pair);
  return yield* resolveSmooth(line, h, ratio * pair.floor, enough);
}

/** A switch is thrown, or the loss is not finite, within the usual step, not at the point. */
export function* resolveCrossed(line: Line, h: number, noise: number, enough: Enough): Steps<Estimate> {
  let best = NOTHING;
  for (const side of ['both', 'right', 'left'] as const) {
    let ladder: Ladder | null = null;
    for (let k = 0, step = h; k <= SHRINKS && !ladder; k++, step *= SHRINK) {
      ladder = startLadder(line, step, noise, side);
      yield;
    }
    if (!ladder) continue;
    const estimate = yield* explore(ladder, enough);
    if (estimate.bound < best.bound) best = estimate;
    if (enough(best)) break;
  }
  return best;
}

/**
 * For a loss that does not move at the usual step, because it is so large beside the change that rounding swallows it,
 * or because it does not depend on the element: the step at which it moves plainly, or the largest at which no switch is thrown.
 */
export function* movingStep(line: Line, h: number, pair: Pair): Steps<number> {
  let step = h;
  for (let k = 0; k < GROWTHS; k++) {
    measurePair(line, step * GROWTH, pair);
    yield;
    if (pair.crossed || pair.broken || !Number.isFinite(pair.slope)) break;
    step *= GROWTH;
    if (Math.abs(pair.slope) * step > PLAIN * pair.floor) break;
  }
  return step;
}

function startLadder(line: Line, h: number, noise: number, side: Side): Ladder | null {
  const ladder = new Ladder(line, side, noise);
  return ladder.add(2 * h) && ladder.add(h) ? ladder : null;
}

/** First in the direction in which the larger of the two errors shrinks, then in the other. */
export function* explore(ladder: Ladder, enough: Enough): Steps<Estimate> {
  const noisy = ladder.roundingDominates();
  const first = yield* climb(ladder, noisy ? 2 : 0.5, enough);
  if (enough(first)) return first;
  const second = yield* climb(ladder, noisy ? 0.5 : 2, enough);
  return second.bound < first.bound ? second : first;
}
