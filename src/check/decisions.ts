// Opaque nodes at the point: the decisions that their code takes there, what a perturbation does to them, and whether
// the code gives the same result twice.

import { fullBox, type Box } from '../engine/box';
import { TIED, type Call, type Decisions, type Op } from '../engine/op';
import type { PointSwitches, TieWitness } from './switches';

const NONE: ReadonlyMap<number, number> = new Map();

/** The decisions of one forward pass: taken down at once, since code that is shared soon runs again. */
export class Taken {
  readonly branches: Int32Array;
  private readonly ties = new Map<number, readonly number[]>();

  constructor(decisions: Decisions) {
    this.branches = decisions.taken();
    this.branches.forEach((branch, k) => {
      if (branch === TIED) this.ties.set(k, decisions.tied(k));
    });
  }

  /** Every decision that is tied, on its first branch. */
  get firstOfTies(): ReadonlyMap<number, number> {
    return new Map([...this.ties].map(([decision, [first]]) => [decision, first]));
  }

  /** One where it is not tied. */
  at(decision: number): readonly number[] {
    return this.ties.get(decision) ?? [this.branches[decision]];
  }
}

/** One more run of an opaque node. */
export interface Rerun {
  /** Whether it gave the same bits. */
  readonly same: boolean;
  /** Null where the code does not say. */
  readonly taken: Taken | null;
}

export function rerun(op: Op, call: Call): Rerun {
  const out = { shape: call.out.shape, data: call.out.data.slice() };
  op.forward({ ...call, out }, fullBox(out.shape));
  return {
    same: out.data.every((x, i) => Object.is(x, call.out.data[i])),
    taken: typeof op.opaque === 'object' ? new Taken(op.opaque) : null,
  };
}

/** Runs opaque code with decisions held on branches, whatever the values say. */
export function runHeld(
  op: Op,
  call: Call,
  box: Box,
  decisions: Decisions,
  branches: ReadonlyMap<number, number>,
): void {
  decisions.hold(branches);
  try {
    op.forward(call, box);
  } finally {
    decisions.hold(NONE);
  }
}

export class OpaqueDecisions implements PointSwitches {
  crossed = false;
  broken = false;
  onBroken: TieWitness | null = null;

  /** In the network's own dtype, where that is narrower: of decisions that rounding makes, neither branch is wrong. */
  private readonly narrow: Taken | null;

  constructor(
    private readonly decisions: Decisions,
    /** The perturbed call. */
    private readonly scratch: Call,
    private readonly own: Taken,
    narrow: Taken | null,
  ) {
    // Code that went another way in float32 has taken other decisions, which tell nothing of these.
    this.narrow = narrow?.branches.length === own.branches.length ? narrow : null;
  }

  /** All of the node's code has run, whatever the box. */
  compare(): void {
    this.crossed = false;
    this.broken = false;
    const perturbed = this.decisions.taken();
    const { branches } = this.own;
    if (perturbed.length !== branches.length) {
      this.crossed = true;
      return;
    }
    for (let k = 0; k < branches.length; k++) {
      const branch = perturbed[k];
      if (branch !== branches[k] || branch === TIED || (this.narrow && branch !== this.narrow.branches[k])) {
        this.inspect(k, branch);
      }
    }
  }

  branchesAt(decision: number): number[] {
    return [...new Set([...this.own.at(decision), ...(this.narrow?.at(decision) ?? [])])];
  }

  runHeld(op: Op, box: Box, branches: ReadonlyMap<number, number>): void {
    runHeld(op, this.scratch, box, this.decisions, branches);
  }

  private inspect(decision: number, branch: number): void {
    const taken = branch === TIED ? this.decisions.tied(decision) : [branch];
    const known = this.branchesAt(decision);
    if (!taken.every((one) => known.includes(one))) this.crossed = true;
    // All that agreed still agree: nothing has moved.
    else if (taken.length < known.length) {
      this.broken = true;
      this.onBroken?.(decision, taken[0]);
    }
  }
}
