// The computational graph: values (tensors with a name and a place) and the nodes that compute one from others.

import type { HandWritten } from './hand-written';
import { withDefaults, type Attributes, type Expander, type Op, type Term } from './op';
import { cast, scalar, type DType, type Shape, type Tensor } from './tensor';

export type ValueId = number;

/** `activation` is a layer's output, `node` a value inside a layer that is a subgraph, `constant` a literal or mask. */
export type Role = 'input' | 'param' | 'activation' | 'node' | 'constant';

export interface Value {
  readonly id: ValueId;
  /** As the report spells it: `x`, `Affine1.W`, `Affine1.out`, `Gate/exp1.out`. */
  readonly name: string;
  readonly role: Role;
  readonly shape: Shape;
  /** False for labels, indices and masks, and for all that is computed from them alone. */
  readonly differentiable: boolean;
}

export interface Node {
  readonly op: Op;
  readonly attributes: Attributes;
  readonly operands: readonly ValueId[];
  readonly result: ValueId;
}

/** A layer of the network: one node, or several where it is a subgraph. */
export interface Layer {
  readonly name: string;
  readonly type: string;
  /** The data operands, as wired. */
  readonly operands: readonly ValueId[];
  /** Its trainable tensors by the layer's name for them; shared ones included. */
  readonly params: ReadonlyMap<string, ValueId>;
  /** `out`, or the declared names of several outputs. */
  readonly outputs: ReadonlyMap<string, ValueId>;
  /** Its nodes are `graph.nodes[firstNode .. endNode)`. */
  readonly firstNode: number;
  readonly endNode: number;
  /** Where its backward pass is code under test, which then stands in the place of its nodes' own. */
  readonly code?: HandWritten;
}

export interface Graph {
  readonly dtype: DType;
  readonly values: readonly Value[];
  /** In topological order: operands come before results. */
  readonly nodes: readonly Node[];
  /** In the order of execution. */
  readonly layers: readonly Layer[];
  /** The tensors of the values that no node computes: inputs, params, constants. */
  readonly sources: ReadonlyMap<ValueId, Tensor>;
  /** What is differentiated. */
  readonly output: ValueId;
}

/** Builds a graph node by node; because operands must exist, the order of building is topological. */
export class GraphBuilder {
  private readonly values: Value[] = [];
  private readonly nodes: Node[] = [];
  private readonly layers: Layer[] = [];
  private readonly sources = new Map<ValueId, Tensor>();

  constructor(private readonly dtype: DType) {}

  get nodeCount(): number {
    return this.nodes.length;
  }

  shapeOf(id: ValueId): Shape {
    return this.values[id].shape;
  }

  source(
    name: string,
    role: 'input' | 'param' | 'constant',
    value: Tensor,
    differentiable = role !== 'constant',
  ): ValueId {
    const id = this.add(name, role, value.shape, differentiable);
    this.sources.set(id, cast(value, this.dtype));
    return id;
  }

  /** Adds a node; attributes left out get their defaults. Throws ShapeError where the operands do not fit the op. */
  apply(op: Op, operands: readonly ValueId[], given: Attributes, name: string, role: Role): ValueId {
    const attributes = withDefaults(op, given);
    const shape = op.infer(
      operands.map((id) => this.values[id].shape),
      attributes,
    );
    const differentiable = operands.some(
      (id, k) => this.values[id].differentiable && operandOf(op, k).differentiable !== false,
    );
    const result = this.add(name, role, shape, differentiable);
    this.nodes.push({ op, attributes, operands, result });
    return result;
  }

  layer(layer: Layer): void {
    this.layers.push(layer);
  }

  finish(output: ValueId): Graph {
    const { dtype, values, nodes, layers, sources } = this;
    return { dtype, values, nodes, layers, sources, output };
  }

  private add(name: string, role: Role, shape: Shape, differentiable: boolean): ValueId {
    const id = this.values.length;
    this.values.push({ id, name, role, shape, differentiable });
    return id;
  }
}

/** The declaration of the operand at position k; the variadic operand stands for all positions that it covers. */
export function operandOf(op: Op, k: number): Op['operands'][number] {
  return op.operands[Math.min(k, op.operands.length - 1)];
}

interface BuiltTerm extends Term {
  readonly id: ValueId;
}

/**
 * An expander that adds its nodes to a graph under construction. `nameOf` turns `exp1` into the report's name of that
 * node's result. Numbers become constants.
 */
export function graphExpander(
  builder: GraphBuilder,
  nameOf: (node: string) => string,
): Expander & {
  term(id: ValueId): Term;
  idOf(term: Term): ValueId;
} {
  const counts = new Map<string, number>();
  const fresh = (base: string): string => {
    const n = (counts.get(base) ?? 0) + 1;
    counts.set(base, n);
    return nameOf(`${base}${n}`);
  };
  const idOf = (term: Term): ValueId => (term as BuiltTerm).id;
  const term = (id: ValueId): BuiltTerm => ({ id, shape: builder.shapeOf(id) });
  return {
    term,
    idOf,
    apply: (op, operands, attributes = {}) =>
      term(builder.apply(op, operands.map(idOf), attributes, fresh(op.name.toLowerCase()), 'node')),
    constant: (value) =>
      term(builder.source(fresh('constant'), 'constant', typeof value === 'number' ? scalar(value) : value)),
  };
}
