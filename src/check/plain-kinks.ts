// Where opaque nodes have kinks at the point itself that no recorded decision accounts for: found once, along a random
// direction of all operands, with every decision that is tied held.

import { fullBox } from '../engine/box';
import type { Graph, Node } from '../engine/graph';
import type { Call, Op } from '../engine/op';
import { randomStream } from '../engine/random';
import type { Tape } from '../engine/run';
import { copyOf, type Data } from '../engine/tensor';
import { runHeld, type Taken } from './decisions';
import { scaleOf } from './scale';

/** So near to the point that a kink within it is the point's own, and so far that rounding is nothing beside a kink. */
const STEP = 2 ** -24;
/** Another step, at which a kink bends as much: curvature bends four times as much, rounding a quarter. */
const WIDER = 4;
const SAME = 0.1;
/** What bends less than this share of the steepest slope is no kink to speak of. */
const KINK_SHARE = 1e-3;

/**
 * Flat positions in the node's result; null where there are none, and where decisions change within the step. `taken`
 * are the decisions at the point, of code that tells of them.
 */
export function plainKinks(graph: Graph, { calls }: Tape, node: number, taken: Taken | null): Int32Array | null {
  const walk = new Walk(graph, graph.nodes[node], calls[node], taken?.firstOfTies ?? new Map());
  const near = walk.bendsAt(STEP);
  const wide = near && walk.bendsAt(WIDER * STEP);
  if (!near || !wide) return null;
  const least = KINK_SHARE * near.steepest;
  const kinks = [...near.bends.keys()].filter((i) => {
    const bend = Math.abs(near.bends[i]);
    return bend > least && Math.abs(near.bends[i] - wide.bends[i]) <= SAME * bend;
  });
  return kinks.length > 0 ? Int32Array.from(kinks) : null;
}

interface Bends {
  /** The slope ahead less the slope behind, by element of the result. */
  readonly bends: Float64Array;
  readonly steepest: number;
}

/** The node along a direction of its operands. */
class Walk {
  private readonly op: Op;
  private readonly directions: readonly (Data | null)[];
  /** The decisions at the point. */
  private readonly own: Int32Array;

  constructor(
    graph: Graph,
    { op, operands }: Node,
    private readonly call: Call,
    private readonly held: ReadonlyMap<number, number>,
  ) {
    this.op = op;
    this.own = run(op, { ...call, out: copyOf(call.out) }, held);
    const random = randomStream(0, `kinks of ${op.name}`);
    this.directions = call.operands.map(({ data }, k) => {
      if (!graph.values[operands[k]].differentiable) return null;
      const scale = scaleOf(data);
      return Float64Array.from(data, () => scale * random.normal());
    });
  }

  bendsAt(t: number): Bends | null {
    const here = this.call.out.data;
    const ahead = this.resultAt(t);
    const behind = ahead && this.resultAt(-t);
    if (!behind) return null;
    let steepest = 0;
    const bends = Float64Array.from(here, (y, i) => {
      steepest = Math.max(steepest, Math.abs(ahead[i] - behind[i]) / (2 * t));
      return (ahead[i] - y - (y - behind[i])) / t;
    });
    return { bends, steepest };
  }

  /** Null where a decision that is not held goes another way than at the point. */
  private resultAt(t: number): Data | null {
    const { op, call, held, own, directions } = this;
    const operands = call.operands.map(({ shape, data }, k) => {
      const direction = directions[k];
      return direction ? { shape, data: data.map((x, i) => x + t * direction[i]) } : { shape, data };
    });
    const out = copyOf(call.out);
    const taken = run(op, { ...call, operands, out }, held);
    const same = taken.length === own.length && taken.every((branch, k) => held.has(k) || branch === own[k]);
    return same ? out.data : null;
  }
}

/** Runs the node with decisions held, and gives those that it took by itself. */
function run(op: Op, call: Call, held: ReadonlyMap<number, number>): Int32Array {
  const { opaque } = op;
  const box = fullBox(call.out.shape);
  if (typeof opaque !== 'object') {
    op.forward(call, box);
    return new Int32Array();
  }
  runHeld(op, call, box, opaque, held);
  return opaque.taken();
}
