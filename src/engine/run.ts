// The two passes over a graph: forward keeps every value, backward adds up gradients where a value fans out.

import { fullBox } from './box';
import { operandOf, type Graph, type Layer, type Node, type ValueId } from './graph';
import type { HandWritten, PullbackCall, Returned } from './hand-written';
import { ShapeError, withDefaults, type Attributes, type Call, type Op } from './op';
import { allocate, copyOf, sameShape, sizeOf, zeros, type Data, type Shape, type Tensor } from './tensor';

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

/** Runs one op that stands in no graph. `room` gives the data of its result. Throws ShapeError where the operands do not fit. */
export function runAlone(op: Op, operands: readonly Tensor[], given: Attributes, room: (shape: Shape) => Data): Call {
  const attributes = withDefaults(op, given);
  const shape = op.infer(
    operands.map((operand) => operand.shape),
    attributes,
  );
  const call = { operands, attributes, out: { shape, data: room(shape) } };
  op.validate?.(operands, attributes);
  op.forward(call, fullBox(shape));
  return call;
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
export function backward(graph: Graph, tape: Tape, cotangent: Tensor, witness?: PassWitness): Gradients {
  return backwardPass(graph, tape, witness)(cotangent);
}

/** What passed through a hand-written layer on the way back: the cotangents that it was given, and what it returned. */
export interface LayerPass {
  readonly douts: readonly Tensor[];
  readonly returned: Returned;
}

/** A finished backward pass. */
export interface Pulled {
  readonly gradients: Gradients;
  /** By the layer's name, in the order in which they were gone through. */
  readonly passes: ReadonlyMap<string, LayerPass>;
}

/** Told of every hand-written layer that a backward pass goes through. */
export type PassWitness = (layer: Layer, pass: LayerPass) => void;

/** A backward pass whose memory is allocated once: each run overwrites the gradients of the one before. */
export function backwardPass(graph: Graph, tape: Tape, witness?: PassWitness): (cotangent: Tensor) => Gradients {
  const gradients = graph.values.map((value) => (value.differentiable ? zeros(value.shape, graph.dtype) : null));
  const reached = reachedBy(graph);
  const owners = handWrittenLayers(graph);
  const steps: (() => void)[] = [];
  for (let n = graph.nodes.length - 1; n >= 0; n--) {
    const owner = owners[n];
    if (owner && n === owner.layer.endNode - 1) {
      const outputs = [...owner.layer.outputs.values()];
      if (outputs.some((id) => reached[id])) steps.push(layerStep(owner, tape, gradients, witness));
    }
    const { op, operands, result } = graph.nodes[n];
    const dout = gradients[result];
    if (!dout || !reached[result]) continue;
    // Inside a hand-written layer nothing is added to the layer's operands: that is for its own backward pass.
    const grads = operands.map((id, k) =>
      operandOf(op, k).differentiable === false || (owner && !owner.inside.has(id)) ? null : gradients[id],
    );
    const call = { ...tape.calls[n], dout, grads };
    if (grads.some((grad) => grad !== null)) steps.push(() => op.vjp(call));
  }
  return (cotangent) => {
    for (const gradient of gradients) gradient?.data.fill(0);
    gradients[graph.output]?.data.set(cotangent.data);
    for (const step of steps) step();
    return gradients;
  };
}

interface Owner {
  readonly layer: Layer;
  readonly code: HandWritten;
  /** The results of its nodes. */
  readonly inside: ReadonlySet<ValueId>;
}

/** By node: the hand-written layer that it belongs to. */
function handWrittenLayers({ nodes, layers }: Graph): readonly (Owner | undefined)[] {
  const owners = new Array<Owner | undefined>(nodes.length);
  for (const layer of layers) {
    const { code, firstNode, endNode } = layer;
    if (!code) continue;
    const inside = new Set(nodes.slice(firstNode, endNode).map(({ result }) => result));
    owners.fill({ layer, code, inside }, firstNode, endNode);
  }
  return owners;
}

function layerStep(
  { layer, code }: Owner,
  { values }: Tape,
  gradients: Gradients,
  witness: PassWitness | undefined,
): () => void {
  const outputs = [...layer.outputs.values()];
  const douts = (): Tensor[] => outputs.map((id) => copyOf(gradients[id] ?? zeros(values[id].shape)));
  return () => {
    const returned = code.backward({
      ...givenTo(layer, values),
      outputs: outputs.map((id) => copyOf(values[id])),
      douts: douts(),
    });
    witness?.(layer, { douts: douts(), returned });
    layer.operands.forEach((id, k) => addTo(gradients[id], returned.inputs[k] ?? null));
    for (const [name, id] of layer.params) addTo(gradients[id], returned.params.get(name) ?? null);
  };
}

/** Copies of what a layer is run on, as its own code takes them. */
export function givenTo(layer: Layer, values: readonly Tensor[]): Pick<PullbackCall, 'inputs' | 'params'> {
  const copy = (id: ValueId): Tensor => copyOf(values[id]);
  return {
    inputs: layer.operands.map(copy),
    params: new Map([...layer.params].map(([name, id]) => [name, copy(id)])),
  };
}

/** What has another shape than the gradient is none: it is then not a number. */
function addTo(gradient: Tensor | null, contribution: Tensor | null): void {
  if (!gradient || !contribution) return;
  if (!sameShape(gradient.shape, contribution.shape)) return void gradient.data.fill(NaN);
  for (let i = 0; i < gradient.data.length; i++) gradient.data[i] += contribution.data[i];
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
