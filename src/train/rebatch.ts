// The network over another number of rows: the same nodes, with all shapes inferred anew.

import { GraphBuilder, operandOf, type Graph, type ValueId } from '../engine/graph';
import { ShapeError } from '../engine/op';
import { NodeError } from '../engine/run';
import { formatShape, sizeOf, zeros, type Shape } from '../engine/tensor';

/** The roles of the values that no node computes. */
type SourceRole = Parameters<GraphBuilder['source']>[1];

/**
 * The graph with the named inputs (zeros, to be filled) of other shapes. Values keep their ids. Only parameters are
 * differentiated: the gradients of data are of no use for learning and a third of the work. Throws NodeError at the node
 * that does not work on these shapes, or whose result is to be the loss and is no single number.
 */
export function rebatch(graph: Graph, inputs: ReadonlyMap<string, Shape>): Graph {
  const builder = new GraphBuilder(graph.dtype);
  const nodeOf = new Map(graph.nodes.map(({ result }, n) => [result, n]));
  const masks = masksOf(graph);
  for (const { id, name, role, differentiable } of graph.values) {
    const node = nodeOf.get(id);
    const mask = masks.get(id);
    const shape = mask?.shape(builder) ?? (role === 'input' ? inputs.get(name) : undefined);
    const value = shape ? zeros(shape) : graph.sources.get(id);
    if (node !== undefined) applyAgain(builder, graph, node);
    else if (value) builder.source(name, role as SourceRole, value, differentiable && role === 'param');
  }
  const shape = builder.shapeOf(graph.output);
  if (sizeOf(shape) !== 1) {
    throw new NodeError(nodeOf.get(graph.output) ?? 0, new ShapeError('loss', 'one element', formatShape(shape)));
  }
  return builder.finish(graph.output);
}

function applyAgain(builder: GraphBuilder, { nodes, values }: Graph, n: number): void {
  const { op, operands, attributes, result } = nodes[n];
  const { name, role } = values[result];
  try {
    builder.apply(op, operands, attributes, name, role);
  } catch (error) {
    throw error instanceof ShapeError ? new NodeError(n, error) : error;
  }
}

/** A mask, which is drawn anew for every batch: with what probability an element is dropped, and its shape. */
export interface Mask {
  readonly rate: number;
  shape(sizes: { shapeOf(id: ValueId): Shape }): Shape;
}

export function masksOf(graph: Graph): ReadonlyMap<ValueId, Mask> {
  const masks = new Map<ValueId, Mask>();
  for (const { op, operands, attributes } of graph.nodes) {
    operands.forEach((id, k) => {
      const { kind, shape } = operandOf(op, k);
      if (kind !== 'mask' || !shape) return;
      const data = operands.filter((_, j) => operandOf(op, j).kind === 'data');
      masks.set(id, {
        rate: Number(attributes.rate ?? op.attributes.rate.default),
        shape: (sizes) =>
          shape(
            data.map((one) => sizes.shapeOf(one)),
            attributes,
          ) ?? [],
      });
    });
  }
  return masks;
}
