// Places a graph from left to right, with room on every edge for the numbers that travel along it. A frame is laid out by
// itself first and then takes its place as one large node, so that opening a layer moves its neighbours apart and no more.

import { FRAME_HEADER, FRAME_PADDING } from '../scene/frame';
import { inPort, outPort } from '../scene/ports';
import type { Arrangement, Box, Line } from './arrange';
import { byDagre } from './dagre';
import { byLayers } from './layered';
import type { Extent, Layout, LayoutEdge, LayoutGraph, LayoutNode, Point } from './types';

const MARGIN = 24;
/** From so many nodes on dagre takes too long. */
const MANY = 200;
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
  const boxes = graph.nodes.map((node) => ({ id: node.id, ...extentOf(node, inner.get(node.id)?.layout) }));
  const ports = portsOf(graph);
  const sides = sidesOf(ports);
  const lines = graph.edges.map((edge) => ({ ...edge, weight: 1 }));
  const arrange = boxes.length > MANY ? byLayers : byDagre;
  const arrangement = arrange([...boxes, ...sides.boxes], [...lines, ...sides.lines], margin);
  return collect(graph, boxes, arrangement, inner, ports);
}

function extentOf({ width, height }: LayoutNode, inner: Layout | undefined): Extent {
  if (!inner) return { width, height };
  return {
    width: Math.max(width, inner.width + 2 * FRAME_PADDING),
    height: inner.height + FRAME_HEADER + FRAME_PADDING,
  };
}

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
function sidesOf({ incoming, outgoing }: Ports): { readonly boxes: readonly Box[]; readonly lines: readonly Line[] } {
  const held = (from: string, to: string): Line => ({
    id: `${from} ${to}`,
    from,
    to,
    width: 0,
    height: 0,
    weight: BORDER_WEIGHT,
  });
  const holders = [...(incoming.length > 0 ? ['before'] : []), ...(outgoing.length > 0 ? ['after'] : [])];
  return {
    boxes: [...holders, ...incoming, ...outgoing].map((id) => ({ id, ...PORT })),
    lines: [...incoming.map((id) => held('before', id)), ...outgoing.map((id) => held(id, 'after'))],
  };
}

function collect(
  graph: LayoutGraph,
  boxes: readonly Box[],
  arrangement: Arrangement,
  inner: ReadonlyMap<string, Placed>,
  { incoming, outgoing }: Ports,
): Placed {
  const { width, height } = arrangement;
  const nodes: Record<string, Point & Extent> = {};
  const edges: Record<string, Layout['edges'][string]> = {};
  const border = new Map<string, ReadonlyMap<string, Point>>();
  for (const { id, width, height } of boxes) {
    nodes[id] = { ...arrangement.nodes.get(id)!, width, height };
    const frame = inner.get(id);
    if (frame) border.set(id, putInside(frame, nodes[id], nodes, edges));
  }
  for (const edge of graph.edges) edges[edge.id] = atPorts(edge, arrangement.edges.get(edge.id)!, border);
  const ports = new Map([...incoming, ...outgoing].map((id) => [id, arrangement.nodes.get(id)!]));
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

/** What leads to a frame ends at its port there. */
function atPorts(
  { from, to, tensor }: LayoutEdge,
  { points, label }: Layout['edges'][string],
  border: ReadonlyMap<string, ReadonlyMap<string, Point>>,
): Layout['edges'][string] {
  const path = [...points];
  const start = border.get(from)?.get(outPort(tensor));
  const end = border.get(to)?.get(inPort(tensor));
  if (start) path[0] = start;
  if (end) path[path.length - 1] = end;
  return { points: path, label };
}
