// The point at which the network is differentiated: every value in float64, a copy to perturb, and which way each
// switch stands. Computed by forward alone.

import type { Graph } from '../engine/graph';
import { allocateTape, runNode, type Tape } from '../engine/run';
import type { Data, Tensor } from '../engine/tensor';
import { OpaqueDecisions, rerun } from './decisions';
import { ForwardMode } from './forward-mode';
import { plainKinks } from './plain-kinks';
import { sensitivityOf, type Sensitivity } from './sensitivity';
import { carrierOf, type Carrier } from './transcribed';
import { NodeSwitches, type PointSwitches } from './switches';

/** What differences are carried through. */
export interface Moving {
  readonly graph: Graph;
  /** The cotangent of the output. */
  readonly cotangent: Data;
  /** The graph as far as it can be carried through, with its values at the point; worked out when it is first asked for. */
  carrier(): Carrier;
  /** Per node: the elements whose switch stands otherwise in the network's own dtype. */
  readonly delicate: readonly (Int32Array | null)[];
  /** By value of the carrier. */
  sensitivity(): Sensitivity;
  /** Room for the movements of one value after another; what is in it is lost to the next. */
  readonly room: Float64Array[];
}

export interface Base extends Moving {
  /** The values at the point; never written. */
  readonly tape: Tape;
  /** The same values; perturbed and restored. */
  readonly scratch: Tape;
  /** Per node; null for ops without switches. */
  readonly switches: readonly (PointSwitches | null)[];
  /** Through the carrier. */
  forwardMode(): ForwardMode;
  /** Opaque nodes that do not give the same result twice: no difference of theirs means anything. */
  readonly unstable: ReadonlySet<number>;
  /** Per node: the elements of opaque results that have a kink at the point of which no switch tells. */
  readonly plainKinks: readonly (Int32Array | null)[];
}

/** `own` is the pass in the network's own dtype. */
export function prepareBase(graph: Graph, own: Tape, cotangent: Tensor): Base {
  const reruns = graph.nodes.map(({ op }, n) => (op.opaque ? rerun(op, own.calls[n]) : null));
  const unstable = new Set(reruns.flatMap((again, n) => (again && !again.same ? [n] : [])));
  const narrow = graph.dtype === 'float64' ? null : own;
  const tape = narrow ? runFloat64(graph, own, unstable) : own;
  const scratch = allocateTape(graph, 'float64');
  scratch.values.forEach(({ data }, id) => data.set(tape.values[id].data));
  const taken = reruns.map((again) => again?.taken ?? null);
  const here = narrow ? taken.map((known, n) => known && rerun(graph.nodes[n].op, tape.calls[n]).taken) : taken;
  const switches = graph.nodes.map(({ op }, n): PointSwitches | null => {
    if (op.switches) return new NodeSwitches(op.switches, tape.calls[n], scratch.calls[n], narrow && own.calls[n]);
    if (typeof op.opaque !== 'object' || !here[n]) return null;
    return new OpaqueDecisions(op.opaque, scratch.calls[n], here[n], narrow && taken[n]);
  });
  const delicate = switches.map((node) => (node instanceof NodeSwitches ? node.delicate : null));
  const kinks = graph.nodes.map(({ op }, n) =>
    op.opaque && !unstable.has(n) ? plainKinks(graph, tape, n, here[n]) : null,
  );
  const weights = Float64Array.from(cotangent.data);
  let carrier: Carrier | null = null;
  let sensitivity: Sensitivity | null = null;
  let forwardMode: ForwardMode | null = null;
  const carried = (): Carrier => (carrier ??= carrierOf(graph, tape));
  return {
    graph,
    cotangent: weights,
    carrier: carried,
    sensitivity: () => (sensitivity ??= sensitivityOf(carried().graph, carried().tape, weights)),
    forwardMode: () => (forwardMode ??= new ForwardMode(carried(), weights)),
    room: [],
    tape,
    scratch,
    switches,
    delicate,
    unstable,
    plainKinks: kinks,
  };
}

/** What differs at each run stands as the network's own pass found it: the backward pass was taken there. */
function runFloat64(graph: Graph, own: Tape, unstable: ReadonlySet<number>): Tape {
  const tape = allocateTape(graph, 'float64');
  graph.nodes.forEach((node, n) => {
    if (unstable.has(n)) tape.calls[n].out.data.set(own.calls[n].out.data);
    else runNode(node, tape.calls[n]);
  });
  return tape;
}
