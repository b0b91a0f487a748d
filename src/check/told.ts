// What runs at one step and at a wider one tell of every element of a tensor: how far the loss moves.

/** How far the slopes to both sides may lie apart, of their sum, where one step is enough: truncation goes with the square. */
const STRAIGHT = 2 ** -20;
const UNIT = 2 ** -53;

/** By element. What is told of one in several runs is added up. */
export class Told {
  readonly up: Float64Array;
  readonly down: Float64Array;
  readonly farUp: Float64Array;
  readonly farDown: Float64Array;
  /** What one rounding in every movement would come to, at the nearer step. */
  readonly rounding: Float64Array;
  /** How far the nearer movement may be off by what it was told with. */
  readonly inherited: Float64Array;
  /** 1 where both steps were run. */
  readonly both: Uint8Array;
  /** 1 where a switch was thrown, or one at its tie moved. */
  readonly crossed: Uint8Array;

  constructor(size: number) {
    this.up = new Float64Array(size);
    this.down = new Float64Array(size);
    this.farUp = new Float64Array(size);
    this.farDown = new Float64Array(size);
    this.rounding = new Float64Array(size);
    this.inherited = new Float64Array(size);
    this.both = new Uint8Array(size);
    this.crossed = new Uint8Array(size);
  }

  /** Before it is run anew. */
  forget(k: number): void {
    this.up[k] = this.down[k] = this.farUp[k] = this.farDown[k] = this.rounding[k] = 0;
    this.both[k] = 0;
  }

  /** How far the slopes to both sides lie apart, of their sum. */
  curve(k: number): number {
    const { up, down } = this;
    const whole = Math.abs(up[k] - down[k]) + this.rounding[k] * UNIT;
    return whole > 0 ? Math.abs(up[k] + down[k]) / whole : 0;
  }

  /** Whether one step is too little to go by. */
  bends(k: number): boolean {
    return !(this.curve(k) < STRAIGHT);
  }
}

/** What was done since it was last told: elements that are finished, and how many elements of results were moved. */
export interface Swept {
  readonly elements: number;
  readonly work: number;
}

/** Runs elements that are wanted; null: all. It can be cut between its units: what is told of each element stays the same. */
export interface Sweep {
  /** Multiplications, roughly, of the whole. */
  work(wanted: Uint8Array | null): number;
  units(wanted: Uint8Array | null): number;
  /** Of the units from .. to. */
  elements(wanted: Uint8Array | null, from: number, to: number): Int32Array;
  /** What is not told yet of those units, or left out, of all. */
  run(told: Told, wanted: Uint8Array | null, from?: number, to?: number): Generator<Swept, void>;
}

/** How often an element is moved on average: up and down, some by the wider step too. */
export const RUNS = 2.5;

export function maskOf(elements: Int32Array, size: number): Uint8Array {
  const mask = new Uint8Array(size);
  for (const k of elements) mask[k] = 1;
  return mask;
}
