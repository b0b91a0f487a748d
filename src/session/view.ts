// The graph as it is drawn: sources, layers and the nodes of layers that are subgraphs, with every tensor in summary.

import { layerOf } from '../check';
import { operandOf, type Graph, type Layer, type Node, type Value, type ValueId } from '../engine/graph';
import { canBeOpened } from '../engine/opened';
import type { Gradients, Tape } from '../engine/run';
import type { TensorReport } from '../check/report';
import type { Network, Written } from '../network/types';
import { difference, summarize } from './summary';
import type { GraphView, TensorView, ViewEdge, ViewNode } from './types';

/** The numbers of a finished check, by value. */
export interface Numbers {
  readonly tape: Tape;
  readonly gradients: Gradients;
  /** NaN where an element was not checked; null where no element was. */
  numericOf(id: ValueId): ArrayLike<number> | null;
  readonly reports: readonly TensorReport[];
}

export function graphView(network: Network, numbers: Numbers, formulas: GraphView['formulas']): GraphView {
  const { graph } = network;
  const nodes = viewNodes(network);
  const nodeOfTensor = new Map(nodes.flatMap(({ id, outputs }) => outputs.map((name) => [name, id] as const)));
  return {
    nodes,
    edges: viewEdges(graph, nodeOfTensor),
    tensors: tensorViews(graph, numbers),
    formulas,
  };
}

/** Of layers that are written as expressions. What is written by hand goes before what is derived. */
export function* layerFormulas({ graph, backwardTexts, formulasOf }: Network): Generator<void, GraphView['formulas']> {
  const formulas: [string, GraphView['formulas'][string]][] = [];
  for (const { name } of graph.layers) {
    const own = formulasOf?.(name);
    if (!own) continue;
    const text = backwardTexts.get(name);
    const gradients = text?.kind === 'expressions' ? textsOf(text.expressions) : own.derived;
    formulas.push([name, { forward: own.forward, gradients: Object.fromEntries(gradients) }]);
    yield;
  }
  return Object.fromEntries(formulas);
}

function textsOf(expressions: ReadonlyMap<string, Written>): [string, string][] {
  return [...expressions].map(([operand, { text }]) => [operand, text]);
}

function viewNodes({ graph, layerSpans, mentions }: Network): ViewNode[] {
  const defined = new Map(mentions.filter(({ kind }) => kind === 'definition').map(({ name, span }) => [name, span]));
  const sources = graph.values
    .filter(({ id }) => graph.sources.has(id))
    .map((value): ViewNode => {
      const owner = layerOf(graph, value);
      return {
        id: value.name,
        label: value.role === 'constant' ? constantLabel(graph, value) : value.name,
        kind: value.role === 'input' || value.role === 'param' ? value.role : 'constant',
        layer: owner,
        type: '',
        formula: null,
        outputs: [value.name],
        span: defined.get(value.name) ?? (owner === null ? null : (layerSpans.get(owner) ?? null)),
        composite: false,
      };
    });
  return [...sources, ...graph.layers.flatMap((layer) => layerNodes(graph, layer, layerSpans))];
}

/** The number itself; of more than one, what it is called inside of its layer. */
function constantLabel(graph: Graph, { id, name, shape }: Value): string {
  if (shape.length === 0) return String(graph.sources.get(id)?.data[0]);
  return partOf(name);
}

/** `exp1` of `Gate/exp1.out`; `out` of `Gate.out`. */
function partOf(name: string): string {
  const [, node = name.slice(name.indexOf('.') + 1)] = name.split('/', 2);
  return node.replace(/\.out$/, '');
}

/** One box for a layer that is one node; else a box for each node, under its own name. */
function layerNodes(graph: Graph, layer: Layer, spans: Network['layerSpans']): ViewNode[] {
  const nodes = graph.nodes.slice(layer.firstNode, layer.endNode);
  const whole = nodes.length === 1;
  const describe = ({ op, result }: Node): ViewNode => {
    const { name } = graph.values[result];
    return {
      id: whole ? layer.name : name,
      label: whole ? layer.name : partOf(name),
      kind: op.category,
      layer: layer.name,
      type: whole ? layer.type : op.name,
      formula: op.formula,
      outputs: [name],
      span: spans.get(layer.name) ?? null,
      composite: canBeOpened(graph, layer),
    };
  };
  return nodes.map(describe);
}

function viewEdges(graph: Graph, nodeOfTensor: ReadonlyMap<string, string>): ViewEdge[] {
  const nodeOf = (id: ValueId): string => nodeOfTensor.get(graph.values[id].name) ?? graph.values[id].name;
  return graph.nodes.flatMap(({ op, operands, result }) =>
    operands.map((id, k): ViewEdge => {
      const { name, variadic } = operandOf(op, k);
      return {
        from: nodeOf(id),
        to: nodeOf(result),
        operand: variadic ? `${name}[${k}]` : name,
        tensor: graph.values[id].name,
      };
    }),
  );
}

function tensorViews(graph: Graph, { tape, gradients, numericOf, reports }: Numbers): Record<string, TensorView> {
  const reportOf = new Map(reports.map((report) => [report.name, report]));
  const views = graph.values.map(({ id, name, role, shape }): [string, TensorView] => {
    const analytic = gradients[id]?.data ?? null;
    const numeric = numericOf(id);
    return [
      name,
      {
        name,
        role,
        shape,
        value: summarize(tape.values[id].data),
        analytic: analytic && summarize(analytic),
        numeric: numeric && summarize(numeric),
        difference: analytic && numeric && summarize(difference(analytic, numeric)),
        report: reportOf.get(name) ?? null,
      },
    ];
  });
  return Object.fromEntries(views);
}
