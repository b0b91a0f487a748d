// A graph in which one layer that is a single composite node is opened: the node's expansion stands in its place.

import { GraphBuilder, graphExpander, type Graph, type Layer, type Node, type Value, type ValueId } from './graph';
import { zeros } from './tensor';

/** Whether the layer is one node that has others inside. */
export function canBeOpened({ nodes }: Graph, { firstNode, endNode }: Layer): boolean {
  return endNode - firstNode === 1 && nodes[firstNode].op.expand !== undefined;
}

/**
 * The same network with the layer's inner nodes, reported as `Layer/exp1.out`. The last of them is the layer's output and
 * keeps its name. Ids of values stay; new ones come after them. Throws RangeError where the layer cannot be opened.
 */
export function withLayerOpened(graph: Graph, name: string): Graph {
  const layer = graph.layers.find((one) => one.name === name);
  if (!layer || !canBeOpened(graph, layer)) throw new RangeError(`${name} is no layer that can be opened`);
  const at = layer.firstNode;
  const inner = expansion(graph, graph.nodes[at], name);
  const more = inner.nodes.length - 1;
  const moved = (node: number): number => (node > at ? node + more : node);
  return {
    ...graph,
    values: [...graph.values, ...inner.values],
    nodes: [...graph.nodes.slice(0, at), ...inner.nodes, ...graph.nodes.slice(at + 1)],
    layers: graph.layers.map((one) => ({ ...one, firstNode: moved(one.firstNode), endNode: moved(one.endNode) })),
    sources: new Map([...graph.sources, ...inner.sources]),
  };
}

/** Built by itself, then brought to the ids of the graph around it. */
function expansion(graph: Graph, { op, operands, attributes, result }: Node, layer: string) {
  const builder = new GraphBuilder(graph.dtype);
  const terms = operands.map((id) => {
    const { name, shape, differentiable } = graph.values[id];
    return builder.source(name, 'input', zeros(shape, graph.dtype), differentiable);
  });
  const to = graphExpander(builder, (node) => `${layer}/${node}.out`);
  const output = to.idOf(op.expand!(to, terms.map(to.term), attributes));
  const built = builder.finish(output);
  const ids = new Map<ValueId, ValueId>(terms.map((term, k) => [term, operands[k]]));
  ids.set(output, result);
  const values: Value[] = [];
  for (const value of built.values) {
    if (ids.has(value.id)) continue;
    const id = graph.values.length + values.length;
    ids.set(value.id, id);
    values.push({ ...value, id });
  }
  const idOf = (id: ValueId): ValueId => ids.get(id)!;
  return {
    values,
    nodes: built.nodes.map((node) => ({ ...node, operands: node.operands.map(idOf), result: idOf(node.result) })),
    sources: [...built.sources].filter(([id]) => !terms.includes(id)).map(([id, value]) => [idOf(id), value] as const),
  };
}
