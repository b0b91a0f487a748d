// The point at which the network is differentiated: every value in float64, a copy to perturb, and which way each
// switch stands. Computed by forward alone.

import type { Graph } from '../engine/graph';
import { allocateTape, runNode, type Tape } from '../engine/run';
import type { Data, Tensor } from '../engine/tensor';
import { NodeSwitches } from './switches';

export interface Base {
  readonly graph: Graph;
  /** The cotangent of the output. */
  readonly cotangent: Data;
  /** The values at the point; never written. */
  readonly tape: Tape;
  /** The same values; perturbed and restored. */
  readonly scratch: Tape;
  /** Per node; null for ops without switches. */
  readonly switches: readonly (NodeSwitches | null)[];
}

/** `own` is the pass in the network's own dtype. */
export function prepareBase(graph: Graph, own: Tape, cotangent: Tensor): Base {
  const tape = graph.dtype === 'float64' ? own : runFloat64(graph);
  const scratch = allocateTape(graph, 'float64');
  scratch.values.forEach(({ data }, id) => data.set(tape.values[id].data));
  const switches = graph.nodes.map(({ op }, n) =>
    op.switches
      ? new NodeSwitches(op.switches, tape.calls[n], scratch.calls[n], tape === own ? null : own.calls[n])
      : null,
  );
  return { graph, cotangent: Float64Array.from(cotangent.data), tape, scratch, switches };
}

function runFloat64(graph: Graph): Tape {
  const tape = allocateTape(graph, 'float64');
  graph.nodes.forEach((node, n) => runNode(node, tape.calls[n]));
  return tape;
}
