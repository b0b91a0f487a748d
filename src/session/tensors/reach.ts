// Which elements of a node's result one of its operands' elements can reach: by the op's own structure, whatever the values.

import { boxSize, emptyBox, forEachRun, fullBox, setElement, type Box } from '../../engine/box';
import { operandOf, type Node } from '../../engine/graph';
import type { Call } from '../../engine/op';
import { randomStream } from '../../engine/random';
import { copyOf, sizeOf, zeros, type Tensor } from '../../engine/tensor';

/** Elements of one tensor. */
export class Marks {
  readonly data: Uint8Array;
  count = 0;

  constructor(readonly size: number) {
    this.data = new Uint8Array(size);
  }

  get full(): boolean {
    return this.count === this.size;
  }

  add(flat: number): void {
    if (this.data[flat] === 0) this.count++;
    this.data[flat] = 1;
  }

  addAll(): void {
    this.data.fill(1);
    this.count = this.size;
  }

  /** Adds those of the other, of a tensor of the same size. */
  addFrom(other: Marks): void {
    other.forEach((flat) => this.add(flat));
  }

  forEach(visit: (flat: number) => void): void {
    if (this.count > 0) this.data.forEach((marked, flat) => marked === 1 && visit(flat));
  }
}

/** Elements to look at between two yields. */
const SLICE = 4096;

/** What operand `k` of a node reaches. */
export class Reach {
  private readonly element: Box;
  private readonly box: Box;
  private readonly probe: Probe | null;

  constructor(
    private readonly node: Node,
    private readonly call: Call,
    private readonly k: number,
  ) {
    this.element = emptyBox(call.operands[k].shape.length);
    this.box = emptyBox(call.out.shape.length);
    this.probe = dependsOnFixed(node, k) && sizeOf(call.out.shape) > 1 ? new Probe(node, call, k) : null;
  }

  /** Adds to `to` what those of `from` reach. */
  *spread(from: Marks, to: Marks): Generator<void, void> {
    const { node, call, k, box, probe } = this;
    if (node.op.opaque) return from.count > 0 ? to.addAll() : undefined;
    if (from.full && !probe) {
      node.op.touch(k, fullBox(call.operands[k].shape), call, box);
      return this.each(null, (flat) => to.add(flat));
    }
    for (let flat = 0, seen = 0; flat < from.size && !to.full; flat++) {
      if (from.data[flat] === 0) continue;
      this.aim(flat);
      this.each(flat, (reached) => to.add(reached));
      if (++seen % SLICE === 0) yield;
    }
  }

  /** Adds to `from` those that reach any of `to`. */
  *gather(to: Marks, from: Marks): Generator<void, void> {
    if (this.node.op.opaque) return to.count > 0 ? from.addAll() : undefined;
    for (let flat = 0; flat < from.size; flat++) {
      if (from.data[flat] === 1) continue;
      this.aim(flat);
      if (this.meets(flat, to)) from.add(flat);
      if (flat % SLICE === SLICE - 1) yield;
    }
  }

  private aim(flat: number): void {
    const { node, call, k, element, box } = this;
    setElement(element, call.operands[k].shape, flat);
    node.op.touch(k, element, call, box);
  }

  private meets(flat: number, to: Marks): boolean {
    if (to.full && !this.probe) return boxSize(this.box) > 0;
    let found = false;
    this.each(flat, (reached) => (found ||= to.data[reached] === 1));
    return found;
  }

  /** What is in the box; of it, where values decide, what the element at `flat` does reach. */
  private each(flat: number | null, visit: (flat: number) => void): void {
    if (boxSize(this.box) === 0) return;
    const really = flat === null ? null : this.probe?.reached(flat, this.box);
    forEachRun(this.call.out.shape, this.box, (start, count, step) => {
      for (let i = start, n = 0; n < count; n++, i += step) if (really?.(i) !== false) visit(i);
    });
  }
}

/** Where something goes is told by indices or a mask: a box is then too much. */
function dependsOnFixed({ op, operands }: Node, k: number): boolean {
  const isFixed = (at: number): boolean => operandOf(op, at).differentiable === false;
  return !op.switches && !op.opaque && !isFixed(k) && operands.some((_, at) => isFixed(at));
}

/** Whether a result moves with an element at all, tried at random values: no product is 0 there by chance. */
class Probe {
  private readonly operands: readonly Tensor[];
  private readonly still: Tensor;
  private readonly moved: Tensor;

  constructor(
    private readonly node: Node,
    private readonly call: Call,
    private readonly k: number,
  ) {
    const random = randomStream(0, `reach ${node.op.name}`);
    this.operands = call.operands.map((operand, at) => {
      const copy = copyOf(operand);
      if (operandOf(node.op, at).differentiable !== false)
        copy.data.forEach((_, i, data) => (data[i] = 1 + Math.abs(random.normal())));
      return copy;
    });
    this.still = zeros(call.out.shape);
    this.moved = zeros(call.out.shape);
  }

  reached(flat: number, box: Box): (result: number) => boolean {
    const { node, call, operands, still, moved, k } = this;
    const { data } = operands[k];
    node.op.forward({ ...call, operands, out: still }, box);
    const before = data[flat];
    data[flat] = 2 * before;
    node.op.forward({ ...call, operands, out: moved }, box);
    data[flat] = before;
    return (result) => still.data[result] !== moved.data[result];
  }
}
