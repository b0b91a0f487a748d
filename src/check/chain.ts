// The response method: from the output on, the slopes of a value's elements by those of what they move next. Each layer's
// response to a difference is measured, and contracted with the slopes that follow: no layer is run through twice. It
// takes the chain rule for granted, over the network as it is wired, and no derivative. Params in which their op is linear
// follow from its result in one product, which is the backward pass's own, and a mistake in it is in both.

import type { Value, ValueId } from '../engine/graph';
import { reachedBy } from '../engine/run';
import { sizeOf } from '../engine/tensor';
import type { Base } from './base';
import { charged } from './carry';
import { carriedDifferences, type Differences } from './differences';
import type { Steps } from './estimate';
import { Lanes, lossAlone, type End } from './lanes';
import type { Line } from './propagate';
import { linearUse, pulledThrough } from './response';
import { everyElement } from './select';
import { isConfirmed } from './spot-check';
import type { TensorCheck } from './tensor-check';

export class Chain {
  /** By value of the carrier. */
  private readonly ends: Map<ValueId, End>;

  constructor(private readonly base: Base) {
    this.ends = new Map(lossAlone(base.carrier(), base.cotangent));
  }

  /** What has to be measured to know these, each after all that it moves. */
  values(asked: readonly ValueId[]): Value[] {
    const { values, nodes } = this.base.graph;
    const reaching = reachedBy(this.base.graph);
    const results: Value[] = [];
    const needed = new Set(asked);
    for (const { operands, result } of nodes) {
      if (operands.some((id) => needed.has(id)) && reaching[result]) needed.add(result);
    }
    for (const { result } of [...nodes].reverse()) if (needed.delete(result)) results.push(values[result]);
    return [...results, ...values.filter(({ id }) => needed.has(id))];
  }

  /** False where it does not tell every element. Its work is charged to the line, whether or not the value was asked for. */
  *measure(value: Value, check: TensorCheck | null, line: Line): Steps<boolean> {
    const id = this.base.carrier().ids[value.id];
    if (this.isGivenToCode(value)) return false;
    const found = this.pulled(value) ?? (yield* this.moved(value, id, line));
    if (!found || found.measured.includes(0)) return false;
    if (check) {
      check.measured += check.probes.order.length;
      check.suspect = !isConfirmed(this.base, check, 0, found);
      check.line.rest();
      if (check.suspect) return true;
      check.adopt(found, 'response');
    }
    if (!this.ends.has(id)) this.ends.set(id, found);
    return true;
  }

  /** Params of hand-written layers are followed all the way, whatever their code is taken for. */
  private isGivenToCode({ id, role }: Value): boolean {
    return role === 'param' && this.base.graph.nodes.some(({ op, operands }) => op.opaque && operands.includes(id));
  }

  private pulled(value: Value): Differences | null {
    const use = value.role === 'param' ? linearUse(this.base, value.id) : null;
    const end = use && this.ends.get(this.base.carrier().ids[use.result]);
    if (!use || !end) return null;
    const slope = pulledThrough(this.base, use, end.slope);
    const bound = end.bound ? pulledThrough(this.base, use, end.bound, true) : new Float64Array(slope.length);
    return { slope, bound, measured: new Uint8Array(slope.length).fill(1) };
  }

  private *moved(value: Value, id: ValueId, line: Line): Steps<Differences | null> {
    const lanes = new Lanes(this.base, id, this.ends);
    if (!lanes.canCarry) return null;
    const size = sizeOf(value.shape);
    const all = { size, order: everyElement(size) };
    return yield* charged(line, carriedDifferences(this.base, value, all, lanes));
  }
}
