// Small graphs for the tests of the check, built node by node; every node is a layer of its own.

import { checkGradients, DEFAULT_SETTINGS, tensorReports, type Checked } from '../../src/check';
import type { CheckSettings } from '../../src/check/problem';
import type { TensorReport } from '../../src/check/report';
import { GraphBuilder, type Graph, type ValueId } from '../../src/engine/graph';
import type { HandWritten, Placed } from '../../src/engine/hand-written';
import type { Attributes, Op } from '../../src/engine/op';
import { forward } from '../../src/engine/run';
import { filled, fromNested, type DType, type Nested, type Tensor } from '../../src/engine/tensor';

/** Builds a graph by names: `net.input('x', 2)`, `net.layer('Mul1', mul, ['x', 'y'])`. */
export class Net {
  private readonly builder: GraphBuilder;
  private readonly ids = new Map<string, ValueId>();
  private last: ValueId = 0;

  constructor(readonly dtype: DType = 'float64') {
    this.builder = new GraphBuilder(dtype);
  }

  input(name: string, value: Nested | Tensor, differentiable = true): this {
    return this.source(name, 'input', value, differentiable);
  }

  param(name: string, value: Nested | Tensor): this {
    return this.source(name, 'param', value, true);
  }

  constant(name: string, value: Nested | Tensor): this {
    return this.source(name, 'constant', value, false);
  }

  layer(name: string, op: Op, inputs: readonly string[], attributes: Attributes = {}): this {
    const operands = inputs.map((input) => this.idOf(input));
    const firstNode = this.builder.nodeCount;
    this.last = this.builder.apply(op, operands, attributes, `${name}.out`, 'activation');
    this.ids.set(name, this.last);
    this.builder.layer({
      name,
      type: op.name,
      operands,
      params: new Map(),
      outputs: new Map([['out', this.last]]),
      firstNode,
      endNode: firstNode + 1,
    });
    return this;
  }

  /** A hand-written layer; its params are sources by the names given, `{ W: 'p1' }`. */
  handLayer(
    name: string,
    code: HandWritten,
    inputs: readonly string[],
    params: Readonly<Record<string, string>> = {},
  ): this {
    const place = (source: string): Placed => {
      const id = this.idOf(source);
      return { id, value: forward(this.builder.finish(id)).values[id] };
    };
    const firstNode = this.builder.nodeCount;
    const own = new Map(Object.entries(params).map(([param, source]) => [param, place(source)]));
    const outputs = code.build(this.builder, name, inputs.map(place), own);
    for (const [output, id] of outputs) this.ids.set(outputs.size === 1 ? name : `${name}.${output}`, (this.last = id));
    this.builder.layer({
      name,
      type: 'Hand',
      operands: inputs.map((input) => this.idOf(input)),
      params: new Map([...own].map(([param, { id }]) => [param, id])),
      outputs,
      firstNode,
      endNode: this.builder.nodeCount,
      code,
    });
    return this;
  }

  shapeOf(name: string): readonly number[] {
    return this.builder.shapeOf(this.idOf(name));
  }

  /** The graph, differentiated at its last layer unless another is named. */
  graph(output?: string): Graph {
    return this.builder.finish(output === undefined ? this.last : this.idOf(output));
  }

  private source(
    name: string,
    role: 'input' | 'param' | 'constant',
    value: Nested | Tensor,
    differentiable: boolean,
  ): this {
    const tensor = typeof value === 'object' && 'data' in value ? value : fromNested(value, this.dtype);
    this.ids.set(name, this.builder.source(name, role, tensor, differentiable));
    return this;
  }

  private idOf(name: string): ValueId {
    const id = this.ids.get(name);
    if (id === undefined) throw new Error(`no ${name} in this net`);
    return id;
  }
}

export interface Outcome {
  readonly checked: Checked;
  readonly reports: Readonly<Record<string, TensorReport>>;
  /** Status by name. */
  readonly statuses: Readonly<Record<string, string>>;
}

/** Runs a check to its end; cotangent ones unless given. */
export function check(net: Net | Graph, settings: Partial<CheckSettings> = {}, cotangent?: Tensor): Outcome {
  const graph = net instanceof Net ? net.graph() : net;
  const problem = {
    graph,
    cotangent: cotangent ?? filled(graph.values[graph.output].shape, 1, graph.dtype),
    settings: { ...DEFAULT_SETTINGS, ...settings },
  };
  const checked = finish(checkGradients(problem));
  const reports = Object.fromEntries(tensorReports(checked, { values: true }).map((report) => [report.name, report]));
  const statuses = Object.fromEntries(Object.values(reports).map(({ name, status }) => [name, status]));
  return { checked, reports, statuses };
}

/** What a generator returns in the end. */
function finish<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same op with another vector-Jacobian product. */
export function withVjp(op: Op, vjp: Op['vjp']): Op {
  return { ...op, vjp };
}
