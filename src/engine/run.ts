// The two passes over a graph: forward keeps every value, backward adds up gradients where a value fans out.

import { fullBox } from './box';
import { operandOf, type Graph, type Node } from './graph';
import { ShapeError, type Call } from './op';
import { allocate, sizeOf, zeros, type Tensor } from './tensor';

/** All values of one forward pass, and the call of each node over them. */
export interface Tape {
  readonly values: readonly Tensor[];
  readonly calls: readonly Call[];
}

/** Room for one forward pass. Sources are copies, so that a check may perturb them. */
export function allocateTape(graph: Graph, dtype = graph.dtype): Tape {
  const values = graph.values.map(({ id, shape }): Tensor => {
    const data = allocate(dtype, sizeOf(shape));
    const source = graph.sources.get(id);
    if (source) data.set(source.data);
    return { shape, data };
  });
  const calls = graph.nodes.map(({ operands, attributes, result }) => ({
    operands: operands.map((id) => values[id]),
    attributes,
    out: values[result],
  }));
  return { values, calls };
}

/** Runs one node over the whole of its result. */
export function runNode({ op }: Node, call: Call): void {
  op.forward(call, fullBox(call.out.shape));
}

/** Values that a node cannot work on, found while running. */
export class NodeError extends Error {
  override readonly name = 'NodeError';
  constructor(
    readonly node: number,
    override readonly cause: ShapeError,
  ) {
    super(cause.message);
  }
}

/** Throws NodeError where a node's operands hold values that it cannot work on. */
export function forward(graph: Graph): Tape {
  const tape = allocateTape(graph);
  forwardInto(graph, tape);
  return tape;
}

/** The forward pass over the sources that stand on a tape. Throws NodeError as `forward` does. */
export function forwardInto(graph: Graph, tape: Tape): void {
  graph.nodes.forEach((node, n) => {
    const call = tape.calls[n];
    try {
      node.op.validate?.(call.operands, call.attributes);
    } catch (error) {
      throw error instanceof ShapeError ? new NodeError(n, error) : error;
    }
    runNode(node, call);
  });
}

/** The gradient of sum(cotangent × output) by every differentiable value; null for the others. */
export type Gradients = readonly (Tensor | null)[];

/**
 * Reverse accumulation: nodes in reverse topological order, each adding its vector-Jacobian product to the gradients of
 * its operands, so that a value used twice receives the sum (the multivariate chain rule).
 */
export function backward(graph: Graph, tape: Tape, cotangent: Tensor): Gradients {
  return backwardPass(graph, tape)(cotangent);
}

/** A backward pass whose memory is allocated once: each run overwrites the gradients of the one before. */
export function backwardPass(graph: Graph, tape: Tape): (cotangent: Tensor) => Gradients {
  const gradients = graph.values.map((value) => (value.differentiable ? zeros(value.shape, graph.dtype) : null));
  const reached = reachedBy(graph);
  const steps = graph.nodes
    .map(({ op, operands, result }, n) => {
      const dout = gradients[result];
      const grads = operands.map((id, k) => (operandOf(op, k).differentiable === false ? null : gradients[id]));
      return dout && reached[result] ? { op, call: { ...tape.calls[n], dout, grads } } : null;
    })
    .filter((step) => step !== null)
    .reverse();
  return (cotangent) => {
    for (const gradient of gradients) gradient?.data.fill(0);
    gradients[graph.output]?.data.set(cotangent.data);
    for (const { op, call } of steps) op.vjp(call);
    return gradients;
  };
}

/** Which values the output depends on. */
export function reachedBy(graph: Graph): readonly boolean[] {
  const reached = new Array<boolean>(graph.values.length).fill(false);
  reached[graph.output] = true;
  for (let n = graph.nodes.length - 1; n >= 0; n--) {
    const { operands, result } = graph.nodes[n];
    if (reached[result]) for (const id of operands) reached[id] = true;
  }
  return reached;
}

export function lossOf(output: Tensor, cotangent: Tensor): number {
  let sum = 0;
  for (let i = 0; i < output.data.length; i++) sum += output.data[i] * cotangent.data[i];
  return sum;
}
