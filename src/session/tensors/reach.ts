// Which elements of a node's result one of its operands' elements can reach: by the op's own structure, whatever the values.

import { boxSize, emptyBox, forEachRun, setElement, type Box } from '../../engine/box';
import { operandOf, type Node } from '../../engine/graph';
import type { Call } from '../../engine/op';
import { randomStream } from '../../engine/random';
import { runNode } from '../../engine/run';
import { copyOf, zeros } from '../../engine/tensor';

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

/**
 * What operand `k` of a node reaches. Of an op that chooses, as a maximum does, it is told by its declared boxes, element
 * by element: another might be chosen. Of a smooth one by what moves at random values, where nothing is 0 by chance.
 */
export class Reach {
  private readonly element: Box;
  private readonly box: Box;
  private readonly isSmooth: boolean;

  /** `random` gives the call at random values, as `atRandom` makes it. */
  constructor(
    private readonly node: Node,
    private readonly call: Call,
    private readonly k: number,
    private readonly random: () => Call,
  ) {
    this.element = emptyBox(call.operands[k].shape.length);
    this.box = emptyBox(call.out.shape.length);
    this.isSmooth = !node.op.switches && operandOf(node.op, k).differentiable !== false;
  }

  /** Adds to `to` what those of `from` reach. */
  *spread(from: Marks, to: Marks): Generator<void, void> {
    if (from.count === 0) return;
    if (this.node.op.opaque) return to.addAll();
    if (this.isSmooth) return this.spreadMoved(from, to);
    for (let flat = 0, seen = 0; flat < from.size && !to.full; flat++) {
      if (from.data[flat] === 0) continue;
      this.eachReached(flat, (reached) => to.add(reached));
      if (++seen % SLICE === 0) yield;
    }
  }

  /** Adds to `from` those that reach any of `to`. */
  *gather(to: Marks, from: Marks): Generator<void, void> {
    if (to.count === 0) return;
    if (this.node.op.opaque) return from.addAll();
    if (this.isSmooth) return this.gatherPulled(to, from);
    for (let flat = 0; flat < from.size; flat++) {
      if (from.data[flat] === 0 && this.meets(flat, to)) from.add(flat);
      if (flat % SLICE === SLICE - 1) yield;
    }
  }

  private meets(flat: number, to: Marks): boolean {
    let found = false;
    this.eachReached(flat, (reached) => (found ||= to.data[reached] === 1));
    return found;
  }

  private eachReached(flat: number, visit: (flat: number) => void): void {
    const { node, call, k, element, box } = this;
    setElement(element, call.operands[k].shape, flat);
    node.op.touch(k, element, call, box);
    if (boxSize(box) === 0) return;
    forEachRun(call.out.shape, box, (start, count, step) => {
      for (let i = start, n = 0; n < count; n++, i += step) visit(i);
    });
  }

  /** All of them are moved at once, each by an amount of its own. */
  private spreadMoved(from: Marks, to: Marks): void {
    const { node, k } = this;
    const random = randomStream(1, node.op.name);
    const still = this.random();
    const operand = copyOf(still.operands[k]);
    from.forEach((flat) => (operand.data[flat] *= 1 + random.uniform()));
    const moved = { ...still, operands: still.operands.with(k, operand), out: zeros(still.out.shape) };
    runNode(node, moved);
    moved.out.data.forEach((y, flat) => y !== still.out.data[flat] && to.add(flat));
  }

  private gatherPulled(to: Marks, from: Marks): void {
    const { node, k } = this;
    const random = randomStream(1, node.op.name);
    const call = this.random();
    const dout = zeros(call.out.shape);
    to.forEach((flat) => (dout.data[flat] = 1 + random.uniform()));
    const gradient = zeros(call.operands[k].shape);
    node.op.vjp({ ...call, dout, grads: call.operands.map((_, at) => (at === k ? gradient : null)) });
    gradient.data.forEach((slope, flat) => slope !== 0 && from.add(flat));
  }
}

/** The call with all that is differentiated between 1 and 2, where every op is smooth; indices and masks as they are. */
export function atRandom(node: Node, { operands, attributes, out }: Call): Call {
  const random = randomStream(0, node.op.name);
  const drawn = operands.map((operand, k) => {
    if (operandOf(node.op, k).differentiable === false) return operand;
    return { shape: operand.shape, data: Float64Array.from(operand.data, () => 1 + random.uniform()) };
  });
  const call = { operands: drawn, attributes, out: zeros(out.shape) };
  runNode(node, call);
  return call;
}
