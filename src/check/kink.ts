// Kinks: where a switch stands exactly at its tie, the loss has a slope for each branch that the tie allows. The slopes
// of all branches, taken independently of one another, span an interval, and whatever subgradient a rule chooses (0 or 1
// for a ReLU, the first of several maxima, one half each) lies inside it.

import type { Base } from './base';
import type { Enough, Estimate, Steps } from './estimate';
import { Ladder } from './ladder';
import type { Hold, Line } from './propagate';
import { explore } from './resolve';
import { toleranceAt, type Tolerance } from './verdict';

export interface KinkSpan {
  readonly lo: Estimate;
  readonly hi: Estimate;
  /** False where too many switches are tied to try all their branches: the true span may then be wider. */
  readonly exact: boolean;
  /** The slopes to the left and to the right. */
  readonly slopes: readonly [number, number];
}

class Tie {
  /** The branch that it takes to the left and to the right, by position; the first where it stays tied. */
  left = 0;
  right = 0;

  constructor(
    readonly node: number,
    readonly flat: number,
    readonly branches: number[],
  ) {}

  took(branch: number, t: number): void {
    if (!this.branches.includes(branch)) this.branches.push(branch);
    const position = this.branches.indexOf(branch);
    if (t > 0) this.right = position;
    else this.left = position;
  }
}

/** The ties that take part, each once. */
class Ties {
  readonly list: Tie[] = [];
  private readonly known = new Map<number, Tie>();

  constructor(private readonly base: Base) {}

  note(node: number, flat: number): Tie {
    const key = node * 2 ** 32 + flat;
    let tie = this.known.get(key);
    if (!tie) {
      tie = new Tie(node, flat, this.base.switches[node]?.branchesAt(flat) ?? []);
      this.known.set(key, tie);
      this.list.push(tie);
    }
    return tie;
  }
}

/** So many combinations of branches are tried one by one; with more, each tie is tried by itself. */
const COMBINATIONS = 64;
/** So many slopes are tried in one tensor, beyond the likely ones. */
const TRIALS = 1024;
const SHRINK = 1 / 8;
const SHRINKS = 7;

/** Spans of the kinks of one tensor. */
export class KinkFinder {
  private trials = TRIALS;

  constructor(
    private readonly base: Base,
    private readonly line: Line,
  ) {}

  /** Null where other switches are thrown at any step, however small. What `accepts` takes need not be the whole span. */
  *span(h: number, noise: number, enough: Enough, accepts: (span: KinkSpan) => boolean): Steps<KinkSpan | null> {
    for (let k = 0, step = h; k <= SHRINKS; k++, step *= SHRINK) {
      const ties = this.collect(step);
      yield;
      if (!ties) continue;
      const span = yield* this.spanOf(ties, step, noise, enough, accepts);
      if (span) return span;
    }
    return null;
  }

  /** The ties that a step breaks. Null where the step throws other switches too. */
  private collect(h: number): Ties | null {
    const { line } = this;
    const ties = new Ties(this.base);
    let free = true;
    for (const t of [h, -h, 2 * h, -2 * h]) {
      line.witness((node, flat, branch) => ties.note(node, flat).took(branch, t));
      line.at(t);
      free &&= !line.crossed;
    }
    line.witness(null);
    return free ? ties : null;
  }

  private *spanOf(
    ties: Ties,
    h: number,
    noise: number,
    enough: Enough,
    accepts: (span: KinkSpan) => boolean,
  ): Steps<KinkSpan | null> {
    const left = yield* this.oneSided('left', h, noise, enough);
    const right = yield* this.oneSided('right', h, noise, enough);
    const hull = new Hull([left, right]);
    const slope = (choice: readonly number[]): Steps<Estimate | null> => this.heldSlope(ties, choice, h, noise, enough);
    // A choice may bring a further tie to light, which then takes part: start again with it.
    for (;;) {
      const known = ties.list.length;
      const complete = yield* this.tryChoices(ties.list, hull, slope, accepts);
      if (complete === null) return null;
      if (ties.list.length === known) return hull.span(complete);
    }
  }

  /** Whether the hull is the whole span; null where a choice could not be evaluated. */
  private *tryChoices(
    ties: readonly Tie[],
    hull: Hull,
    slope: SlopeOf,
    accepts: (span: KinkSpan) => boolean,
  ): Steps<boolean | null> {
    const first = ties.map(() => 0);
    const last = ties.map(({ branches }) => branches.length - 1);
    const likely = [first, last, ties.map(({ left }) => left), ties.map(({ right }) => right)];
    if (!(yield* hull.addAll(likely, slope))) return null;
    if (accepts(hull.span(false))) return false;
    const total = ties.reduce((product, { branches }) => product * branches.length, 1);
    const single = ties.reduce((sum, { branches }) => sum + branches.length, 0);
    const cost = total <= COMBINATIONS ? total : single;
    if (cost > this.trials) return false;
    this.trials -= cost;
    if (total <= COMBINATIONS) return (yield* hull.addAll(combinations(ties), slope)) || null;
    return yield* this.tryEach(ties, first, hull, slope);
  }

  /**
   * The slope is linear in the choice of each switch by itself, and switches of one node lie on no common path, so that
   * there the extreme choices are extreme in every switch: the hull is then the whole span.
   */
  private *tryEach(ties: readonly Tie[], first: readonly number[], hull: Hull, slope: SlopeOf): Steps<boolean | null> {
    const lowest = [...first];
    const highest = [...first];
    for (let k = 0; k < first.length; k++) {
      const values: number[] = [];
      for (let branch = 0; branch < ties[k].branches.length; branch++) {
        const estimate = yield* slope(first.with(k, branch));
        if (!hull.add(estimate)) return null;
        values.push(estimate.slope);
      }
      lowest[k] = values.indexOf(Math.min(...values));
      highest[k] = values.indexOf(Math.max(...values));
    }
    if (!(yield* hull.addAll([lowest, highest], slope))) return null;
    return ties.every(({ node }) => node === ties[0].node);
  }

  private *heldSlope(
    ties: Ties,
    choice: readonly number[],
    h: number,
    noise: number,
    enough: Enough,
  ): Steps<Estimate | null> {
    const { line } = this;
    line.hold(
      choice.map((branch, k): Hold => {
        const { node, flat, branches } = ties.list[k];
        return { node, flat, branch: branches[branch] };
      }),
    );
    line.witness((node, flat) => void ties.note(node, flat));
    const ladder = new Ladder(line, 'both', noise, true);
    const started = ladder.add(2 * h) && ladder.add(h);
    const estimate = started ? yield* explore(ladder, enough) : null;
    line.witness(null);
    line.hold([]);
    return estimate;
  }

  private *oneSided(side: 'left' | 'right', h: number, noise: number, enough: Enough): Steps<number> {
    const ladder = new Ladder(this.line, side, noise, true);
    return ladder.add(2 * h) && ladder.add(h) ? (yield* explore(ladder, enough)).slope : NaN;
  }
}

/** The slope where each tie is held on the branch at the chosen position; null where other switches are thrown. */
type SlopeOf = (choice: readonly number[]) => Steps<Estimate | null>;

/** The interval of the slopes seen so far. */
class Hull {
  private lo: Estimate = { slope: Infinity, bound: 0 };
  private hi: Estimate = { slope: -Infinity, bound: 0 };

  constructor(private readonly slopes: readonly [number, number]) {}

  /** False where one of them has no slope. */
  *addAll(choices: readonly (readonly number[])[], slope: SlopeOf): Steps<boolean> {
    for (const choice of choices) if (!this.add(yield* slope(choice))) return false;
    return true;
  }

  add(estimate: Estimate | null): estimate is Estimate {
    if (!estimate || !Number.isFinite(estimate.slope)) return false;
    if (estimate.slope < this.lo.slope) this.lo = estimate;
    if (estimate.slope > this.hi.slope) this.hi = estimate;
    return true;
  }

  span(exact: boolean): KinkSpan {
    return { lo: this.lo, hi: this.hi, exact, slopes: this.slopes };
  }
}

/** The point of the span that is nearest to a slope, as uncertain as the nearer end. */
export function nearestIn({ lo, hi }: KinkSpan, slope: number): Estimate {
  const end = slope - lo.slope < hi.slope - slope ? lo : hi;
  return { slope: Math.min(Math.max(slope, lo.slope), hi.slope), bound: end.bound };
}

/** Branches that all have the same slope make no kink. */
export function isFlat({ lo, hi }: KinkSpan, tolerance: Tolerance): boolean {
  return hi.slope - lo.slope <= lo.bound + hi.bound + toleranceAt(tolerance, lo.slope, hi.slope);
}

function combinations(ties: readonly Tie[]): number[][] {
  return ties.reduce<number[][]>(
    (choices, { branches }) => choices.flatMap((choice) => branches.map((_, branch) => [...choice, branch])),
    [[]],
  );
}
