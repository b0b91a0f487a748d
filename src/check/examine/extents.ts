// Which extents of a layer's operands belong together: found by changing some of them and running its forward pass.

import { randomStream } from '../../engine/random';
import type { Shape } from '../../engine/tensor';
import type { Steps } from '../estimate';
import { drawnLike, valueOf } from './draw';
import { attempt, runForward } from './run';
import { instanceOf, type HandSubject } from './subject';

/** An axis of an operand. */
interface Slot {
  readonly operand: number;
  readonly axis: number;
  readonly extent: number;
}

/** Axes whose extents can be changed together, and no fewer of them. */
type Group = readonly Slot[];

/** So many forward passes are tried in all. */
const TRIES = 256;

export class Extents {
  private groups: readonly Group[] | null = null;
  private tries = TRIES;
  private readonly shapes: readonly Shape[];

  constructor(private readonly subject: HandSubject) {
    this.shapes = subject.operands.map((_, k) => valueOf(subject.values, subject, k).shape);
  }

  /** Shapes of the operands with another batch, and without two extents that coincide; null where that cannot be. */
  *vary({ batch, distinct }: { readonly batch?: number; readonly distinct: boolean }): Steps<readonly Shape[] | null> {
    if (batch === undefined && !distinct) return this.shapes;
    this.groups ??= yield* this.findGroups();
    const rows = batchOf(this.groups, this.subject);
    if (batch !== undefined && !rows) return null;
    const sized = batch === undefined || !rows ? this.shapes : resized(this.shapes, rows, batch);
    if (!distinct) return sized;
    // The batch that is asked for stays as it is.
    const free = this.groups.filter((group) => group[0].extent > 1 && (batch === undefined || group !== rows));
    return free.length === 0 ? null : spread(sized, free, new Set([...this.shapes, ...sized].flat()));
  }

  private *findGroups(): Steps<readonly Group[]> {
    const slots = this.shapes.flatMap((shape, operand) =>
      shape.map((extent, axis): Slot => ({ operand, axis, extent })),
    );
    const inputs = this.subject.layer.operands.length;
    // Of an extent of 1 broadcasting makes anything fit: only a batch of one is told.
    const groups: Group[] = [];
    const single = slots.filter(({ operand, axis, extent }) => extent === 1 && axis === 0 && operand < inputs);
    if (single.length > 0 && this.fits(single)) groups.push(single);
    let open = slots.filter(({ extent }) => extent > 1);
    while (open.length > 0) {
      const [first, ...others] = open;
      const group = yield* this.smallestWith(
        first,
        others.filter(({ extent }) => extent === first.extent),
      );
      if (group) groups.push(group);
      open = open.filter((slot) => slot !== first && !group?.includes(slot));
    }
    return groups;
  }

  private *smallestWith(first: Slot, others: readonly Slot[]): Steps<Group | null> {
    for (let size = 0; size <= others.length; size++) {
      for (const chosen of subsets(others, size)) {
        if (this.tries-- <= 0) return null;
        const group = [first, ...chosen];
        if (this.fits(group)) return group;
        yield;
      }
    }
    return null;
  }

  private fits(group: Group): boolean {
    const shapes = resized(this.shapes, group, unused(this.shapes, group[0].extent));
    const values = drawnLike(this.subject, shapes, randomStream(0, 'extents'));
    const outputs = attempt(() => runForward(instanceOf(this.subject), values));
    return outputs?.every(({ data }) => data.every(Number.isFinite)) ?? false;
  }
}

/** The group of the first input's rows, else of its columns; otherwise one that no param has a part in. */
function batchOf(groups: readonly Group[], { operands }: HandSubject): Group | null {
  const free = groups.filter((group) => group.every(({ operand }) => operands[operand].kind === 'input'));
  const ofFirst = free.filter((group) => group.some(({ operand }) => operand === 0));
  return (
    ofFirst.find((group) => group.some(({ operand, axis }) => operand === 0 && axis === 0)) ??
    ofFirst[0] ??
    free[0] ??
    null
  );
}

function resized(shapes: readonly Shape[], group: Group, extent: number): readonly Shape[] {
  return shapes.map((shape, operand) =>
    shape.map((old, axis) => (group.some((slot) => slot.operand === operand && slot.axis === axis) ? extent : old)),
  );
}

/** Each group gets the next larger extent that nothing has or had: a cause that was one of equal extents is then not. */
function spread(shapes: readonly Shape[], groups: readonly Group[], taken: Set<number>): readonly Shape[] {
  let varied = shapes;
  for (const group of groups) {
    let extent = extentOf(varied, group) + 1;
    while (taken.has(extent)) extent++;
    taken.add(extent);
    varied = resized(varied, group, extent);
  }
  return varied;
}

function extentOf(shapes: readonly Shape[], [{ operand, axis }]: Group): number {
  return shapes[operand][axis];
}

function unused(shapes: readonly Shape[], above: number): number {
  const taken = new Set(shapes.flat());
  let extent = above + 1;
  while (taken.has(extent)) extent++;
  return extent;
}

function* subsets<T>(items: readonly T[], size: number, from = 0): Generator<readonly T[]> {
  if (size === 0) return void (yield []);
  for (let i = from; i <= items.length - size; i++) {
    for (const rest of subsets(items, size - 1, i + 1)) yield [items[i], ...rest];
  }
}
