// Reads one layer. What keys it may have depends on its type, so that is read first.

import type { Op } from '../../engine/op';
import { registry } from '../../engine/ops';
import { inlineLayerType } from '../expressions';
import { anyOf, type Cursor, type Fields } from '../json/cursor';
import { nearest } from '../nearest';
import { readAttributes, readCustomAttributes } from './attributes';
import { allListed, readForward, referencesOf } from './expression';
import { definitionAt, referenceAt } from './names';
import type { CustomType, Definition, LayerBody, LayerText, ParamText, Reference } from './network-text';
import { readTensor } from './tensor';

export const LAYER_KEYS: readonly string[] = ['name', 'type', 'inputs', 'outputs', 'params'];
const OPS: Readonly<Record<string, Op>> = registry;

export function builtInTypes(): readonly string[] {
  return [...Object.keys(OPS), 'Expression'];
}

export type CustomTypes = ReadonlyMap<string, CustomType | null>;

/** Reads layers in order; counts types, because a layer without a name is named after its type and its ordinal. */
export class LayerReader {
  private readonly ordinals = new Map<string, number>();
  private count = 0;
  /** The names of inputs, params and the layers so far. */
  private readonly named: Set<string>;

  constructor(
    private readonly customTypes: CustomTypes,
    sources: readonly Definition[],
  ) {
    this.named = new Set(sources.map(({ name }) => name));
  }

  read(whole: Cursor): LayerText {
    const layer = this.readNext(whole);
    this.named.add(layer.name);
    return layer;
  }

  private readNext(whole: Cursor): LayerText {
    const members = whole.members('a layer: an object with "type"') ?? [];
    const find = (key: string): Cursor | undefined => members.find(({ name }) => name === key)?.value;
    const written = find('type') ?? (whole.isObject ? whole.refuseMissing('"type"') : null);
    const type = written?.string('the name of a layer type') ?? null;
    const definition = this.define(find('name'), type === null ? null : written, type ?? '');
    if (!definition || type === null || !written) return unreadable(whole, definition, this.count);
    const { customTypes, named } = this;
    return readBody(whole.within(definition.name), written.within(definition.name), type, definition, {
      customTypes,
      named,
    });
  }

  private define(name: Cursor | undefined, type: Cursor | null, typeName: string): Definition | null {
    this.count++;
    const ordinal = (this.ordinals.get(typeName) ?? 0) + 1;
    this.ordinals.set(typeName, ordinal);
    if (name) {
      const written = name.string('a name');
      return written === null ? null : definitionAt(name, written);
    }
    return type && { name: `${typeName}${ordinal}`, place: type, inside: type.inside };
  }
}

const NOTHING = { body: null, inputs: null, attributes: null, attributePlaces: new Map(), params: new Map() } as const;

/** A layer that only takes its place in the order. Without a name it gets one that nothing can refer to. */
function unreadable(whole: Cursor, definition: Definition | null, ordinal: number): LayerText {
  const { name, place, inside } = definition ?? { name: `layer ${ordinal}`, place: whole, inside: whole.span };
  return { name, place, inside, whole, typeName: '', typePlace: whole, ...NOTHING };
}

function readBody(
  whole: Cursor,
  type: Cursor,
  typeName: string,
  definition: Definition,
  { customTypes, named }: { readonly customTypes: CustomTypes; readonly named: ReadonlySet<string> },
): LayerText {
  const layer = { ...definition, whole, typeName, typePlace: { span: type.span, layer: definition.name } };
  const custom = customTypes.get(typeName);
  if (custom === null) return { ...layer, ...NOTHING };
  if (custom) return { ...layer, ...readCustomLayer(whole, type, custom) };
  if (typeName === 'Expression') return { ...layer, ...readExpressionLayer(whole, definition.name, named) };
  const op = Object.hasOwn(OPS, typeName) ? OPS[typeName] : undefined;
  if (op) return { ...layer, ...readOpLayer(whole, type, op) };
  const types = [...builtInTypes(), ...customTypes.keys()];
  type.refuse('unknown-type', 'a layer type', type.describe(), nearest(typeName, types));
  return { ...layer, ...NOTHING };
}

type Parts = Pick<LayerText, 'body' | 'inputs' | 'attributes' | 'attributePlaces' | 'params'>;

function readOpLayer(whole: Cursor, type: Cursor, op: Op): Parts {
  const data = op.operands.filter(({ kind }) => kind === 'data');
  const owned = op.operands.filter(({ kind }) => kind === 'param').map(({ name }) => name);
  const variadic = data.some((operand) => operand.variadic);
  const names = data.map(({ name }) => name);
  return readParts(whole, { kind: 'op', op }, Object.keys(op.attributes), owned, ['out'], (fields) => ({
    inputs: readInputs(fields.get('inputs'), type, names, variadic),
    attributes: readAttributes(fields, op.attributes),
  }));
}

function readCustomLayer(whole: Cursor, typePlace: Cursor, custom: CustomType): Parts {
  const { type } = custom;
  const body: LayerBody = { kind: 'expressions', type: custom };
  return readParts(
    whole,
    body,
    [...type.attributes.keys()],
    [...type.params.keys()],
    [...type.forward.keys()],
    (fields) => ({
      inputs: readInputs(fields.get('inputs'), typePlace, type.inputs, false),
      attributes: readCustomAttributes(fields, type.attributes),
    }),
  );
}

/** An expression names its inputs itself; a list of them only says in which order they are shown. */
function readExpressionLayer(whole: Cursor, name: string, named: ReadonlySet<string>): Parts {
  const fields = whole.fields(['name', 'type', 'inputs', 'outputs', 'forward'])!;
  const forward = readForward(fields.require('forward'));
  if (!forward) return NOTHING;
  readOutputs(fields.get('outputs'), [...forward.keys()]);
  const list = fields.get('inputs');
  const inputs = list ? readReferences(list) : referencesOf(forward, name, named);
  if (!inputs || (list && !allListed(forward, inputs, whole))) return { ...NOTHING, inputs };
  const names = inputs.map((reference) => reference.name);
  const type = { type: inlineLayerType(name, names, forward), initialisers: new Map() };
  return { ...NOTHING, body: { kind: 'expressions', type }, inputs, attributes: {} };
}

function readParts(
  whole: Cursor,
  body: LayerBody,
  attributes: readonly string[],
  owned: readonly string[],
  outputs: readonly string[],
  rest: (fields: Fields) => Pick<Parts, 'inputs' | 'attributes'>,
): Parts {
  const keys = owned.length > 0 ? LAYER_KEYS : LAYER_KEYS.filter((key) => key !== 'params');
  // An object for certain: the type was found in it.
  const fields = whole.fields([...keys, ...attributes])!;
  readOutputs(fields.get('outputs'), outputs);
  const params = fields.get('params');
  const { inputs, attributes: values } = rest(fields);
  return {
    body,
    inputs,
    // A misspelt attribute would be missed, or stand at its default.
    attributes: fields.misspelt.size > 0 ? null : values,
    attributePlaces: new Map(attributes.flatMap((name) => (fields.has(name) ? [[name, fields.get(name)!]] : []))),
    params: params && owned.length > 0 ? readParams(params, owned) : new Map(),
  };
}

function readReferences(cursor: Cursor): readonly Reference[] | null {
  const items = cursor.isString ? [cursor] : cursor.list('a name or a list of names');
  const references = items?.map(referenceAt).filter((reference) => reference !== null);
  return references?.length === items?.length ? (references ?? null) : null;
}

function readInputs(
  written: Cursor | undefined,
  type: Cursor,
  operands: readonly string[],
  variadic: boolean,
): LayerText['inputs'] {
  const expected = `${variadic ? 'at least ' : ''}${operands.length} ${operands.length === 1 ? 'input' : 'inputs'}: ${operands.join(', ')}`;
  if (!written) {
    if (operands.length === 1) return 'previous';
    return type.within(type.layer!).refuse('missing-key', `"inputs" with ${expected}`, 'none');
  }
  const references = readReferences(written);
  if (!references) return null;
  const count = references.length;
  if (variadic ? count >= operands.length : count === operands.length) return references;
  return written.refuse('bad-value', expected, String(count));
}

/** Outputs have the names that the type gives them; to declare them is to say so again. */
export function readOutputs(written: Cursor | undefined, outputs: readonly string[]): void {
  const items = written?.list('a list of names');
  if (!items) return;
  const expected = `the outputs of its type: ${anyOf(outputs)}`;
  for (const item of items) {
    const name = item.string(expected);
    if (name !== null && !outputs.includes(name)) {
      item.refuse('unknown-name', expected, item.describe(), nearest(name, outputs));
    }
  }
  if (items.length < outputs.length) written!.refuse('bad-value', expected, String(items.length));
}

function readParams(cursor: Cursor, owned: readonly string[]): ReadonlyMap<string, ParamText> {
  const params = new Map<string, ParamText>();
  for (const { name, key, value } of cursor.fields(owned)?.members ?? []) {
    if (!owned.includes(name)) continue;
    const definition = { name, place: value, inside: key.inside };
    const reference = value.isString ? referenceAt(value) : null;
    params.set(
      name,
      reference
        ? { ...definition, kind: 'shared', reference }
        : { ...definition, kind: 'own', form: readTensor(value) },
    );
  }
  return params;
}
