// Where the nodes of one level go and how its edges run: by dagre, or for large graphs by a layout that is as fast as they
// need it.

import type { Extent, Point } from './types';

export interface Box extends Extent {
  readonly id: string;
}

export interface Line extends Extent {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** How much it wants to be short. */
  readonly weight: number;
}

export interface Arrangement extends Extent {
  /** The centres. */
  readonly nodes: ReadonlyMap<string, Point>;
  /** From border to border, and where the numbers go. */
  readonly edges: ReadonlyMap<string, { readonly points: readonly Point[]; readonly label: Point }>;
}

export type Arrange = (boxes: readonly Box[], lines: readonly Line[], margin: number) => Arrangement;

export const SPACING = { node: 22, rank: 18, edge: 12 };

const BEND = 10;

/** Level through the room of the numbers, which stand above and below: curves bend at its ends alone. */
export function levelThrough({ x, y }: Point, width: number): Point[] {
  const end = width / 2 - BEND / 2;
  return [-end, BEND - end, end - BEND, end].map((away) => ({ x: x + away, y }));
}
