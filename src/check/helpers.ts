// What helps a check: threads beside its own, each of which measures a part of a tensor's elements. What comes of an element
// is the same wherever it is measured, and with whichever others.

import type { ValueId } from '../engine/graph';
import type { Moving } from './base';
import type { Sweep, Swept, Told } from './told';

/** A part of what a sweep runs. */
export interface Part {
  /** Of the carrier. */
  readonly id: ValueId;
  readonly wanted: Uint8Array | null;
  /** Its units are `from .. to` of the sweep's. */
  readonly from: number;
  readonly to: number;
}

/** What is told of a part's elements, by the fields of Told. */
export type Found = Readonly<Record<string, Float64Array | Uint8Array>>;

/** When help pays, in rough multiplications. */
export interface Grain {
  /** What is handed out at once. */
  readonly part: number;
  /** A check of less than this is too short for threads to be started. */
  readonly long: number;
}

/** By how long such work takes in networks that were measured: from 3 to 20 ms, and from 50 to 300 ms. */
export const GRAIN: Grain = { part: 3e7, long: 4e8 };

/** Threads that may be asked for help. */
export interface Helpers {
  readonly grain: Grain;
  /** Null where none is free, or what is carried through cannot be had elsewhere. */
  engage(base: Moving): Team | null;
}

/** Those that help one check, until its end. */
export interface Team {
  /** False where all have enough to do. `done` is told what was found, or null where nothing will come. */
  take(part: Part, done: (found: Found | null) => void): boolean;
  end(): void;
}

/** A sweep of fewer parts is too short to be shared. */
const FEWEST = 3;
const MOST = 64;

/** Due at once: what others have found meanwhile is let in. */
const LET_IN: Swept = { elements: 0, work: Infinity };

/** One check and those that help it: called together once it turns out to be long. */
export class Company {
  private work = 0;
  private team: Team | null = null;

  constructor(
    private readonly base: Moving,
    private readonly helpers: Helpers | undefined,
  ) {}

  /** Runs a sweep, with help where it is long enough. */
  *sweep(sweep: Sweep, told: Told, { id, wanted }: Pick<Part, 'id' | 'wanted'>): Generator<Swept, void> {
    const { helpers } = this;
    if (!helpers) return yield* sweep.run(told, wanted);
    const { part, long } = helpers.grain;
    const work = sweep.work(wanted);
    this.work += work;
    const parts = Math.min(MOST, Math.floor(work / part));
    if (parts >= FEWEST && this.work >= long) this.team ??= helpers.engage(this.base);
    if (parts < FEWEST || !this.team) return yield* sweep.run(told, wanted);
    yield* new Sharing(sweep, told, wanted, this.team, id).run(parts);
  }

  /** Nobody is needed any more. */
  part(): void {
    this.team?.end();
  }
}

/** What is told of these elements, in their order. */
export function excerpt(told: Told, elements: Int32Array): Found {
  return Object.fromEntries(
    arraysOf(told).map(([name, from]) => [
      name,
      from instanceof Float64Array
        ? gathered(from, elements, new Float64Array(elements.length))
        : gathered(from, elements, new Uint8Array(elements.length)),
    ]),
  );
}

function gathered<A extends Float64Array | Uint8Array>(from: A, elements: Int32Array, into: A): A {
  if (isRun(elements)) into.set(from.subarray(elements[0], elements[0] + elements.length));
  else for (let i = 0; i < elements.length; i++) into[i] = from[elements[i]];
  return into;
}

function enter(found: Found, elements: Int32Array, told: Told): void {
  for (const [name, into] of arraysOf(told)) {
    const from = found[name];
    if (isRun(elements)) into.set(from, elements[0]);
    else for (let i = 0; i < elements.length; i++) into[elements[i]] = from[i];
  }
}

/** Whether they follow each other without a gap. */
function isRun(elements: Int32Array): boolean {
  for (let i = 1; i < elements.length; i++) if (elements[i] !== elements[i - 1] + 1) return false;
  return elements.length > 0;
}

function arraysOf(told: Told): [name: string, array: Float64Array | Uint8Array][] {
  return Object.entries(told) as [string, Float64Array | Uint8Array][];
}

interface Range {
  readonly from: number;
  readonly to: number;
}

class Sharing {
  private readonly open: Range[] = [];
  private readonly lent = new Set<Range>();
  private running: Range | null = null;
  private arrived = 0;

  constructor(
    private readonly sweep: Sweep,
    private readonly told: Told,
    private readonly wanted: Uint8Array | null,
    private readonly team: Team,
    private readonly id: ValueId,
  ) {}

  *run(parts: number): Generator<Swept, void> {
    const units = this.sweep.units(this.wanted);
    const count = Math.min(parts, units);
    for (let part = 0; part < count; part++) {
      this.open.push({ from: Math.floor((part * units) / count), to: Math.floor(((part + 1) * units) / count) });
    }
    for (;;) {
      this.lend();
      // Where nothing is left to begin, what others are at is run here too: whoever is first counts, and nobody is waited for.
      const range = this.open.shift() ?? [...this.lent].at(-1);
      if (!range) return;
      yield* this.runHere(range);
      yield LET_IN;
    }
  }

  private *runHere(range: Range): Generator<Swept, void> {
    const isLent = this.lent.has(range);
    this.running = range;
    for (const { elements, work } of this.sweep.run(this.told, this.wanted, range.from, range.to)) {
      yield { elements: elements + this.arrived, work };
      this.arrived = 0;
      if (isLent && this.running === null) return;
      this.lend();
    }
    this.running = null;
    this.lent.delete(range);
  }

  private lend(): void {
    const { open, lent, team, id, wanted } = this;
    // The last one is for this thread.
    while (open.length > 1) {
      const range = open[open.length - 1];
      if (!team.take({ id, wanted, ...range }, (found) => this.settle(range, found))) return;
      open.pop();
      lent.add(range);
    }
  }

  private settle(range: Range, found: Found | null): void {
    if (!this.lent.delete(range)) return;
    if (found) {
      const elements = this.sweep.elements(this.wanted, range.from, range.to);
      enter(found, elements, this.told);
      this.arrived += elements.length;
      if (this.running === range) this.running = null;
    } else if (this.running !== range) this.open.push(range);
  }
}
