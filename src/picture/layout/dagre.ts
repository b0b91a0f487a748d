// The arrangement by dagre: few crossings and straight edges. It is recursive, and no longer quick for thousands of nodes.

import dagre from '@dagrejs/dagre';
import { levelThrough, SPACING, type Arrange } from './arrange';
import type { Extent, Point } from './types';

export const byDagre: Arrange = (boxes, lines, margin) => {
  const dag = new dagre.graphlib.Graph({ multigraph: true });
  dag.setGraph({
    rankdir: 'LR',
    nodesep: SPACING.node,
    ranksep: SPACING.rank,
    edgesep: SPACING.edge,
    marginx: margin,
    marginy: margin,
  });
  for (const { id, width, height } of boxes) dag.setNode(id, { width, height });
  for (const { id, from, to, width, height, weight } of lines)
    dag.setEdge(from, to, width > 0 ? { width, height, weight, labelpos: 'c' } : { weight }, id);
  dagre.layout(dag);
  const { width, height } = dag.graph() as unknown as Extent;
  const at = (id: string): Point => {
    const { x, y } = dag.node(id) as Point;
    return { x, y };
  };
  return {
    width,
    height,
    nodes: new Map(boxes.map(({ id }) => [id, at(id)])),
    edges: new Map(
      lines.map(({ id, from, to, width }) => {
        const { points, x, y } = dag.edge(from, to, id) as Partial<Point> & { points: readonly Point[] };
        const middle = points[Math.floor(points.length / 2)];
        const label = { x: x ?? middle.x, y: y ?? middle.y };
        const path = points.flatMap((point) =>
          width > 0 && point.x === label.x ? levelThrough(label, width) : [{ x: point.x, y: point.y }],
        );
        return [id, { points: path, label }];
      }),
    ),
  };
};
