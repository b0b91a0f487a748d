// The tool's own oracle: a few elements of every tensor whose differences were carried are measured again, by running
// the forward pass at both ends. A rule that tells differences wrongly cannot hide.

import { randomStream } from '../engine/random';
import { emptyPair, measurePair } from './estimate';
import type { Probes } from './probes';
import type { Line } from './propagate';

const ELEMENTS = 2;
/** What plain differences may be off by besides their own spread and noise, of the slope and of the tensor's largest. */
const SLACK = 1e-5;
/** So many times their errors lie slopes apart that differ. */
const APART = 16;
/** Two steps by whose slopes the loss bends no more than this, of them, tell that of the point. */
const STRAIGHT = 0.1;
/** Where it bends more, so much smaller a step is taken, so often. */
const SMALLER = 2 ** -8;
const STEPS = 5;

/** False where one of the elements plainly has another slope; those at which a switch is thrown tell nothing. */
export function agreesWithPlain(
  line: Line,
  probes: Probes,
  seed: number,
  slope: Float64Array,
  carried: Uint8Array,
): boolean {
  const { order } = probes;
  const random = randomStream(seed, 'spot check');
  let largest = 0;
  for (const k of order) if (carried[k]) largest = Math.max(largest, Math.abs(slope[k]));
  for (let taken = 0; taken < Math.min(ELEMENTS, order.length); taken++) {
    const k = order[random.below(order.length)];
    if (!carried[k]) continue;
    probes.aim(line, k);
    if (!isNear(line, probes.stepAt(k), slope[k], largest)) return false;
  }
  return true;
}

/** Whether plain differences where the line is aimed at have the slope, or tell nothing of it. */
function isNear(line: Line, h: number, slope: number, largest: number): boolean {
  const pair = emptyPair();
  for (let tried = 0; tried < STEPS; tried++, h *= SMALLER) {
    measurePair(line, h, pair);
    if (pair.crossed || pair.broken || !Number.isFinite(pair.slope - pair.wide)) return true;
    const spread = Math.abs(pair.slope - pair.wide);
    const error = spread + (pair.noise + pair.floor) / h;
    const plain = pair.slope + (pair.slope - pair.wide) / 3;
    if (Math.abs(plain - slope) <= APART * error + SLACK * (Math.abs(plain) + largest)) return true;
    if (spread <= STRAIGHT * Math.abs(pair.slope)) return false;
  }
  return true;
}
