// Reads the attributes of a layer: those that its op declares, or those of a layer type of the file.

import type { AttributeSpec, AttributeValue, Attributes, Op } from '../../engine/op';
import { describeAttribute, fitsAttribute } from '../expressions/attributes';
import type { LayerType } from '../expressions';
import { allOf, type Cursor, type Fields } from '../json/cursor';

/** With the defaults filled in; null where one is mistaken or missing. */
export function readAttributes(fields: Fields, specs: Op['attributes']): Attributes | null {
  return gather(
    Object.entries(specs).map(([name, spec]) => {
      const written = fields.get(name);
      if (written) return [name, readAttribute(written, spec)];
      return [name, spec.required ? missing(fields, name) : spec.default];
    }),
  );
}

function readAttribute(cursor: Cursor, spec: AttributeSpec): AttributeValue | null {
  const expected = describeAttribute(spec);
  switch (spec.type) {
    case 'number':
    case 'integer':
      return cursor.number(expected, (value) => fitsAttribute(spec, value));
    case 'integers':
      if (cursor.isArray) return cursor.integers(spec.min);
      return spec.scalar ? cursor.integer(spec.min) : cursor.refuse('wrong-type', expected);
    case 'boolean':
      return cursor.boolean();
    case 'choice':
      return cursor.choice(spec.choices);
  }
}

/** A layer type's attribute takes values of the kind that its default is of, or any where it has none. */
export function readCustomAttributes(fields: Fields, declared: LayerType['attributes']): Attributes | null {
  return gather(
    [...declared].map(([name, standard]) => {
      const written = fields.get(name);
      if (!written) return [name, standard ?? missing(fields, name)];
      const value = readAttributeValue(written);
      if (value === null || standard === undefined || kindOf(value) === kindOf(standard)) return [name, value];
      return [name, written.refuse('wrong-type', `${kindOf(standard)}, as its default is`)];
    }),
  );
}

/** A number, a boolean, a string or an array of numbers. */
export function readAttributeValue(cursor: Cursor): AttributeValue | null {
  switch (cursor.node.type) {
    case 'number':
      return cursor.number();
    case 'boolean':
      return cursor.boolean();
    case 'string':
      return cursor.string();
    case 'array':
      return allOf(cursor.list()?.map((item) => item.number()));
    default:
      return cursor.refuse('wrong-type', 'a number, true, false, a string or an array of numbers');
  }
}

function kindOf(value: AttributeValue): string {
  if (typeof value === 'object') return 'an array of numbers';
  return typeof value === 'boolean' ? 'true or false' : `a ${typeof value}`;
}

function missing(fields: Fields, name: string): null {
  fields.require(name);
  return null;
}

function gather(entries: (string | AttributeValue | null | undefined)[][]): Attributes | null {
  if (entries.some(([, value]) => value === null)) return null;
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined) as [string, AttributeValue][]);
}
