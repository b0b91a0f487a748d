// Reads a tensor as it is written in a network: a number, nested arrays, an initialiser, labels, or a file.

import { sizeOf, tensor, zeros, type Shape } from '../../engine/tensor';
import { MAX_RANK } from '../files/limits';
import { allOf, anyOf, type Cursor, type Fields } from '../json/cursor';
import { LIMITS } from '../limits';
import type { FileForm, Initialiser, LiteralForm, RandomForm, TensorForm } from '../tensors/form';

const INITIALISERS = ['normal', 'uniform', 'constant', 'xavier', 'he'] as const;
const KINDS = [...INITIALISERS, 'labels', 'file'] as const;
const KEYS = {
  normal: ['shape', 'normal'],
  uniform: ['shape', 'uniform'],
  constant: ['shape', 'constant'],
  xavier: ['shape', 'xavier'],
  he: ['shape', 'he'],
  labels: ['labels', 'classes'],
  file: ['file', 'key', 'rows', 'scale'],
} as const;
const EXPECTED = 'a number, nested arrays or an object that makes a tensor';

export function readTensor(cursor: Cursor): TensorForm | null {
  if (cursor.isArray || cursor.node.type === 'number') return readLiteral(cursor);
  const kind = kindOf(cursor);
  const fields = kind && cursor.fields(KEYS[kind]);
  if (!fields) return null;
  if (kind === 'labels') return readLabels(cursor, fields);
  if (kind === 'file') return readFile(cursor, fields);
  return readRandom(cursor, fields, kind);
}

/** Which one of the keys that tell the forms apart is there. */
function kindOf(cursor: Cursor): (typeof KINDS)[number] | null {
  const members = cursor.members(EXPECTED);
  if (!members) return null;
  const present = KINDS.filter((kind) => members.some(({ name }) => name === kind));
  if (present.length === 1) return present[0];
  const expected = `one of ${anyOf(KINDS.map((kind) => `"${kind}"`))}`;
  if (present.length > 1) {
    return cursor.refuse('bad-value', expected, present.map((kind) => `"${kind}"`).join(' and '));
  }
  // A misspelt key is the likelier mistake than a missing one.
  const known = [...KINDS, 'shape', 'classes', 'key', 'rows', 'scale'];
  if (members.some(({ name }) => !known.includes(name))) cursor.fields(known);
  else cursor.refuseMissing(expected);
  return null;
}

function readLiteral(cursor: Cursor): LiteralForm | null {
  const shape: number[] = [];
  for (let level = cursor.node; level.type === 'array'; level = level.children![0]) {
    const extent = level.children?.length ?? 0;
    if (extent === 0) return cursor.refuse('bad-value', 'at least one element', 'an empty array');
    if (shape.length === MAX_RANK) return cursor.refuse('limit', `at most ${MAX_RANK} axes`, 'more');
    shape.push(extent);
  }
  // Ragged arrays may promise more than the text holds.
  const values: number[] = [];
  return fill(cursor, shape, 0, values) ? { kind: 'literal', place: cursor, value: tensor(shape, values) } : null;
}

/** Appends the numbers of one level; stops at the first that does not fit. */
function fill(cursor: Cursor, shape: Shape, axis: number, values: number[]): boolean {
  if (axis === shape.length) {
    const value = cursor.number();
    if (value !== null) values.push(value);
    return value !== null;
  }
  const expected = `an array of ${shape[axis]}, as the ones before it`;
  const items = cursor.list(expected);
  if (!items) return false;
  if (items.length !== shape[axis]) {
    cursor.refuse('bad-value', expected);
    return false;
  }
  return items.every((item) => fill(item, shape, axis + 1, values));
}

function readRandom(cursor: Cursor, fields: Fields, kind: Initialiser['kind']): RandomForm | null {
  const initialiser = readInitialiser(fields.get(kind)!, kind);
  const written = fields.get('shape');
  const shape = written ? readShape(written) : null;
  if (!initialiser || (written && !shape)) return null;
  return { kind: 'random', place: cursor, initialiser, shape };
}

/** The initialiser that an object holds, or null for none, and its other fields; null where it is mistaken. */
export function readInitialised(
  cursor: Cursor,
): { readonly fields: Fields; readonly initialiser: Initialiser | null } | null {
  const fields = cursor.fields(['shape', ...INITIALISERS], 'an object with "shape" and an initialiser');
  if (!fields) return null;
  const [kind, other] = INITIALISERS.filter((name) => fields.has(name));
  if (other) return cursor.refuse('bad-value', 'one initialiser', `"${kind}" and "${other}"`);
  const initialiser = kind ? readInitialiser(fields.get(kind)!, kind) : null;
  return kind && !initialiser ? null : { fields, initialiser };
}

function readInitialiser(cursor: Cursor, kind: Initialiser['kind']): Initialiser | null {
  switch (kind) {
    case 'normal': {
      const std = cursor.number('a standard deviation of at least 0', (value) => value >= 0);
      return std === null ? null : { kind, std };
    }
    case 'uniform': {
      const range = allOf(cursor.list('[low, high]')?.map((item) => item.number()));
      if (!range) return null;
      const [lo, hi] = range;
      if (range.length !== 2 || lo > hi) return cursor.refuse('bad-value', '[low, high] with low at most high');
      return { kind, lo, hi };
    }
    case 'constant': {
      const value = cursor.number();
      return value === null ? null : { kind, value };
    }
    case 'xavier':
    case 'he':
      return cursor.node.value === true ? { kind } : cursor.refuse('bad-value', 'true');
  }
}

function readShape(cursor: Cursor): Shape | null {
  const shape = cursor.integers(1);
  if (!shape) return null;
  if (shape.length > MAX_RANK) return cursor.refuse('limit', `at most ${MAX_RANK} axes`);
  const size = sizeOf(shape);
  return size <= LIMITS.elements ? shape : cursor.refuse('limit', `at most ${LIMITS.elements} elements`, `${size}`);
}

/** Class labels as rows with a single 1. */
function readLabels(cursor: Cursor, fields: Fields): LiteralForm | null {
  const classes = fields.require('classes')?.integer(1) ?? null;
  const written = fields.require('labels');
  const items = written?.list('an array of class labels') ?? null;
  if (classes === null || !items) return null;
  if (items.length === 0) return written!.refuse('bad-value', 'at least one label');
  const expected = `an integer from 0 to ${classes - 1}`;
  const inRange = (value: number): boolean => Number.isInteger(value) && value >= 0 && value < classes;
  const labels = allOf(items.map((item) => item.number(expected, inRange)));
  if (!labels) return null;
  const size = labels.length * classes;
  if (size > LIMITS.elements) return cursor.refuse('limit', `at most ${LIMITS.elements} elements`, `${size}`);
  const value = zeros([labels.length, classes]);
  labels.forEach((label, row) => (value.data[row * classes + label] = 1));
  return { kind: 'literal', place: cursor, value };
}

function readFile(cursor: Cursor, fields: Fields): FileForm | null {
  const path = readPath(fields.get('file')!);
  const key = fields.get('key')?.string();
  const rows = fields.get('rows');
  const range = rows && readRows(rows);
  const scale = fields.get('scale')?.number();
  if (path === null || key === null || range === null || scale === null) return null;
  const places = new Map(fields.members.map(({ name, value }) => [name, value]));
  return { kind: 'file', place: cursor, path, key, rows: range, scale, places };
}

/** Relative and with `/`, so that a network means the same on every machine and in the browser. */
function readPath(cursor: Cursor): string | null {
  const expected = 'a path relative to this file, with "/" between its parts';
  const path = cursor.string(expected);
  if (path === null) return null;
  const usable = path !== '' && !/^\/|^[A-Za-z][\w+.-]*:|\\|\0/.test(path);
  return usable ? path : cursor.refuse('bad-value', expected);
}

function readRows(cursor: Cursor): readonly [number, number] | null {
  const rows = cursor.integers(0);
  if (!rows) return null;
  const [from, to] = rows;
  if (rows.length !== 2 || to <= from) return cursor.refuse('bad-value', '[from, to] with from below to');
  return [from, to];
}
