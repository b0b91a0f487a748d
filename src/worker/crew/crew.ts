// The helpers of a check: workers that are started when the first check is long enough, kept for the next, and ended when
// none comes. A helper that fails is let go, and its part is measured by whoever asked for it.

import type { Moving } from '../../check/base';
import { GRAIN, type Found, type Helpers, type Part, type Team } from '../../check/helpers';
import type { Platform } from '../../platform/platform';
import { Rpc, type Call } from '../../protocol/rpc';
import type { HelperMethods } from './messages';
import { bytesOf, shipped, type Shipped } from './ship';

type Nothing = Record<never, never>;

export interface CrewLimits {
  /** How long helpers without work are kept. */
  readonly idleMs: number;
  /** How soon a helper must have let go of what nobody waits for any more. */
  readonly obedienceMs: number;
  /** Of all helpers: each holds all numbers of the network once more. */
  readonly bytes: number;
}

const LIMITS: CrewLimits = { idleMs: 60_000, obedienceMs: 1000, bytes: 256 * 2 ** 20 };
/** More threads than this wait for memory. */
const MOST_HELPERS = 8;
/** Parts that a helper has at once, so that it need not wait for the next. */
const AHEAD = 2;

export class Crew implements Helpers {
  private readonly hands = new Set<Hand>();
  private team: TeamAtWork | null = null;
  private idle: unknown;

  constructor(
    private readonly platform: Platform,
    private readonly log: (message: string) => void,
    private readonly limits: CrewLimits = LIMITS,
    readonly grain = GRAIN,
  ) {}

  /** One check at a time is helped. */
  engage(base: Moving): Team | null {
    const most = Math.min(MOST_HELPERS, this.platform.processors - 1);
    if (this.team || most < 1) return null;
    const point = shipped(base);
    if (!point) return null;
    const count = Math.min(most, Math.floor(this.limits.bytes / bytesOf(point)));
    if (count < 1) return null;
    clearTimeout(this.idle);
    while (this.hands.size < count) this.hands.add(this.hire());
    const hands = [...this.hands].slice(0, count);
    return (this.team = new TeamAtWork(hands, point, this.limits.obedienceMs, () => this.rest()));
  }

  /** The helpers are ended. */
  dispose(): void {
    clearTimeout(this.idle);
    this.team = null;
    for (const hand of this.hands) hand.end(new Error('helpers are no longer needed'));
    this.hands.clear();
  }

  private hire(): Hand {
    const hand: Hand = new Hand(this.platform, (reason) => {
      if (!this.hands.delete(hand)) return;
      this.log(`a helper ended, its part is measured without it: ${reason.message}`);
    });
    return hand;
  }

  private rest(): void {
    this.team = null;
    clearTimeout(this.idle);
    if (this.hands.size > 0) this.idle = setTimeout(() => this.dispose(), this.limits.idleMs);
  }
}

/** One helper. */
class Hand {
  private readonly rpc: Rpc<HelperMethods, Nothing, never>;
  private readonly calls = new Set<Call<Found>>();
  private gone = false;

  /** `lost` is told why, where it could not go on. */
  constructor(
    platform: Platform,
    private readonly lost: (reason: Error) => void,
  ) {
    const thread = platform.startWorker();
    this.rpc = new Rpc(thread.port, {});
    thread.onEnd((reason) => this.fail(reason));
  }

  /** How many parts it may be given. */
  get room(): number {
    return this.gone ? 0 : AHEAD - this.calls.size;
  }

  prepare(point: Shipped): void {
    this.attempt(this.rpc.call('prepare', point).answer);
  }

  measure(part: Part, done: (found: Found | null) => void): void {
    const call = this.rpc.call('measure', part);
    this.calls.add(call);
    const settled = (found: Found | null): void => {
      this.calls.delete(call);
      done(found);
    };
    call.answer.then(settled, (error: Error) => {
      settled(null);
      if (error.name !== 'Cancelled') this.fail(error);
    });
  }

  /** It must let go of what it is at. */
  dismiss(withinMs: number): void {
    this.attempt(this.rpc.call('rest', null).answer);
    for (const call of this.calls) call.cancel();
    if (this.calls.size === 0) return;
    const late = setTimeout(() => this.fail(new Error(`it did not answer within ${withinMs} ms`)), withinMs);
    void Promise.allSettled([...this.calls].map(({ answer }) => answer)).then(() => clearTimeout(late));
  }

  end(reason: Error): void {
    this.gone = true;
    this.rpc.dispose(reason);
  }

  private attempt(answer: Promise<unknown>): void {
    answer.catch((error: Error) => this.fail(error));
  }

  private fail(reason: Error): void {
    if (this.gone) return;
    this.gone = true;
    this.lost(reason);
    this.end(reason);
  }
}

class TeamAtWork implements Team {
  constructor(
    private readonly hands: readonly Hand[],
    point: Shipped,
    private readonly obedienceMs: number,
    private readonly ended: () => void,
  ) {
    for (const hand of hands) hand.prepare(point);
  }

  take(part: Part, done: (found: Found | null) => void): boolean {
    const hand = this.hands.reduce((best, one) => (one.room > best.room ? one : best));
    if (hand.room === 0) return false;
    hand.measure(part, done);
    return true;
  }

  end(): void {
    for (const hand of this.hands) hand.dismiss(this.obedienceMs);
    this.ended();
  }
}
