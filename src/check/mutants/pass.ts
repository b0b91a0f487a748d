// The backward pass in steps of whole layers, so that one layer's step can be replaced and only what lies upstream of
// it is worked out again.

import { operandOf, type Graph, type Layer, type ValueId } from '../../engine/graph';
import { givenTo, reachedBy, type Tape } from '../../engine/run';
import { copyOf, zeros, type Tensor } from '../../engine/tensor';

/** What one layer does with the gradients of its outputs. */
export interface Pull {
  readonly douts: readonly Tensor[];
  /** What it adds to the gradients of its operands and params. */
  readonly added: ReadonlyMap<ValueId, Tensor>;
  /** The gradients of all that it computes. */
  readonly inside: ReadonlyMap<ValueId, Tensor>;
  /** Whether its forward pass chose between branches. */
  readonly decides: boolean;
}

/** Gradients that a replaced step has changed, by value. */
export type Changed = ReadonlyMap<ValueId, Tensor>;

export class LayerwisePass {
  /** By layer; undefined where no gradient comes to it. */
  private readonly pulls: (Pull | undefined)[] = [];
  private readonly consumers = new Map<ValueId, number[]>();
  private readonly reached: readonly boolean[];

  constructor(
    private readonly graph: Graph,
    private readonly tape: Tape,
    private readonly cotangent: Tensor,
  ) {
    this.reached = reachedBy(graph);
    graph.layers.forEach((layer, at) => {
      for (const id of operandsOf(layer)) this.consumers.set(id, [...(this.consumers.get(id) ?? []), at]);
    });
    for (let at = graph.layers.length - 1; at >= 0; at--) {
      const outputs = [...graph.layers[at].outputs.values()];
      if (!outputs.some((id) => this.reached[id] && graph.values[id].differentiable)) continue;
      this.pulls[at] = this.pull(
        at,
        outputs.map((id) => this.gradientOf(id, this.pulls)),
      );
    }
  }

  /** The step of a layer, as it rightly is. */
  at(layer: number): Pull | undefined {
    return this.pulls[layer];
  }

  /** How many layers add to the gradient of a value. */
  usesOf(id: ValueId): number {
    return (this.consumers.get(id) ?? []).filter((at) => this.pulls[at]?.added.has(id)).length;
  }

  /** The gradient of a source or of a layer's output, before what the layer itself adds to it. */
  wholeOf(id: ValueId): Tensor {
    return this.gradientOf(id, this.pulls);
  }

  /** Runs one layer's own step, with whatever cotangents. */
  pull(at: number, douts: readonly Tensor[]): Pull {
    const layer = this.graph.layers[at];
    const inside = this.pullNodes(layer, douts);
    const added = layer.code ? this.pullCode(layer, douts) : new Map<ValueId, Tensor>();
    if (!layer.code) {
      for (const id of operandsOf(layer)) {
        const gradient = inside.get(id);
        if (gradient) added.set(id, gradient);
      }
    }
    for (const id of operandsOf(layer)) inside.delete(id);
    const nodes = this.graph.nodes.slice(layer.firstNode, layer.endNode);
    const decides = nodes.some(({ op }) => op.switches) || (layer.code?.decisions?.taken().length ?? 0) > 0;
    return { douts, added, inside, decides };
  }

  /** The gradients that become others where the layer adds `wrong` to an operand. */
  changedBy(layer: number, operand: ValueId, wrong: Tensor): Changed {
    const pulls = [...this.pulls];
    const right = pulls[layer]!;
    pulls[layer] = { ...right, added: new Map([...right.added, [operand, wrong]]) };
    const touched = new Set([operand]);
    const changed = new Map<ValueId, Tensor>();
    for (let at = layer - 1; at >= 0; at--) {
      const outputs = [...this.graph.layers[at].outputs.values()];
      if (!pulls[at] || !outputs.some((id) => touched.has(id))) continue;
      const pull = this.pull(
        at,
        outputs.map((id) => this.gradientOf(id, pulls)),
      );
      pulls[at] = pull;
      for (const [id, gradient] of pull.inside) changed.set(id, gradient);
      for (const id of pull.added.keys()) touched.add(id);
    }
    for (const id of touched) if (this.graph.sources.has(id)) changed.set(id, this.gradientOf(id, pulls));
    return changed;
  }

  private gradientOf(id: ValueId, pulls: readonly (Pull | undefined)[]): Tensor {
    const sum = zeros(this.graph.values[id].shape, this.graph.dtype);
    if (id === this.graph.output) sum.data.set(this.cotangent.data);
    for (const at of this.consumers.get(id) ?? []) {
      const part = pulls[at]?.added.get(id);
      if (part) for (let i = 0; i < sum.data.length; i++) sum.data[i] += part.data[i];
    }
    return sum;
  }

  /** Through the nodes; of a hand-written layer nothing comes out at its operands. */
  private pullNodes(layer: Layer, douts: readonly Tensor[]): Map<ValueId, Tensor> {
    const { nodes, values, dtype } = this.graph;
    const outputs = [...layer.outputs.values()];
    const gradients = new Map(outputs.map((id, k) => [id, copyOf(douts[k])]));
    const outside = new Set(operandsOf(layer));
    const gradientAt = (id: ValueId): Tensor | null => {
      if (!values[id].differentiable || (layer.code && outside.has(id))) return null;
      const known = gradients.get(id) ?? zeros(values[id].shape, dtype);
      gradients.set(id, known);
      return known;
    };
    for (let n = layer.endNode - 1; n >= layer.firstNode; n--) {
      const { op, operands, result } = nodes[n];
      const dout = gradients.get(result);
      if (!dout) continue;
      const grads = operands.map((id, k) => (operandOf(op, k).differentiable === false ? null : gradientAt(id)));
      if (grads.some((grad) => grad !== null)) op.vjp({ ...this.tape.calls[n], dout, grads });
    }
    return gradients;
  }

  private pullCode(layer: Layer, douts: readonly Tensor[]): Map<ValueId, Tensor> {
    const { values } = this.tape;
    const code = layer.code!;
    const { inputs, params } = givenTo(layer, values);
    // What the code keeps for its backward pass may be that of a call on other values.
    code.forward(inputs, params);
    const outputs = [...layer.outputs.values()].map((id) => copyOf(values[id]));
    const returned = code.backward({ ...givenTo(layer, values), outputs, douts: douts.map(copyOf) });
    const added = new Map<ValueId, Tensor>();
    const add = (id: ValueId, part: Tensor | null | undefined): void => {
      if (!part || !this.graph.values[id].differentiable) return;
      const before = added.get(id);
      added.set(id, before ? { shape: part.shape, data: part.data.map((x, i) => x + before.data[i]) } : part);
    };
    layer.operands.forEach((id, k) => add(id, returned.inputs[k]));
    for (const [name, id] of layer.params) add(id, returned.params.get(name));
    return added;
  }
}

/** Every value that a layer reads, each once. */
export function operandsOf({ operands, params }: Layer): readonly ValueId[] {
  return [...new Set([...operands, ...params.values()])];
}
