// The loss along a line through the base point: one value is perturbed, and only what lies downstream of it is
// recomputed, inside the boxes that the perturbation reaches. Forward alone; no vjp is ever called from here.

import { boxSize, copyBox, emptyBox, forEachRun, growBox, setElement, setFull, type Box } from '../engine/box';
import type { ValueId } from '../engine/graph';
import type { Call, Op } from '../engine/op';
import { unitRoundoff, type Data, type Shape } from '../engine/tensor';
import type { Base } from './base';
import { downstream } from './downstream';
import type { PointSwitches } from './switches';

/** Differences are always taken in float64. */
const UNIT = unitRoundoff('float64');

/** What is rounded below the least normal number is off by half of the least of all numbers; or more, where it is a sum. */
const LEAST = 2 ** -1020;

const NONE = new Int32Array();

/** A node downstream, and the part of its result that the perturbation reaches. */
interface Stage {
  readonly node: number;
  readonly op: Op;
  readonly call: Call;
  readonly operandIds: readonly ValueId[];
  /** The positions of operands that lie downstream too, or are the perturbed value. */
  readonly positions: readonly number[];
  readonly result: ValueId;
  readonly box: Box;
  readonly reach: Box;
  readonly switches: PointSwitches | null;
  readonly plainKinks: Int32Array | null;
  /** Multiplications per element of the result, roughly. */
  readonly density: number;
  reached: boolean;
}

/** A switch of a node that is held on one branch, whatever the values say: by its element, or a decision's number. */
export interface Hold {
  readonly node: number;
  readonly flat: number;
  readonly branch: number;
}

export class Line {
  /** How far the last evaluation really moved: (x + t) - x of an element, t along a direction. */
  moved = 0;
  /** At the last evaluation some switch stood otherwise than at the point, where it was not tied. */
  crossed = false;
  /** At the last evaluation some switch that is tied at the point was not. */
  broken = false;
  /** What moved, at the last evaluation, of the elements that stand at kinks of which no switch tells. */
  readonly unsettled = new Set<string>();
  /** The rounding of the output alone, in the loss: half an ulp of every term. */
  floor = 0;
  /** Work done, in rough multiplications; whoever schedules resets it. */
  work = 0;

  /** By node, the branches by switch. */
  private readonly holds = new Map<number, Map<number, number>>();

  /** Some node downstream is code of which nothing is known but its results. */
  readonly opaque: boolean;
  /** Some of it gives other results each time. */
  readonly unstable: boolean;
  /** Made when the line is first aimed: where every value has a line, they are as many as the square of all nodes. */
  private stages: readonly Stage[] = [];
  private boxes: Box[] = [];
  private readonly changed: boolean[];
  private readonly source: { readonly data: Data; readonly base: Data; readonly shape: Shape };
  private direction: Float64Array | null = null;
  private flat = 0;
  private cost = 0;
  /** Whether the line reaches the output at all; if not, its slope is exactly 0. */
  private outputReached = false;

  // What the loops over runs work on: set before each walk, so that no closure is made inside it.
  private data: Data;
  private other: Data;
  private different = false;
  private delta = 0;

  constructor(
    private readonly base: Base,
    private readonly id: ValueId,
  ) {
    const { graph, tape, scratch } = base;
    this.changed = graph.values.map(() => false);
    this.source = { data: scratch.values[id].data, base: tape.values[id].data, shape: graph.values[id].shape };
    const nodes = downstream(graph, id).map(({ node }) => node);
    this.opaque = nodes.some((node) => graph.nodes[node].op.opaque);
    this.unstable = nodes.some((node) => base.unstable.has(node));
    this.data = this.source.data;
    this.other = this.source.base;
  }

  /** Gives up what it holds until it is aimed again. */
  rest(): void {
    this.stages = [];
    this.boxes = [];
  }

  private wake(): void {
    if (this.boxes.length > 0) return;
    this.boxes = this.base.graph.values.map(({ shape }) => emptyBox(shape.length));
    this.stages = stagesBelow(this.base, this.id, this.boxes);
  }

  /** The line goes through one element from here on. */
  aim(flat: number): void {
    this.wake();
    this.flat = flat;
    this.direction = null;
    setElement(this.boxes[this.id], this.source.shape, flat);
    this.plan();
  }

  /** The line goes along a direction of the whole tensor from here on. */
  aimAlong(direction: Float64Array): void {
    this.wake();
    this.direction = direction;
    setFull(this.boxes[this.id], this.source.shape);
    this.plan();
  }

  /** Tells of every tie that is broken from here on; null: no more. */
  witness(onBroken: ((node: number, flat: number, branch: number) => void) | null): void {
    for (const { node, switches } of this.stages) {
      if (switches) switches.onBroken = onBroken && ((flat, branch) => onBroken(node, flat, branch));
    }
  }

  /** Evaluates with elements held on given branches from here on; none: as the values say. */
  hold(holds: readonly Hold[]): void {
    this.holds.clear();
    for (const { node, flat, branch } of holds) {
      const branches = this.holds.get(node) ?? new Map<number, number>();
      this.holds.set(node, branches.set(flat, branch));
    }
  }

  /** The loss at `t` less the loss at the point. */
  at(t: number): number {
    this.crossed = false;
    this.broken = false;
    this.unsettled.clear();
    this.work += this.cost;
    this.perturb(t);
    this.changed[this.id] = true;
    for (const stage of this.stages) this.advance(stage);
    const delta = this.readLoss();
    this.restore();
    return delta;
  }

  /** Which boxes of which nodes the line reaches: the same for every t. */
  private plan(): void {
    const { boxes } = this;
    this.cost = boxSize(boxes[this.id]);
    for (const stage of this.stages) {
      stage.reached = false;
      for (const k of stage.positions) {
        const operand = stage.operandIds[k];
        if (operand !== this.id && !this.changed[operand]) continue;
        stage.op.touch(k, boxes[operand], stage.call, stage.reach);
        if (boxSize(stage.reach) === 0) continue;
        if (stage.reached) growBox(stage.box, stage.reach);
        else copyBox(stage.reach, stage.box);
        stage.reached = true;
      }
      // Until the first evaluation `changed` says what may change.
      this.changed[stage.result] = stage.reached;
      if (stage.reached) this.cost += PER_NODE + boxSize(stage.box) * stage.density;
    }
    this.outputReached = this.id === this.base.graph.output || this.changed[this.base.graph.output];
    this.changed.fill(false);
  }

  private perturb(t: number): void {
    const { data, base } = this.source;
    if (this.direction) {
      this.moved = t;
      for (let i = 0; i < data.length; i++) data[i] = base[i] + t * this.direction[i];
    } else {
      const x = base[this.flat];
      data[this.flat] = x + t;
      this.moved = data[this.flat] - x;
    }
  }

  private advance(stage: Stage): void {
    const { op, call, box, result, positions, operandIds } = stage;
    this.changed[result] = false;
    if (!stage.reached) return;
    let stale = false;
    for (const k of positions) if (this.changed[operandIds[k]]) stale = true;
    if (!stale) return;
    const held = this.holds.size > 0 ? this.holds.get(stage.node) : undefined;
    if (held && stage.switches) stage.switches.runHeld(op, box, held);
    else op.forward(call, box);
    if (stage.switches) {
      stage.switches.compare(box);
      this.crossed ||= stage.switches.crossed;
      this.broken ||= stage.switches.broken;
    }
    // What came out the same need not be carried on: a unit that is off stays off.
    this.data = call.out.data;
    this.other = this.base.tape.values[result].data;
    this.different = false;
    forEachRun(call.out.shape, box, this.findDifference);
    this.changed[result] = this.different;
    for (const i of stage.plainKinks ?? NONE) {
      if (this.data[i] !== this.other[i]) this.unsettled.add(`${stage.node} ${i}`);
    }
  }

  private readonly findDifference = (start: number, count: number, step: number): void => {
    const { data, other } = this;
    if (this.different) return;
    for (let i = start, k = 0; k < count; k++, i += step) {
      if (data[i] !== other[i]) {
        this.different = true;
        return;
      }
    }
  };

  private readonly copyRun = (start: number, count: number, step: number): void => {
    const { data, other } = this;
    for (let i = start, k = 0; k < count; k++, i += step) data[i] = other[i];
  };

  private readonly addRun = (start: number, count: number, step: number): void => {
    const { data, other } = this;
    const { cotangent } = this.base;
    let sum = 0;
    let rounding = 0;
    for (let i = start, k = 0; k < count; k++, i += step) {
      sum += cotangent[i] * (data[i] - other[i]);
      rounding += Math.abs(cotangent[i]) * (Math.max(Math.abs(data[i]), Math.abs(other[i])) + LEAST) + LEAST;
    }
    this.delta += sum;
    this.floor += UNIT * rounding;
  };

  /** Summed as differences, which cancel less than two losses would. */
  private readLoss(): number {
    this.delta = 0;
    this.floor = 0;
    if (this.outputReached) this.walk(this.base.graph.output, this.addRun);
    return this.delta;
  }

  private restore(): void {
    this.walk(this.id, this.copyRun);
    for (const { result } of this.stages) if (this.changed[result]) this.walk(result, this.copyRun);
  }

  private walk(id: ValueId, run: (start: number, count: number, step: number) => void): void {
    this.data = this.base.scratch.values[id].data;
    this.other = this.base.tape.values[id].data;
    forEachRun(this.base.graph.values[id].shape, this.boxes[id], run);
  }
}

function stagesBelow({ graph, scratch, switches, plainKinks }: Base, id: ValueId, boxes: readonly Box[]): Stage[] {
  return downstream(graph, id).map(({ node, positions }) => {
    const { op, operands, result } = graph.nodes[node];
    return {
      node,
      op,
      call: scratch.calls[node],
      operandIds: operands,
      positions,
      result,
      box: boxes[result],
      reach: emptyBox(boxes[result].lo.length),
      switches: switches[node],
      plainKinks: plainKinks[node],
      density: densityOf(scratch.calls[node]),
      reached: false,
    };
  });
}

/** What a node costs however small its box, and an element that is read, which may mean an exponential. */
const PER_NODE = 300;
const PER_READ = 8;

/** A matrix product's m·k·n is the root of the product of its three sizes; a reduction reads all that it reduces. */
function densityOf({ operands, out }: Call): number {
  const sizes = operands.map(({ data }) => Math.max(1, data.length));
  const count = Math.max(1, out.data.length);
  const product = sizes.reduce((total, size) => total * size, 1);
  return Math.max(Math.sqrt(product / count), (PER_READ * Math.max(...sizes)) / count);
}
