// A point at which a network is differentiated, in a form that can be sent to another thread: of its ops the names, of its
// values the numbers. Code is not sent: what it did stands in a transcript of such ops, or cannot be carried through.

import type { Moving } from '../../check/base';
import { sensitivityOf, type Sensitivity } from '../../check/sensitivity';
import type { Graph, Node, Value } from '../../engine/graph';
import type { Op } from '../../engine/op';
import { registry } from '../../engine/ops';
import type { Data, DType, Tensor } from '../../engine/tensor';
import { COMPARISONS } from '../../network/expressions/comparison';
import { select } from '../../network/typescript/library/select';

export interface Shipped {
  readonly dtype: DType;
  readonly values: readonly Value[];
  readonly nodes: readonly (Omit<Node, 'op'> & { readonly op: string | null })[];
  readonly output: number;
  /** By value. */
  readonly numbers: readonly Data[];
  readonly cotangent: Data;
  readonly delicate: Moving['delicate'];
  /** The network itself, no transcript of it. */
  readonly isOwn: boolean;
}

/** All that a graph can be made of but code. */
const ALL = [...Object.values(registry), ...Object.values(COMPARISONS).map(({ op }) => op), select];
const OPS: ReadonlyMap<string, Op> = new Map(ALL.map((op): [string, Op] => [op.name, op]));

/** Null where it has ops that only this thread knows. */
export function shipped(base: Moving): Shipped | null {
  const { graph, tape } = base.carrier();
  const { dtype, values, nodes, output } = graph;
  if (nodes.some(({ op }) => !op.opaque && OPS.get(op.name) !== op)) return null;
  return {
    dtype,
    values,
    nodes: nodes.map(({ op, attributes, operands, result }) => ({
      op: op.opaque ? null : op.name,
      attributes,
      operands,
      result,
    })),
    output,
    numbers: tape.values.map(({ data }) => data),
    cotangent: base.cotangent,
    delicate: base.delicate,
    isOwn: base.graph === graph,
  };
}

export function bytesOf({ numbers }: Shipped): number {
  return numbers.reduce((bytes, { byteLength }) => bytes + byteLength, 0);
}

export function unshipped({ dtype, values, nodes, output, numbers, cotangent, delicate, isOwn }: Shipped): Moving {
  const tensors = values.map(({ shape }, id): Tensor => ({ shape, data: numbers[id] }));
  const graph: Graph = {
    dtype,
    values,
    nodes: nodes.map(({ op, ...node }) => ({ ...node, op: op === null ? BEHIND : OPS.get(op)! })),
    layers: [],
    sources: new Map(),
    output,
  };
  const calls = nodes.map(({ operands, attributes, result }) => ({
    operands: operands.map((id) => tensors[id]),
    attributes,
    out: tensors[result],
  }));
  const carrier = { graph, tape: { values: tensors, calls }, ids: values.map(({ id }) => id) };
  let sensitivity: Sensitivity | null = null;
  return {
    graph: isOwn ? graph : { ...graph },
    cotangent,
    carrier: () => carrier,
    delicate,
    sensitivity: () => (sensitivity ??= sensitivityOf(graph, carrier.tape, cotangent)),
    room: [],
  };
}

/** In the place of code: nothing is carried through it. */
const BEHIND: Op = {
  ...registry.Neg,
  name: 'Code',
  operands: [{ name: 'x', kind: 'data', variadic: true, summary: '' }],
  opaque: true,
};
