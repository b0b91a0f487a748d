// What the names of a network mean while its graph is built, and where they stand in the file.

import type { ValueId } from '../../engine/graph';
import type { Span } from '../../engine/span';
import type { Definition, LayerText, Reference } from '../describe/network-text';
import type { Mistakes } from '../mistakes';
import { nearest } from '../nearest';
import type { Mention } from '../types';
import { dependsOn } from './order';

export class Scope {
  /** By every name that may be referred to. Null for what, by a mistake recorded elsewhere, has no value. */
  private readonly values = new Map<string, ValueId | null>();
  readonly mentions: Mention[] = [];
  private readonly layerOutputs = new Set<ValueId>();

  constructor(
    private readonly layers: readonly LayerText[],
    /** Shared params, which may have no value yet. */
    private readonly shared: readonly string[],
    private readonly mistakes: Mistakes,
  ) {}

  define({ name, inside }: Definition, value: ValueId | null): void {
    this.mention('definition', name, inside);
    if (!this.values.has(name)) this.values.set(name, value);
  }

  /** A layer's name stands for its output where it has one; null where a mistake has left it without outputs. */
  defineLayer(layer: LayerText, outputs: ReadonlyMap<string, ValueId> | null): void {
    for (const [output, value] of outputs ?? []) {
      this.values.set(`${layer.name}.${output}`, value);
      this.layerOutputs.add(value);
    }
    if (!outputs) return this.define(layer, null);
    const [first] = outputs.values();
    if (outputs.size === 1) this.define(layer, first);
    else this.mention('definition', layer.name, layer.inside);
  }

  /** A layer's own trainable tensor; it has a place of its own where the layer mentions it. */
  defineParam(name: string, value: ValueId, inside: Span | undefined): void {
    this.values.set(name, value);
    if (inside) this.mention('definition', name, inside);
  }

  /** The value of a name; null where it has none, undefined where there is no such name. */
  get(name: string): ValueId | null | undefined {
    return this.values.get(name);
  }

  isLayerOutput(value: ValueId): boolean {
    return this.layerOutputs.has(value);
  }

  /** The names of a layer's parts: `Lstm.h`, `Affine1.W`. */
  partsOf(layer: string): string[] {
    return [...this.values.keys()].filter((name) => name.startsWith(`${layer}.`));
  }

  mention(kind: Mention['kind'], name: string, span: Span): void {
    this.mentions.push({ name, kind, span });
  }

  /** The value that a name stands for where layer number `at` uses it. Records a mistake where there is none. */
  resolve(reference: Reference, at: number): ValueId | null {
    const { name } = reference;
    const value = this.values.get(name);
    if (value === undefined) return this.refuse(reference, at);
    const dot = name.indexOf('.');
    if (dot < 0) {
      this.mention('reference', name, reference.part(0, name.length));
    } else {
      this.mention('reference', name.slice(0, dot), reference.part(0, dot));
      this.mention('reference', name, reference.part(dot + 1, name.length));
    }
    return value;
  }

  private refuse({ name, place }: Reference, at: number): null {
    const owner = name.split('.')[0];
    if (this.values.get(owner) === null) return null;
    const later = this.layers.findIndex((layer) => layer.name === owner);
    if (later >= at) return this.refuseLater(name, later, at, place);
    const parts = this.partsOf(owner);
    if (parts.length > 0) {
      const expected = `one of ${parts.join(', ')}`;
      return this.mistakes.add('unknown-name', place, expected, `"${name}"`, nearest(name, parts));
    }
    const expected = 'the name of an input, a param or an earlier layer';
    const known = nearest(name, [...this.values.keys(), ...this.shared]);
    return this.mistakes.add('unknown-name', place, expected, JSON.stringify(name), known);
  }

  private refuseLater(name: string, later: number, at: number, place: Reference['place']): null {
    const path = dependsOn(this.layers, later, at);
    if (path) {
      const names = [at, ...path].map((layer) => this.layers[layer].name);
      return this.mistakes.add('cycle', place, 'layers that do not wait for each other', names.join(' ← '));
    }
    return this.mistakes.add('unknown-name', place, 'an earlier layer', `"${name}", which stands further down`);
  }
}
