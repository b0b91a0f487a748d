// Holds a program to its limits from inside: every turn of a loop and every call of a function comes by here.

import { Halt } from '../../engine/hand-written';
import { LIMITS } from '../limits';

/** What a program is measured by: the machine's, not the program's. */
export interface Meter {
  /** Milliseconds. */
  now(): number;
  /** What the thread holds, where the machine can tell. */
  memory?(): Memory;
  /** Its first element is where the program notes its place, for whoever may have to end it from outside. */
  readonly place?: Int32Array;
}

/** In bytes. */
export interface Memory {
  /** Objects, texts, arrays. */
  readonly heap: number;
  /** The elements of tensors and other typed arrays, which lie outside of the heap. */
  readonly arrays: number;
}

/** Thrown out of a program that is beyond its limits. */
export class Overrun extends Halt {
  override readonly name = 'Overrun';
  constructor(
    readonly code: 'timeout' | 'limit',
    readonly expected: string,
    readonly found: string,
  ) {
    super(`expected ${expected}, found ${found}`);
  }
}

/** Turns between two looks at the clock: few where turns are slow. */
const MOST_TURNS = 256;
const SOON_MS = 0.2;
const WEIGH_EVERY_MS = 20;

export class Guard {
  private place = 0;
  private turns = 0;
  private until = 1;
  private lastLook = 0;
  /** When the code that runs now began, without having let go of the thread since; null while nothing runs. */
  private began: number | null = null;
  private weighDue = 0;
  private readonly before: Memory | undefined;

  constructor(private readonly meter: Meter) {
    this.before = meter.memory?.();
  }

  /** Where the program was last; 0 before it began. */
  get lastPlace(): number {
    return this.place;
  }

  /** Notes a place; 0 leaves the one before. Throws Overrun. */
  tick(place: number): void {
    if (place !== 0) {
      this.place = place;
      if (this.meter.place) this.meter.place[0] = place;
    }
    if (++this.turns >= this.until) this.look();
  }

  private look(): void {
    const now = this.meter.now();
    this.until = now - this.lastLook < SOON_MS ? Math.min(2 * this.until, MOST_TURNS) : 1;
    this.turns = 0;
    this.lastLook = now;
    if (this.began === null) {
      this.began = now;
      // Runs as soon as the program lets go of the thread.
      void Promise.resolve().then(() => (this.began = null));
    }
    if (now - this.began > LIMITS.programMs) {
      throw new Overrun('timeout', 'code that ends', `more than ${LIMITS.programMs / 1000} s of work without an end`);
    }
    if (now >= this.weighDue) this.weigh(now);
  }

  private weigh(now: number): void {
    this.weighDue = now + WEIGH_EVERY_MS;
    const memory = this.meter.memory?.();
    if (!memory || !this.before) return;
    hold('tensors', memory.arrays - this.before.arrays, LIMITS.programArrayBytes);
    hold('objects and arrays', memory.heap - this.before.heap, LIMITS.programHeapBytes);
  }
}

function hold(what: string, bytes: number, most: number): void {
  if (bytes > most) throw new Overrun('limit', `${what} of at most ${mebi(most)}`, mebi(bytes));
}

function mebi(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
