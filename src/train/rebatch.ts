// The network over another number of rows: the same nodes, with all shapes inferred anew.

import { GraphBuilder, operandOf, type Graph, type Node, type ValueId } from '../engine/graph';
import { ShapeError } from '../engine/op';
import { formatShape, sizeOf, zeros, type Shape } from '../engine/tensor';

/** A network that does not work with another number of rows, and the tensor at which that shows. */
export class RebatchError extends Error {
  override readonly name = 'RebatchError';
  constructor(
    readonly tensor: string,
    override readonly cause: ShapeError,
  ) {
    super(`${tensor}: ${cause.message}`);
  }
}

/**
 * The graph with the named inputs (zeros, to be filled) of other shapes. Values keep their ids. Only parameters are
 * differentiated: the gradients of data are of no use for learning and a third of the work.
 */
export function rebatch(graph: Graph, inputs: ReadonlyMap<string, Shape>): Graph {
  const builder = new GraphBuilder(graph.dtype);
  const nodeOf = new Map(graph.nodes.map((node) => [node.result, node]));
  const masks = masksOf(graph);
  for (const { id, name, role, differentiable } of graph.values) {
    const node = nodeOf.get(id);
    const mask = masks.get(id);
    if (node) applyAgain(builder, node, name, role);
    else if (mask) builder.source(name, 'constant', zeros(mask.shape(builder)));
    else {
      const shape = role === 'input' ? inputs.get(name) : undefined;
      const value = shape ? zeros(shape) : graph.sources.get(id);
      if (!value || role === 'activation' || role === 'node') throw new Error(`${name} has neither a node nor a value`);
      builder.source(name, role, value, differentiable && role === 'param');
    }
  }
  const output = graph.output;
  if (sizeOf(builder.shapeOf(output)) !== 1) {
    throw new RebatchError(
      graph.values[output].name,
      new ShapeError('loss', 'one element', formatShape(builder.shapeOf(output))),
    );
  }
  return builder.finish(output);
}

function applyAgain(builder: GraphBuilder, node: Node, name: string, role: Graph['values'][number]['role']): void {
  try {
    builder.apply(node.op, node.operands, node.attributes, name, role);
  } catch (error) {
    throw error instanceof ShapeError ? new RebatchError(name, error) : error;
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
