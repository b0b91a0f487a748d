// Decisions of hand-written layers in the tests: each is a comparison of two numbers, noted in the order of the code.

import { TIED, type Decisions } from '../../src/engine/op';

/** Branches of a comparison: 1 where the first is greater, otherwise 0. */
const BOTH = [0, 1] as const;

export class Recording implements Decisions {
  private branches: number[] = [];
  private holds: ReadonlyMap<number, number> = new Map();

  begin(): void {
    this.branches = [];
  }

  /** 1 where a is greater than b, otherwise 0; `atTie` where they are equal. */
  greater(a: number, b: number, atTie = 0): number {
    const natural = a === b ? TIED : Number(a > b);
    this.branches.push(natural);
    return this.holds.get(this.branches.length - 1) ?? (natural === TIED ? atTie : natural);
  }

  taken(): Int32Array {
    return Int32Array.from(this.branches);
  }

  tied(): readonly number[] {
    return BOTH;
  }

  hold(branches: ReadonlyMap<number, number>): void {
    this.holds = branches;
  }
}
