// The switches of one node: how they stand at the point, and what a perturbation does to them.

import { forEachRun, fullBox, type Box } from '../engine/box';
import { TIED, type Call, type Op, type Switches } from '../engine/op';
import { dtypeOf, unitRoundoff } from '../engine/tensor';
import { scaleOf } from './scale';

/** Told of a switch that is tied at the point and no longer: the element, and the branch that it took. */
export type TieWitness = (flat: number, branch: number) => void;

/** Branches whose values are so many roundings apart count as tied: exact arithmetic may well have tied them. */
const ROUNDINGS = 16;

/** What the loss along a line asks of a node that chooses, whether it is known through or opaque. */
export interface PointSwitches {
  /** What the last comparison found: a switch was thrown that is not tied at the point ... */
  readonly crossed: boolean;
  /** ... or one that is. */
  readonly broken: boolean;
  onBroken: TieWitness | null;
  /** Compares the branches in a box of the perturbed result with those at the point. */
  compare(box: Box): void;
  /** The branches that are known to agree at a switch, in float64 or in the network's own dtype. */
  branchesAt(flat: number): number[];
  /** Runs the perturbed node with switches held on branches, whatever the values say. */
  runHeld(op: Op, box: Box, branches: ReadonlyMap<number, number>): void;
}

export class NodeSwitches implements PointSwitches {
  crossed = false;
  broken = false;
  onBroken: TieWitness | null = null;
  private readonly own: Int32Array;
  private readonly narrowOwn: Int32Array | null;
  private readonly perturbed: Int32Array;
  /** The branches of tied elements, as they are asked for. */
  private readonly tied = new Map<number, readonly number[]>();
  /** How large the operand's elements are, and the unit of their rounding. */
  private readonly scale: number;
  private readonly unit: number;

  constructor(
    private readonly switches: Switches,
    /** At the point, and where it is perturbed. */
    private readonly call: Call,
    private readonly scratch: Call,
    /**
     * The call in the network's own dtype, where that is narrower. A float32 network is differenced in float64 at its own
     * rounded sources; where rounding alone makes a switch stand otherwise in float32, neither branch is wrong.
     */
    private readonly narrow: Call | null,
  ) {
    this.own = patternOf(switches, call);
    this.narrowOwn = narrow && patternOf(switches, narrow);
    this.perturbed = new Int32Array(this.own.length);
    this.scale = scaleOf(call.operands[0].data);
    this.unit = unitRoundoff(dtypeOf((narrow ?? call).out));
  }

  /** Elements at which the network's own dtype takes another branch, or none; null where there are none. */
  get delicate(): Int32Array | null {
    const { own, narrowOwn } = this;
    if (!narrowOwn) return null;
    const found = Int32Array.from(own.keys()).filter((flat) => own[flat] !== narrowOwn[flat]);
    return found.length > 0 ? found : null;
  }

  compare(box: Box): void {
    this.crossed = false;
    this.broken = false;
    this.switches.branches(this.scratch, box, this.perturbed);
    forEachRun(this.call.out.shape, box, this.compareRun);
  }

  runHeld(op: Op, box: Box, branches: ReadonlyMap<number, number>): void {
    op.forward(this.scratch, box);
    for (const [flat, branch] of branches) {
      this.scratch.out.data[flat] = this.switches.force(this.scratch, flat, branch);
    }
  }

  branchesAt(flat: number): number[] {
    const { own, narrowOwn, narrow } = this;
    const branches = new Set(own[flat] === TIED ? this.tiedAt(flat) : [own[flat]]);
    if (narrow && narrowOwn) {
      if (narrowOwn[flat] !== TIED) branches.add(narrowOwn[flat]);
      else for (const branch of this.switches.tied(narrow, flat)) branches.add(branch);
    }
    return [...branches];
  }

  private readonly compareRun = (start: number, count: number, step: number): void => {
    const { own, narrowOwn, perturbed } = this;
    for (let i = start, k = 0; k < count; k++, i += step) {
      const branch = perturbed[i];
      if (branch !== own[i] || branch === TIED || (narrowOwn && branch !== narrowOwn[i])) this.inspect(i, branch);
    }
  };

  private inspect(i: number, branch: number): void {
    if (branch === TIED && this.own[i] === TIED) return this.inspectTied(i);
    const taken = branch === TIED ? this.switches.tied(this.scratch, i) : [branch];
    if (!taken.every((one) => this.agrees(i, one))) this.crossed = true;
    else for (const one of taken) this.breakTie(i, one);
  }

  /** Of four that are tied two may have risen together: still a tie, but not the same one. */
  private inspectTied(i: number): void {
    const value = this.scratch.out.data[i];
    if (value === this.call.out.data[i]) return;
    const branches = this.tiedAt(i);
    let risen = -1;
    let left = false;
    for (const branch of branches) {
      if (this.switches.force(this.scratch, i, branch) !== value) left = true;
      else if (risen < 0) risen = branch;
    }
    if (risen < 0) this.crossed = true;
    else if (left) this.breakTie(i, risen);
  }

  private tiedAt(i: number): readonly number[] {
    let branches = this.tied.get(i);
    if (!branches) {
      branches = this.switches.tied(this.call, i);
      this.tied.set(i, branches);
    }
    return branches;
  }

  private breakTie(i: number, branch: number): void {
    this.broken = true;
    this.onBroken?.(i, branch);
  }

  /** Whether a branch gives the element's value at the point, but for rounding. */
  private agrees(i: number, branch: number): boolean {
    const value = this.call.out.data[i];
    const gap = Math.abs(this.switches.force(this.call, i, branch) - value);
    return branch === this.narrowOwn?.[i] || gap <= ROUNDINGS * this.unit * Math.max(this.scale, Math.abs(value));
  }
}

function patternOf(switches: Switches, call: Call): Int32Array {
  const pattern = new Int32Array(call.out.data.length);
  switches.branches(call, fullBox(call.out.shape), pattern);
  return pattern;
}
