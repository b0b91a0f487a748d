// Places the graph from left to right, with room on every edge for the numbers that travel along it.

import dagre from '@dagrejs/dagre';
import type { GraphView, TensorView, ViewEdge, ViewNode } from '../protocol/messages';
import { edgeLines } from './words';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedNode {
  readonly node: ViewNode;
  /** The centre. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedEdge {
  readonly edge: ViewEdge;
  readonly points: readonly Point[];
  /** The centre of the room for its numbers. */
  readonly label: Point;
}

export interface Placement {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
}

const CHARACTER = 7.6;

/** How much room the numbers of a tensor take on an edge. */
export function roomFor(tensor: TensorView): Extent {
  const lines = Object.values(edgeLines(tensor)).map((line) => line?.length ?? 0);
  return { width: Math.max(...lines) * CHARACTER + 24, height: 64 };
}

/** Primitive ops are the book's circles; inputs, params and constants are words; layers are boxes. */
export type NodeForm = 'circle' | 'word' | 'box';

export function formOf(node: ViewNode): NodeForm {
  if (node.kind === 'input' || node.kind === 'param' || node.kind === 'constant') return 'word';
  return node.layer !== null && node.id !== node.layer ? 'circle' : 'box';
}

interface Extent {
  readonly width: number;
  readonly height: number;
}

function extentOf(node: ViewNode): Extent {
  const text = Math.max(node.label.length, node.type.length) * CHARACTER;
  switch (formOf(node)) {
    case 'circle':
      return { width: Math.max(48, text + 16), height: 48 };
    case 'word':
      return { width: text + 34, height: 30 };
    case 'box':
      return { width: Math.max(92, text + 44), height: 58 };
  }
}

export function place(view: GraphView): Placement {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 26, ranksep: 20, edgesep: 14, marginx: 24, marginy: 24 });
  for (const node of view.nodes) graph.setNode(node.id, extentOf(node));
  view.edges.forEach((edge, i) =>
    graph.setEdge(edge.from, edge.to, { ...roomFor(view.tensors[edge.tensor]), labelpos: 'c' }, String(i)),
  );
  dagre.layout(graph);
  const { width = 0, height = 0 } = graph.graph() as Partial<Extent>;
  return {
    width,
    height,
    nodes: view.nodes.map((node) => {
      const { x, y, width, height } = graph.node(node.id) as Point & Extent;
      return { node, x, y, width, height };
    }),
    edges: view.edges.map((edge, i) => {
      const { points, x, y } = graph.edge(edge.from, edge.to, String(i)) as Point & { points: Point[] };
      return { edge, points, label: { x, y } };
    }),
  };
}

/** A smooth path through the points: quadratic curves between the midpoints. */
export function pathThrough(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest[rest.length - 1];
  let path = `M${first.x},${first.y}`;
  for (let i = 0; i < rest.length - 1; i++) {
    const middle = { x: (rest[i].x + rest[i + 1].x) / 2, y: (rest[i].y + rest[i + 1].y) / 2 };
    path += ` Q${rest[i].x},${rest[i].y} ${middle.x},${middle.y}`;
  }
  return `${path} L${last.x},${last.y}`;
}
