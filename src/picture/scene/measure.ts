// How much room nodes and the numbers on edges take.

import type { TensorView, ViewNode } from '../../protocol/messages';
import type { Extent, LayoutGraph } from '../layout/types';
import { edgeLines, signOf } from '../words';
import type { Flat, Scene, SceneNode } from './scene';

const CHARACTER = 7.6;
const LABEL_HEIGHT = 62;

/** How much room the numbers of a tensor take on an edge. */
export function roomFor(tensor: TensorView): Extent {
  const lines = Object.values(edgeLines(tensor)).map((line) => line?.length ?? 0);
  return { width: Math.max(...lines) * CHARACTER + 20, height: LABEL_HEIGHT };
}

const CIRCLE = 48;
/** The name below a circle. */
export const CAPTION = 20;

export function circleWidth(node: ViewNode): number {
  const sign = signOf(node);
  return sign.length > 3 ? sign.length * CHARACTER + 24 : CIRCLE;
}

function extentOf({ form, node }: SceneNode): Extent {
  const text = Math.max(node.label.length, node.type.length) * CHARACTER;
  switch (form) {
    case 'circle':
      return { width: circleWidth(node), height: CIRCLE };
    case 'named':
      return { width: Math.max(circleWidth(node), node.label.length * CHARACTER), height: CIRCLE + CAPTION };
    case 'word':
      return { width: text + 34, height: 30 };
    case 'small':
      return { width: text * 0.85 + 20, height: 22 };
    case 'box':
      return { width: Math.max(92, text + 52), height: 58 };
    case 'frame':
      return { width: text + 80, height: 0 };
    case 'end':
      return { width: 1, height: 1 };
  }
}

export function layoutGraphOf({ nodes, edges }: Scene, tensors: Flat['tensors']): LayoutGraph {
  return {
    nodes: nodes.map((node) => ({
      id: node.id,
      ...extentOf(node),
      ...(node.inner && { inner: layoutGraphOf(node.inner, tensors) }),
    })),
    edges: edges.map(({ id, from, to, tensor, labelled }) => ({
      id,
      from,
      to,
      tensor,
      ...(labelled ? roomFor(tensors[tensor]) : { width: 0, height: 0 }),
    })),
  };
}
