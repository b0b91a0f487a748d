// What a layout is asked and what it answers: plain data, for it works in a thread of its own.

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Extent {
  readonly width: number;
  readonly height: number;
}

export interface LayoutNode extends Extent {
  readonly id: string;
  /** The nodes of a frame, whose size follows from them. */
  readonly inner?: LayoutGraph;
}

/** The extent is the room for its numbers. Inside a frame, ends that are no nodes are ports on its border. */
export interface LayoutEdge extends Extent {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly tensor: string;
}

export interface LayoutGraph {
  readonly nodes: readonly LayoutNode[];
  readonly edges: readonly LayoutEdge[];
}

/** Of nodes and labels the centre; frames before what is in them. */
export interface Layout extends Extent {
  readonly nodes: Readonly<Record<string, Point & Extent>>;
  readonly edges: Readonly<Record<string, { readonly points: readonly Point[]; readonly label: Point }>>;
}
