// What names stand for, gathered from a text: a name of the network, of a layer type of the file, or of a part of either.

import type { Node } from 'jsonc-parser';
import { within, type Stretch } from './tree';

export type Kind = 'input' | 'param' | 'layer' | 'layer type' | 'part';

/** One thing with a name. */
export interface Named {
  /** Unique in the file. */
  readonly id: string;
  readonly name: string;
  readonly kind: Kind;
  /** Names of the same scope differ. Undefined where the name is not the file's to choose: the W of an Affine. */
  readonly scope: string | undefined;
}

export interface NameMention extends Stretch {
  readonly id: string;
  readonly kind: 'definition' | 'reference';
}

export interface LayerEntry {
  readonly name: string;
  /** Its place among the layers. */
  readonly index: number;
  readonly type: string;
  /** Named after its type and ordinal, because it has no name of its own. */
  readonly implicit: boolean;
  /** Its name, or its type where it has none. */
  readonly at: Stretch;
  /** Undefined where no type is written yet. */
  readonly typeAt: Stretch | undefined;
  readonly whole: Stretch;
  /** Of an inline expression with several: their names. */
  readonly outputs: readonly string[];
}

/** A layer type that the file writes by hand. */
export interface TypeEntry {
  readonly name: string;
  readonly at: Stretch;
  readonly whole: Stretch;
  readonly inputs: readonly string[];
  readonly attributes: readonly string[];
  readonly params: readonly string[];
  readonly lets: readonly string[];
  /** Several, or none where there is one without a name. */
  readonly outputs: readonly string[];
}

export interface SourceEntry {
  readonly name: string;
  readonly kind: 'input' | 'param';
  readonly at: Stretch;
  readonly whole: Stretch;
}

export interface NetworkNames {
  readonly named: ReadonlyMap<string, Named>;
  /** In the order of the text. */
  readonly mentions: readonly NameMention[];
  readonly sources: readonly SourceEntry[];
  readonly layers: readonly LayerEntry[];
  readonly types: readonly TypeEntry[];
}

const GLOBAL = '';
const TYPES = 'layerTypes';
const GLOB = /[*?[\]{}!]/;

export class NameTable {
  private readonly named = new Map<string, Named>();
  private readonly mentions: NameMention[] = [];
  private readonly sources: SourceEntry[] = [];
  private readonly layers = new Map<string, LayerEntry>();
  private readonly types = new Map<string, TypeEntry>();

  constructor(readonly text: string) {}

  finish(): NetworkNames {
    return {
      named: this.named,
      mentions: this.mentions.toSorted((a, b) => a.from - b.from || a.to - b.to),
      sources: this.sources,
      layers: [...this.layers.values()],
      types: [...this.types.values()],
    };
  }

  defineGlobal(kind: 'input' | 'param', name: string, key: Node): void {
    const at = this.inside(key);
    const { offset, length } = key.parent!;
    this.sources.push({ name, kind, at, whole: { from: offset, to: offset + length } });
    this.define({ id: name, name, kind, scope: GLOBAL }, at);
  }

  defineLayer(layer: LayerEntry): LayerEntry {
    if (!this.layers.has(layer.name)) this.layers.set(layer.name, layer);
    this.define({ id: layer.name, name: layer.name, kind: 'layer', scope: GLOBAL }, layer.at);
    return layer;
  }

  defineType(type: TypeEntry): void {
    this.types.set(type.name, type);
    this.define({ id: typeId(type.name), name: type.name, kind: 'layer type', scope: TYPES }, type.at);
  }

  /** A name that a layer type gives to one of its inputs, attributes, params, lets or outputs. */
  defineLocal(type: string, name: string, at: Stretch): void {
    this.define({ id: localId(type, name), name, kind: 'part', scope: typeId(type) }, at);
  }

  useLocal(type: string, name: string, at: Stretch): void {
    const id = localId(type, name);
    if (this.named.has(id)) this.mention(id, 'reference', at);
  }

  hasType(name: string): boolean {
    return this.types.has(name);
  }

  hasGlobal(name: string): boolean {
    return this.named.has(name);
  }

  useType(name: string, node: Node): void {
    this.mention(typeId(name), 'reference', this.inside(node));
  }

  attribute(type: string, name: string, key: Node): void {
    if (this.types.get(type)?.attributes.includes(name)) this.useLocal(type, name, this.inside(key));
  }

  /** A tensor of a layer where the layer itself mentions it: `W` in its params. */
  part(layer: LayerEntry, name: string, node: Node): void {
    if (this.types.has(layer.type)) return this.useLocal(layer.type, name, this.inside(node));
    const id = `${layer.name}.${name}`;
    const kind = this.mentions.some((mention) => mention.id === id) ? 'reference' : 'definition';
    const scope = layer.outputs.includes(name) ? layer.name : undefined;
    if (!this.named.has(id)) this.named.set(id, { id, name, kind: 'part', scope });
    this.mention(id, kind, this.inside(node));
  }

  /** A name, `Layer.part` or a pattern for names: what of it is written out is mentioned. */
  use(node: Node): void {
    const text = node.value as string;
    this.useName(text, within(this.text, node));
  }

  useName(text: string, place: (from: number, to: number) => Stretch): void {
    const [owner] = /^[^./]*/.exec(text)!;
    if (GLOB.test(owner) || owner === '') return;
    this.mention(owner, 'reference', place(0, owner.length));
    const part = text.slice(owner.length + 1);
    if (text[owner.length] !== '.' || part === '' || GLOB.test(part)) return;
    const at = place(owner.length + 1, text.length);
    const { type } = this.layers.get(owner) ?? { type: '' };
    if (this.types.has(type)) this.useLocal(type, part, at);
    else this.mention(`${owner}.${part}`, 'reference', at);
  }

  useKey(name: string, key: Node): void {
    this.mention(name, 'reference', this.inside(key));
  }

  mention(id: string, kind: NameMention['kind'], at: Stretch): void {
    this.mentions.push({ id, kind, ...at });
  }

  private define(named: Named, at: Stretch): void {
    // Of two things with one name, the first; that it is taken is a mistake which the check tells.
    if (!this.named.has(named.id)) this.named.set(named.id, named);
    this.mention(named.id, 'definition', at);
  }

  private inside(node: Node): Stretch {
    return within(this.text, node)(0, (node.value as string).length);
  }
}

export function typeId(name: string): string {
  return `${TYPES}/${name}`;
}

function localId(type: string, name: string): string {
  return `${typeId(type)}/${name}`;
}

export function mentionAt({ mentions }: NetworkNames, offset: number): NameMention | undefined {
  return mentions.findLast(({ from, to }) => from <= offset && offset <= to);
}

export function mentionsOf({ mentions }: NetworkNames, id: string): readonly NameMention[] {
  return mentions.filter((mention) => mention.id === id);
}

/** As other layers refer to them: the name of the layer, or of each of several outputs. */
export function outputsOf({ types }: NetworkNames, { name, type, outputs }: LayerEntry): readonly string[] {
  const several = types.find((declared) => declared.name === type)?.outputs ?? outputs;
  return several.length > 0 ? several.map((output) => `${name}.${output}`) : [name];
}
