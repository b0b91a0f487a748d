// One op's part in carrying differences on: which form its operands' movements have, where the result's go, and the rule
// run on both. Planned once for perturbations that reach the same boxes, run for each set of them.

import { boxSize, copyBox, emptyBox, fullBox, growBox, type Box } from './box';
import { writeOut, type Delta, type DifferenceCall } from './difference';
import type { Call, Op } from './op';

/** Gives room for so many numbers, kept by whoever plans: what was in it is lost. */
export type Room = (size: number) => Float64Array;

interface WrittenOut {
  readonly from: Delta;
  readonly into: Delta;
  readonly operand: number;
}

export class DifferenceStep {
  /** How the result moves; null where it does not. */
  readonly change: Delta | null;
  /** The operand that moves, where each of its elements moves one of the result, and no other operand does; else -1. */
  readonly elementwise: number;
  private readonly call: DifferenceCall | null = null;
  private readonly written: readonly WrittenOut[] = [];

  /** `deltas` of the operands may be in either form; their boxes are those of all lanes together. */
  constructor(
    private readonly op: Op,
    point: Call,
    deltas: readonly (Delta | null)[],
    private readonly lanes: number,
    crossed: Uint8Array,
    room: Room,
  ) {
    const only = deltas.findIndex((delta) => delta !== null);
    const alone = only === deltas.findLastIndex((delta) => delta !== null);
    const oneToOne = only >= 0 && alone && op.follow && point.operands[only].data.length === point.out.data.length;
    this.elementwise = oneToOne ? only : -1;
    const box = reachOf(op, point, deltas);
    if (!box) {
      this.change = null;
      return;
    }
    const points = followed(op, point, deltas, lanes);
    const moving = deltas.filter((delta) => delta !== null);
    const asTheyAre = points !== null || (moving.length === 1 && op.takesPoints?.(only, point) === true);
    const written: WrittenOut[] = [];
    const boxes = deltas.map((delta, operand): Delta | null => {
      if (!delta?.points || asTheyAre) return delta;
      const into = { box: delta.box, data: room(boxSize(delta.box) * lanes), points: null };
      written.push({ from: delta, into, operand });
      return into;
    });
    this.written = written;
    this.change = { box, data: room(points ? lanes : boxSize(box) * lanes), points };
    this.call = { ...point, point, lanes, deltas: boxes, change: this.change, crossed };
  }

  run(): void {
    const { call, lanes } = this;
    if (!call) return;
    for (const { from, into, operand } of this.written) {
      writeOut(from, lanes, call.operands[operand].shape, from.box, into.data);
    }
    this.op.difference(call);
  }
}

/** What of the result may move; null where nothing does. */
function reachOf(op: Op, point: Call, deltas: readonly (Delta | null)[]): Box | null {
  const rank = point.out.shape.length;
  let box: Box | null = null;
  deltas.forEach((delta, k) => {
    if (!delta) return;
    const reach = rank === 0 ? fullBox([]) : emptyBox(rank);
    op.touch(k, delta.box, point, reach);
    if (boxSize(reach) === 0) return;
    if (box) growBox(box, reach);
    else copyBox(reach, (box = emptyBox(rank)));
  });
  return box;
}

/** Where the points of all operands that move go, if that is one and the same place. */
function followed(op: Op, point: Call, deltas: readonly (Delta | null)[], lanes: number): Int32Array | null {
  let points: Int32Array | null = null;
  for (let k = 0; k < deltas.length; k++) {
    const delta = deltas[k];
    if (!delta) continue;
    const into = new Int32Array(lanes);
    if (!delta.points || !op.follow?.(k, point, delta.points, into)) return null;
    if (points?.some((flat, lane) => flat !== into[lane])) return null;
    points = into;
  }
  return points;
}
