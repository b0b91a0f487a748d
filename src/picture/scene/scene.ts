// What is drawn of a network: closed layers are boxes, opened ones frames around their nodes.

import type { GraphView, LayerView, TensorView, ViewEdge, ViewNode } from '../../protocol/messages';
import { hasSign } from '../words';
import { inPort, outPort } from './ports';

/**
 * Primitive ops are the book's circles, with their name below where they are layers; inputs and constants are words,
 * params small, layers boxes; an end has no shape.
 */
export type Form = 'circle' | 'named' | 'word' | 'small' | 'box' | 'frame' | 'end';

export interface SceneNode {
  readonly id: string;
  readonly node: ViewNode;
  readonly form: Form;
  /** The layer that is opened and closed here; null where nothing is. */
  readonly opens: string | null;
  /** What its verdict is made of: its outputs, and the params that are not drawn. */
  readonly judged: readonly string[];
  readonly inner: Scene | null;
}

export interface SceneEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly tensor: string;
  readonly operand: string;
  /** False where the numbers stand on the edge outside of the frame. */
  readonly labelled: boolean;
}

/** Edges of an inner scene come from `in TENSOR` and lead to `out TENSOR` where they cross the frame. */
export interface Scene {
  readonly nodes: readonly SceneNode[];
  readonly edges: readonly SceneEdge[];
}

export interface SceneInput {
  readonly view: GraphView;
  /** The layers that are opened and were composed by the engine, by name. */
  readonly fragments: ReadonlyMap<string, LayerView>;
  isOpen(layer: string): boolean;
  readonly params: 'shown' | 'hidden';
}

/** The network with the inner nodes of opened layers, before anything is put into frames. */
export interface Flat {
  readonly nodes: readonly ViewNode[];
  readonly edges: readonly ViewEdge[];
  readonly tensors: Readonly<Record<string, TensorView>>;
}

function flatten({ view, fragments, params }: SceneInput): Flat {
  const isShown = (node: ViewNode): boolean => params === 'shown' || node.kind !== 'param';
  const nodes = view.nodes.flatMap((node) => fragments.get(node.id)?.nodes ?? [node]).filter(isShown);
  const makerOf = new Map(nodes.flatMap(({ id, outputs }) => outputs.map((tensor) => [tensor, id] as const)));
  const edges = [
    ...view.edges.filter(({ to }) => !fragments.has(to)),
    ...[...fragments.values()].flatMap((fragment) => fragment.edges),
  ].flatMap((edge): ViewEdge[] => {
    const from = makerOf.get(edge.tensor);
    return from === undefined ? [] : [{ ...edge, from }];
  });
  const inside = [...fragments.values()].map((fragment) => fragment.tensors);
  return { nodes, edges, tensors: Object.assign({}, ...inside, view.tensors) as Flat['tensors'] };
}

/** Layers that are drawn as several nodes, or as a box that can be opened. */
function groupOf({ id, kind, layer }: ViewNode, groups: ReadonlySet<string>): string | null {
  return layer !== null && id !== layer && kind !== 'param' && groups.has(layer) ? layer : null;
}

export function sceneOf(input: SceneInput): { readonly scene: Scene; readonly flat: Flat } {
  const flat = flatten(input);
  const groups = new Set(flat.nodes.flatMap((node) => (isPart(node) ? [node.layer!] : [])));
  const members = new Map<string, ViewNode[]>();
  for (const node of flat.nodes) {
    const group = groupOf(node, groups) ?? '';
    const found = members.get(group);
    if (found) found.push(node);
    else members.set(group, [node]);
  }
  const outerOf = new Map(flat.nodes.map((node) => [node.id, groupOf(node, groups) ?? node.id]));
  const isOpen = (group: string): boolean => input.fragments.has(group) || input.isOpen(group);
  const hidden = input.params === 'hidden' ? paramsByLayer(input.view) : new Map<string, string[]>();
  const drawn = new Set<string>();
  const nodes = flat.nodes.flatMap((node): SceneNode[] => {
    const group = groupOf(node, groups);
    if (group === null) return [single(node, hidden)];
    if (drawn.has(group)) return [];
    drawn.add(group);
    return [groupNode(group, members.get(group)!, flat, input.view, isOpen(group), hidden)];
  });
  return {
    flat,
    scene: { nodes: [...nodes, ...ends(flat)], edges: [...outerEdges(flat, outerOf), ...endEdges(flat, outerOf)] },
  };
}

function isPart({ id, kind, layer }: ViewNode): boolean {
  return layer !== null && id !== layer && kind !== 'param' && kind !== 'constant' && kind !== 'input';
}

function paramsByLayer({ nodes }: GraphView): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { kind, layer, outputs } of nodes) {
    if (kind === 'param' && layer !== null) found.set(layer, [...(found.get(layer) ?? []), ...outputs]);
  }
  return found;
}

function single(node: ViewNode, hidden: ReadonlyMap<string, readonly string[]>): SceneNode {
  return {
    id: node.id,
    node,
    form: formOf(node),
    opens: node.composite ? node.layer : null,
    judged: [...node.outputs, ...(hidden.get(node.id) ?? [])],
    inner: null,
  };
}

function formOf(node: ViewNode): Form {
  if (node.kind === 'param') return 'small';
  if (node.kind === 'input' || node.kind === 'constant') return 'word';
  if (node.layer !== null && node.id !== node.layer) return 'circle';
  return node.kind === 'arithmetic' && hasSign(node.type) ? 'named' : 'box';
}

function groupNode(
  layer: string,
  members: readonly ViewNode[],
  flat: Flat,
  view: GraphView,
  open: boolean,
  hidden: ReadonlyMap<string, readonly string[]>,
): SceneNode {
  const own = view.nodes.find(({ id }) => id === layer);
  const outputs = members.flatMap((node) => node.outputs).filter((name) => flat.tensors[name].role === 'activation');
  const node: ViewNode = own ?? {
    id: layer,
    label: layer,
    kind: 'layer',
    layer,
    type: 'Expression',
    formula: view.formulas[layer] ?? null,
    outputs,
    span: members[0].span,
    composite: true,
  };
  return {
    id: layer,
    node,
    form: open ? 'frame' : 'box',
    opens: layer,
    judged: [...outputs, ...(hidden.get(layer) ?? [])],
    inner: open ? innerScene(members, flat) : null,
  };
}

function innerScene(members: readonly ViewNode[], flat: Flat): Scene {
  const { edges } = flat;
  const inside = new Set(members.map(({ id }) => id));
  const within = edges.filter(({ to }) => inside.has(to));
  const crossing = new Set(
    edges.filter(({ from, to }) => inside.has(from) && !inside.has(to)).map(({ tensor }) => tensor),
  );
  const used = new Set(edges.filter(({ from }) => inside.has(from)).map(({ tensor }) => tensor));
  const leaving = members.flatMap(({ id, outputs }) =>
    outputs.filter((tensor) => crossing.has(tensor) || !used.has(tensor)).map((tensor) => ({ id, tensor })),
  );
  return {
    nodes: members.map((node) => single({ ...node, composite: false }, new Map())),
    edges: [
      ...within.map((edge) => ({
        ...edge,
        id: edgeId(edge),
        from: inside.has(edge.from) ? edge.from : inPort(edge.tensor),
        labelled: inside.has(edge.from) && !isNumber(edge.from, flat),
      })),
      ...leaving.map(({ id, tensor }) => ({
        id: `${id} leaves`,
        from: id,
        to: outPort(tensor),
        tensor,
        operand: '',
        labelled: false,
      })),
    ],
  };
}

const edgeId = ({ tensor, to, operand }: ViewEdge): string => `${tensor} > ${to} ${operand}`;

/** A constant that is drawn as its number, which need not be said again on its edge. */
function isNumber(id: string, { tensors }: Flat): boolean {
  return tensors[id]?.role === 'constant' && tensors[id].shape.length === 0;
}

/** Between boxes and frames; what a box uses twice comes to it once. */
function outerEdges(flat: Flat, outerOf: ReadonlyMap<string, string>): SceneEdge[] {
  const found = new Map<string, SceneEdge>();
  for (const edge of flat.edges) {
    const from = outerOf.get(edge.from)!;
    const to = outerOf.get(edge.to)!;
    if (from === to) continue;
    const id = to === edge.to ? edgeId(edge) : `${edge.tensor} > ${to}`;
    found.set(id, { ...edge, id, from, to, labelled: !isNumber(edge.from, flat) });
  }
  return [...found.values()];
}

/** What nothing uses leaves its node on an arrow of its own, so that its numbers are seen. */
function loose({ nodes, edges }: Flat): { readonly id: string; readonly tensor: string }[] {
  const used = new Set(edges.map(({ tensor }) => tensor));
  return nodes
    .filter(({ kind }) => kind !== 'param' && kind !== 'input' && kind !== 'constant')
    .flatMap(({ id, outputs }) => outputs.filter((tensor) => !used.has(tensor)).map((tensor) => ({ id, tensor })));
}

function ends(flat: Flat): SceneNode[] {
  return loose(flat).map(({ tensor }) => ({
    id: outPort(tensor),
    node: END,
    form: 'end',
    opens: null,
    judged: [],
    inner: null,
  }));
}

function endEdges(flat: Flat, outerOf: ReadonlyMap<string, string>): SceneEdge[] {
  return loose(flat).map(({ id, tensor }) => ({
    id: `${tensor} >`,
    from: outerOf.get(id)!,
    to: outPort(tensor),
    tensor,
    operand: '',
    labelled: true,
  }));
}

const END: ViewNode = {
  id: '',
  label: '',
  kind: 'constant',
  layer: null,
  type: '',
  formula: null,
  outputs: [],
  span: null,
  composite: false,
};
