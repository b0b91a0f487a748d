// What of the drawn graph is on the path.

import { computed } from '@preact/signals';
import { formatIndex } from '../../protocol/format';
import type { PathPart, Relation } from '../../protocol/messages';
import type { Picture } from '../../picture/scene/picture';
import { step } from '../passes/player';
import { picture } from '../state';
import { isDrawn, path, type Path } from './path';

/** Signs, so that no relation is told by colour alone. */
export const RELATIONS: Readonly<Record<Relation, RelationWords>> = {
  from: { sign: '◂', words: 'its value is made of', of: (name) => `that ${name} is made of` },
  with: { sign: '×', words: 'its gradient takes in', of: (name) => `that the gradient of ${name} takes in` },
  to: { sign: '▸', words: 'it reaches', of: (name) => `that ${name} reaches` },
};

interface RelationWords {
  readonly sign: string;
  /** After the element's name: before what it is related to. */
  readonly words: string;
  /** After what is related to the element. */
  of(name: string): string;
}

export interface DrawnPath {
  /** What is drawn and on the path, with what stands there: `▸ 3 of 150`. */
  readonly nodes: ReadonlyMap<string, string>;
  readonly edges: ReadonlySet<string>;
}

/** Null where none is drawn. While the passes are gone through, they have the graph to themselves. */
export const drawnPath = computed((): DrawnPath | null => {
  if (!path.value || !picture.value || !isDrawn.value || step.value !== null) return null;
  return drawnPathOf(path.value, picture.value);
});

function drawnPathOf(path: Path, picture: Picture): DrawnPath {
  const { flat, byId, drawnAs } = picture;
  const isOn = (tensor: string): boolean => tensor === path.tensor || path.parts.has(tensor);
  const nodes = new Map<string, string>();
  for (const { id, layer, outputs } of flat.nodes) {
    if (!outputs.some(isOn)) continue;
    const drawn = byId.get(drawnAs.get(id)!);
    if (drawn) nodes.set(drawn.id, countsAt(path, drawn.node.outputs));
    const around = layer === null ? undefined : byId.get(layer);
    if (around?.form === 'frame') nodes.set(around.id, '');
  }
  const leads = (to: string): boolean => nodes.has(to) || (byId.get(to)?.form ?? 'end') === 'end';
  const edges = picture.edges.filter(({ tensor, to }) => isOn(tensor) && leads(to));
  return { nodes, edges: new Set(edges.map(({ id }) => id)) };
}

function countsAt({ tensor, index, parts }: Path, outputs: readonly string[]): string {
  return outputs
    .flatMap((name) => [
      ...(name === tensor ? [formatIndex(index)] : []),
      ...Object.values(parts.get(name) ?? {}).map(countOf),
    ])
    .join('  ');
}

export function countOf({ relation, count, of }: PathPart): string {
  return `${RELATIONS[relation].sign} ${count === of ? (of === 1 ? '1' : `all ${of}`) : `${count} of ${of}`}`;
}
