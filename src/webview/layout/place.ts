// Places a graph from left to right, with room on every edge for the numbers that travel along it. A frame is laid out by
// itself first and then takes its place as one large node, so that opening a layer moves its neighbours apart and no more.

import dagre from '@dagrejs/dagre';
import { FRAME_HEADER, FRAME_PADDING } from '../scene/frame';
import { inPort, outPort } from '../scene/ports';
import type { Extent, Layout, LayoutEdge, LayoutGraph, LayoutNode, Point } from './types';

const SPACING = { rankdir: 'LR', nodesep: 22, ranksep: 18, edgesep: 12 };
const MARGIN = 24;
const PORT = { width: 1, height: 24 };
/** Pulls ports to the border, against edges that want to be short. */
const BORDER_WEIGHT = 8;

interface Placed {
  readonly graph: LayoutGraph;
  readonly layout: Layout;
  /** Where tensors come in and go out, by port. */
  readonly ports: ReadonlyMap<string, Point>;
}

export function place(graph: LayoutGraph): Layout {
  return placed(graph, MARGIN).layout;
}

function placed(graph: LayoutGraph, margin: number): Placed {
  const inner = new Map(graph.nodes.flatMap((node) => (node.inner ? [[node.id, placed(node.inner, 0)]] : [])));
  const dag = new dagre.graphlib.Graph({ multigraph: true });
  dag.setGraph({ ...SPACING, marginx: margin, marginy: margin });
  for (const node of graph.nodes) dag.setNode(node.id, extentOf(node, inner.get(node.id)?.layout));
  const ports = portsOf(graph);
  addPorts(dag, ports);
  for (const edge of graph.edges) {
    const { width, height } = edge;
    dag.setEdge(edge.from, edge.to, width > 0 ? { width, height, labelpos: 'c' } : {}, edge.id);
  }
  dagre.layout(dag);
  return collect(graph, dag, inner, ports);
}

function extentOf({ width, height }: LayoutNode, inner: Layout | undefined): Extent {
  if (!inner) return { width, height };
  return {
    width: Math.max(width, inner.width + 2 * FRAME_PADDING),
    height: inner.height + FRAME_HEADER + FRAME_PADDING,
  };
}

type Dag = InstanceType<typeof dagre.graphlib.Graph>;

interface Ports {
  readonly incoming: readonly string[];
  readonly outgoing: readonly string[];
}

function portsOf({ nodes, edges }: LayoutGraph): Ports {
  const known = new Set(nodes.map(({ id }) => id));
  return {
    incoming: [...new Set(edges.map(({ from }) => from).filter((id) => !known.has(id)))],
    outgoing: [...new Set(edges.map(({ to }) => to).filter((id) => !known.has(id)))],
  };
}

/** All ports of a side stand in one column, held there by a node that is not drawn. */
function addPorts(dag: Dag, { incoming, outgoing }: Ports): void {
  for (const id of [...incoming, ...outgoing]) dag.setNode(id, { ...PORT });
  if (incoming.length > 0) dag.setNode('before', { ...PORT });
  for (const id of incoming) dag.setEdge('before', id, { weight: BORDER_WEIGHT });
  if (outgoing.length > 0) dag.setNode('after', { ...PORT });
  for (const id of outgoing) dag.setEdge(id, 'after', { weight: BORDER_WEIGHT });
}

function collect(
  graph: LayoutGraph,
  dag: Dag,
  inner: ReadonlyMap<string, Placed>,
  { incoming, outgoing }: Ports,
): Placed {
  const { width, height } = dag.graph() as Extent;
  const nodes: Record<string, Point & Extent> = {};
  const edges: Record<string, Layout['edges'][string]> = {};
  const border = new Map<string, ReadonlyMap<string, Point>>();
  for (const { id } of graph.nodes) {
    const { x, y, width: w, height: h } = dag.node(id) as Point & Extent;
    nodes[id] = { x, y, width: w, height: h };
    const frame = inner.get(id);
    if (frame) border.set(id, putInside(frame, nodes[id], nodes, edges));
  }
  for (const edge of graph.edges) edges[edge.id] = route(edge, dag, border);
  const ports = new Map([...incoming, ...outgoing].map((id) => [id, dag.node(id) as Point]));
  return { graph, layout: { width, height, nodes, edges }, ports };
}

/** Moves a frame's contents to where the frame is. The frame's ports, on its border. */
function putInside(
  { graph, layout, ports }: Placed,
  frame: Point & Extent,
  nodes: Record<string, Point & Extent>,
  edges: Record<string, Layout['edges'][string]>,
): ReadonlyMap<string, Point> {
  const left = frame.x - layout.width / 2;
  const top = frame.y - frame.height / 2 + FRAME_HEADER;
  const moved = <P extends Point>(point: P): P => ({ ...point, x: point.x + left, y: point.y + top });
  for (const [id, node] of Object.entries(layout.nodes)) nodes[id] = moved(node);
  const onBorder = new Map<string, Point>();
  for (const [port, point] of ports) {
    const side = port.startsWith(inPort('')) ? -1 : 1;
    onBorder.set(port, { x: frame.x + (side * frame.width) / 2, y: moved(point).y });
  }
  for (const { id, from, to } of graph.edges) {
    const { points, label } = layout.edges[id];
    const [start, end] = [onBorder.get(from), onBorder.get(to)];
    edges[id] = {
      points: [...(start ? [start] : []), ...points.map(moved), ...(end ? [end] : [])],
      label: moved(label),
    };
  }
  return onBorder;
}

function route(edge: LayoutEdge, dag: Dag, border: ReadonlyMap<string, ReadonlyMap<string, Point>>) {
  const { points, x, y } = dag.edge(edge.from, edge.to, edge.id) as Partial<Point> & { points: Point[] };
  const path = points.map((point) => ({ x: point.x, y: point.y }));
  const start = border.get(edge.from)?.get(outPort(edge.tensor));
  const end = border.get(edge.to)?.get(inPort(edge.tensor));
  if (start) path[0] = start;
  if (end) path[path.length - 1] = end;
  const middle = path[Math.floor(path.length / 2)];
  return { points: path, label: { x: x ?? middle.x, y: y ?? middle.y } };
}
