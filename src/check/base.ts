// The point at which the network is differentiated: every value in float64, a copy to perturb, and which way each
// switch stands. Computed by forward alone.

import { fullBox } from '../engine/box';
import type { Graph } from '../engine/graph';
import { TIED } from '../engine/op';
import { allocateTape, runNode, type Tape } from '../engine/run';
import type { Data, Tensor } from '../engine/tensor';

export interface Base {
  readonly graph: Graph;
  /** The cotangent of the output. */
  readonly cotangent: Data;
  /** The values at the point; never written. */
  readonly tape: Tape;
  /** The same values; perturbed and restored. */
  readonly scratch: Tape;
  /** Per node: the branch that each element of its result took, or TIED; null for ops without switches. */
  readonly patterns: readonly (Int32Array | null)[];
  /** Room for the patterns at a perturbed point. */
  readonly scratchPatterns: readonly (Int32Array | null)[];
  /** The patterns of the pass in the network's own dtype, where that is narrower. */
  readonly narrowPatterns: readonly (Int32Array | null)[] | null;
}

/**
 * A float32 network is differenced in float64 at its own rounded sources. Where rounding alone makes a switch stand
 * otherwise in float32, neither branch is wrong there: the element counts as tied.
 */
export function prepareBase(graph: Graph, analytic: Tape, cotangent: Tensor): Base {
  const tape = graph.dtype === 'float64' ? analytic : runFloat64(graph);
  const scratch = allocateTape(graph, 'float64');
  scratch.values.forEach(({ data }, id) => data.set(tape.values[id].data));
  const patterns = patternsOf(graph, tape);
  const narrowPatterns = tape === analytic ? null : patternsOf(graph, analytic);
  if (narrowPatterns) patterns.forEach((pattern, n) => pattern && tieWhereUnlike(pattern, narrowPatterns[n]));
  return {
    graph,
    cotangent: Float64Array.from(cotangent.data),
    tape,
    scratch,
    patterns,
    scratchPatterns: patterns.map((pattern) => pattern && new Int32Array(pattern.length)),
    narrowPatterns,
  };
}

function runFloat64(graph: Graph): Tape {
  const tape = allocateTape(graph, 'float64');
  graph.nodes.forEach((node, n) => runNode(node, tape.calls[n]));
  return tape;
}

function patternsOf(graph: Graph, tape: Tape): (Int32Array | null)[] {
  return graph.nodes.map(({ op }, n) => {
    if (!op.switches) return null;
    const { out } = tape.calls[n];
    const pattern = new Int32Array(out.data.length);
    op.switches.branches(tape.calls[n], fullBox(out.shape), pattern);
    return pattern;
  });
}

function tieWhereUnlike(pattern: Int32Array, other: Int32Array | null): void {
  if (other) for (let i = 0; i < pattern.length; i++) if (pattern[i] !== other[i]) pattern[i] = TIED;
}

/** The branches that may be taken at a tied element of a node's result. */
export function tiedBranches(base: Base, node: number, flat: number): readonly number[] {
  const { switches } = base.graph.nodes[node].op;
  const call = base.tape.calls[node];
  if (!switches) return [];
  const branches = new Set(switches.tied(call, flat));
  const narrow = base.narrowPatterns?.[node]?.[flat];
  if (narrow !== undefined && narrow !== TIED) branches.add(narrow);
  return [...branches];
}
