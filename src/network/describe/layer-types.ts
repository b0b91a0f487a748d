// Reads `layerTypes`: layers that the file writes by hand as expressions.

import { defineLayerType, type Declared, type LayerTypeText, type Source } from '../expressions';
import { allOf, type Cursor, type Fields, type Member } from '../json/cursor';
import type { Initialiser } from '../tensors/form';
import { readAttributeValue } from './attributes';
import { orExpressionMistake } from './expression';
import { LAYER_KEYS, builtInTypes, readOutputs, type CustomTypes } from './layer';
import { definitionAt } from './names';
import type { CustomType } from './network-text';
import { readInitialised } from './tensor';

const KEYS = ['inputs', 'attributes', 'params', 'let', 'outputs', 'forward', 'backward'];

type Named<T> = readonly (Declared & T)[];

/** The file's layer types by name; null for one that is mistaken. */
export function readLayerTypes(cursor: Cursor | undefined): CustomTypes {
  const types = new Map<string, CustomType | null>();
  for (const { name, key, value } of cursor?.members('an object of layer types by name') ?? []) {
    definitionAt(key, name);
    if (builtInTypes().includes(name)) key.refuse('duplicate-name', 'a name that no built-in layer type has');
    types.set(name, readLayerType(name, value));
  }
  return types;
}

function readLayerType(name: string, cursor: Cursor): CustomType | null {
  const fields = cursor.fields(KEYS, 'a layer type: an object with "inputs" and "forward"');
  if (!fields) return null;
  const inputs = readInputs(fields);
  const attributes = readNamed(fields.get('attributes'), readDefault);
  const params = readNamed(fields.get('params'), ({ value }) => readParam(value));
  const lets = readNamed(fields.get('let'), readSource);
  const forward = readForward(fields);
  const backward = readBackward(fields.get('backward'));
  if (!inputs || !attributes || !params || !lets || !forward || backward === undefined) return null;
  const text: LayerTypeText = { name, inputs, attributes, params, let: lets, forward, backward };
  const type = orExpressionMistake(cursor.mistakes, null, () => defineLayerType(text));
  if (!type) return null;
  const initialisers = params.flatMap(({ name, initialiser }) => (initialiser ? [[name, initialiser] as const] : []));
  return { type, initialisers: new Map(initialisers) };
}

function readInputs(fields: Fields): readonly Declared[] | null {
  const written = fields.require('inputs');
  const items = written?.list('an array of names');
  if (items?.length === 0) return written!.refuse('bad-value', 'at least one input');
  return allOf(
    items?.map((item) => {
      const name = item.string('a name');
      return name === null ? null : declare(item, name);
    }),
  );
}

function declare(cursor: Cursor, name: string): Declared {
  definitionAt(cursor, name);
  return { name, span: cursor.span };
}

/** The members of an object, each with what is read from it; null where one of them is mistaken. */
function readNamed<T extends object>(cursor: Cursor | undefined, read: (member: Member) => T | null): Named<T> | null {
  if (!cursor) return [];
  return allOf(
    cursor.members()?.map((member) => {
      const parts = read(member);
      return parts && { ...declare(member.key, member.name), ...parts };
    }),
  );
}

/** A default, or null where every layer must give a value. */
function readDefault({
  name,
  key,
  value,
}: Member): { readonly default?: NonNullable<ReturnType<typeof readAttributeValue>> } | null {
  if (LAYER_KEYS.includes(name)) return key.refuse('bad-name', `a name other than ${LAYER_KEYS.join(', ')}`);
  if (value.isNull) return {};
  const standard = readAttributeValue(value);
  return standard === null ? null : { default: standard };
}

function readSource({ value }: Member): { readonly source: Source } | null {
  return value.string('an expression') === null ? null : { source: value.source() };
}

/** A shape, whose extents may be expressions, and an initialiser or none. */
function readParam(
  cursor: Cursor,
): { readonly shape: readonly (number | Source)[]; readonly initialiser: Initialiser | null } | null {
  const read = readInitialised(cursor);
  const written = read?.fields.require('shape');
  const expected = 'a positive integer or an expression such as "x.shape[1]"';
  const extents = written?.list('an array of extents')?.map((item) => {
    if (item.isString) return item.source();
    return item.number(expected, (extent) => Number.isSafeInteger(extent) && extent > 0);
  });
  const shape = allOf(extents);
  return read && shape && { shape, initialiser: read.initialiser };
}

function readForward(fields: Fields): LayerTypeText['forward'] | null {
  const written = fields.require('forward');
  if (!written) return null;
  if (!written.isObject) {
    readOutputs(fields.get('outputs'), ['out']);
    return written.string('an expression') === null ? null : written.source();
  }
  const outputs = readNamed(written, readSource);
  if (outputs?.length === 0) return written.refuse('bad-value', 'an expression for at least one output');
  if (outputs)
    readOutputs(
      fields.get('outputs'),
      outputs.map(({ name }) => name),
    );
  return outputs;
}

/** By input or param; null where it is to be derived, undefined where it is mistaken. */
function readBackward(cursor: Cursor | undefined): LayerTypeText['backward'] | undefined {
  if (!cursor) return null;
  const expressions = cursor.isObject ? readNamed(cursor, readSource) : undefined;
  if (!cursor.isObject) cursor.members('an object with an expression for each input and param');
  if (expressions?.length === 0) return void cursor.refuse('bad-value', 'an expression for at least one input');
  return expressions ?? undefined;
}
