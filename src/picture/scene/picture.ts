// A scene with its layout: everything that is drawn, at its place.

import type { CheckReport, ViewNode } from '../../protocol/messages';
import type { Extent, Layout, Point } from '../layout/types';
import { statusOf, type Shown } from '../words';
import { CAPTION, circleWidth } from './measure';
import type { Flat, Scene, SceneEdge, SceneNode } from './scene';

export type Rect = Point & Extent;

export interface PlacedNode extends SceneNode {
  /** `x` and `y` are the centre. */
  readonly at: Rect;
}

export interface PlacedEdge extends SceneEdge {
  readonly points: readonly Point[];
  readonly label: Point;
  /** The corners of what the edge and its numbers cover. */
  readonly bounds: readonly [left: number, top: number, right: number, bottom: number];
}

export interface Picture {
  readonly flat: Flat;
  /** The layers whose backward pass is wrong. */
  readonly guilty: ReadonlySet<string>;
  /** Frames before what is in them. */
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly byId: ReadonlyMap<string, PlacedNode>;
  /** By node of the network, drawn or inside of a closed box: the id of what is drawn. */
  readonly drawnAs: ReadonlyMap<string, string>;
  /** What was opened or closed to come from the picture before to this one. */
  readonly anchor: string | null;
  /** The upper left corner and the size of the whole. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const LABEL = { width: 90, height: 36 };

export interface PictureInput {
  readonly scene: Scene;
  readonly flat: Flat;
  readonly layout: Layout;
  readonly guilty: ReadonlySet<string>;
  readonly before: Picture | null;
  /** Kept at the place where it was in the picture before: what the eye rests on does not move. */
  readonly anchor: string | null;
}

export function pictureOf({ scene, flat, layout, guilty, before, anchor }: PictureInput): Picture {
  const was = anchor === null ? undefined : before?.byId.get(anchor)?.at;
  const is = anchor === null ? undefined : layout.nodes[anchor];
  const shift = was && is ? { x: was.x - is.x, y: was.y - is.y } : { x: 0, y: 0 };
  const moved = <P extends Point>(point: P): P => ({ ...point, x: point.x + shift.x, y: point.y + shift.y });
  const nodes: PlacedNode[] = [];
  const edges: PlacedEdge[] = [];
  const byId = new Map<string, PlacedNode>();
  const drawnAs = new Map<string, string>();
  const add = (one: Scene): void => {
    for (const node of one.nodes) {
      const placed = { ...node, at: moved(layout.nodes[node.id]) };
      nodes.push(placed);
      byId.set(node.id, placed);
      drawnAs.set(node.id, node.id);
      if (node.inner) add(node.inner);
    }
    for (const edge of one.edges) {
      const points = clipped(edge, layout.edges[edge.id].points.map(moved), byId);
      const label = moved(layout.edges[edge.id].label);
      edges.push({ ...edge, points, label, bounds: boundsOf(points, label) });
    }
  };
  add(scene);
  for (const { id, layer } of flat.nodes) if (!drawnAs.has(id) && layer !== null) drawnAs.set(id, layer);
  return {
    flat,
    guilty,
    nodes,
    edges,
    byId,
    drawnAs,
    anchor,
    left: shift.x,
    top: shift.y,
    width: layout.width,
    height: layout.height,
  };
}

/** The layout knows boxes alone: an edge ends at the circle that is drawn in one. */
function clipped(
  { from, to }: SceneEdge,
  points: readonly Point[],
  byId: ReadonlyMap<string, PlacedNode>,
): readonly Point[] {
  const path = [...points];
  const last = path.length - 1;
  path[0] = onCircle(byId.get(from), path[1]) ?? path[0];
  path[last] = onCircle(byId.get(to), path[last - 1]) ?? path[last];
  return path;
}

function onCircle(node: PlacedNode | undefined, towards: Point): Point | null {
  if (node?.form !== 'named' && node?.form !== 'circle') return null;
  const { x, y, rx, ry } = circleOf(node);
  const [dx, dy] = [towards.x - x, towards.y - y];
  const away = Math.hypot(dx / rx, dy / ry);
  return away < 1 ? null : { x: x + dx / away, y: y + dy / away };
}

/** The ellipse that is drawn of a circle, in the graph's coordinates. */
export function circleOf({ form, node, at }: PlacedNode) {
  const caption = form === 'named' ? CAPTION : 0;
  return { x: at.x, y: at.y - caption / 2, rx: circleWidth(node) / 2, ry: (at.height - caption) / 2 };
}

function boundsOf(points: readonly Point[], label: Point): PlacedEdge['bounds'] {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  return [
    Math.min(...xs, label.x - LABEL.width),
    Math.min(...ys, label.y - LABEL.height),
    Math.max(...xs, label.x + LABEL.width),
    Math.max(...ys, label.y + LABEL.height),
  ];
}

export function guiltyLayers({ faults }: CheckReport): ReadonlySet<string> {
  return new Set(faults.map(({ layer }) => layer));
}

/** A node's verdict. Where some layer is known to be guilty, the others are not, whatever they were sent. */
export function verdictOfNode({ id, judged }: SceneNode, { flat, guilty }: Picture): Shown | null {
  if (guilty.has(id)) return 'fail';
  const worst = statusOf(judged.map((name) => flat.tensors[name]));
  return worst === 'fail' && guilty.size > 0 ? 'inherited' : worst;
}

/** The node of the network that makes a tensor. */
export function makerOf({ flat }: Picture, tensor: string): ViewNode | undefined {
  return flat.nodes.find(({ outputs }) => outputs.includes(tensor));
}

/** A smooth path through the points: quadratic curves between the midpoints. */
export function pathThrough(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest[rest.length - 1];
  let path = `M${round(first.x)},${round(first.y)}`;
  for (let i = 0; i < rest.length - 1; i++) {
    const middle = { x: (rest[i].x + rest[i + 1].x) / 2, y: (rest[i].y + rest[i + 1].y) / 2 };
    path += ` Q${round(rest[i].x)},${round(rest[i].y)} ${round(middle.x)},${round(middle.y)}`;
  }
  return `${path} L${round(last.x)},${round(last.y)}`;
}

const round = (x: number): number => Math.round(x * 10) / 10;

/** Along the network's edges between what is drawn: each node's neighbours forwards and backwards. */
export function neighbours({ flat, drawnAs }: Picture, id: string, way: 'forwards' | 'backwards'): string[] {
  const found = new Set<string>();
  for (const edge of flat.edges) {
    const from = drawnAs.get(edge.from);
    const to = drawnAs.get(edge.to);
    if (from === undefined || to === undefined || from === to) continue;
    if (way === 'forwards' && from === id) found.add(to);
    if (way === 'backwards' && to === id) found.add(from);
  }
  return [...found];
}
