// The decisions that a layer's code takes: which side of a comparison, which of several maxima. They are noted in the
// order in which they are taken, and a tied one can be held on a branch of choice.

import { fullBox } from '../../../engine/box';
import { TIED, type Call, type Decisions, type Op } from '../../../engine/op';
import type { Data } from '../../../engine/tensor';
import type { Transcriber } from '../../../engine/transcript';

/** Decisions that one method took, one for each element of its result. */
interface Entry {
  readonly from: number;
  readonly branches: Int32Array;
  tied(at: number): readonly number[];
}

export class Recorder implements Decisions {
  /** Takes down what is done, where that is wanted. */
  transcriber: Transcriber | null = null;
  private entries: Entry[] = [];
  private count = 0;
  private holds: ReadonlyMap<number, number> = new Map();

  /** A forward pass begins: what was noted of the one before is forgotten. */
  begin(): void {
    this.entries = [];
    this.count = 0;
  }

  taken(): Int32Array {
    const all = new Int32Array(this.count);
    for (const { from, branches } of this.entries) all.set(branches, from);
    return all;
  }

  tied(decision: number): readonly number[] {
    const entry = this.entries.findLast(({ from }) => from <= decision);
    return entry ? entry.tied(decision - entry.from) : [];
  }

  hold(branches: ReadonlyMap<number, number>): void {
    this.holds = branches;
  }

  /** Notes what an op with switches decided, and lets held elements go the way that they are held. */
  noteOp({ switches }: Op, call: Call): void {
    if (!switches) return;
    const branches = new Int32Array(call.out.data.length);
    switches.branches(call, fullBox(call.out.shape), branches);
    this.note(
      branches,
      (at) => switches.tied(call, at),
      (at, branch) => {
        call.out.data[at] = switches.force(call, at, branch);
      },
    );
  }

  /** Notes a result that is itself the branch, such as a mask or an index of a maximum; `ties` gives those that agree. */
  noteChoice(out: Data, ties: (at: number) => readonly number[] | null): void {
    const branches = Int32Array.from(out, (branch, at) => (ties(at) ? TIED : branch));
    this.note(
      branches,
      (at) => ties(at) ?? [],
      (at, branch) => {
        out[at] = branch;
      },
    );
  }

  private note(branches: Int32Array, tied: Entry['tied'], force: (at: number, branch: number) => void): void {
    const from = this.count;
    this.entries.push({ from, branches, tied });
    this.count += branches.length;
    for (const [decision, branch] of this.holds) {
      if (decision >= from && decision < this.count) force(decision - from, branch);
    }
  }
}
