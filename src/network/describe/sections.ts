// Reads the sections `check` and `train`.

import { allOf, type Cursor, type Fields } from '../json/cursor';
import type { CheckSection } from '../types';
import { definitionAt, referenceAt } from './names';
import type { NamedTensor, Reference, TrainText } from './network-text';
import { readTensor } from './tensor';

export const METHODS = ['auto', 'response', 'central', 'ridders', 'projection'] as const;

export interface CheckText {
  readonly section: CheckSection;
  readonly globs: readonly Reference[];
}

export function readCheck(cursor: Cursor | undefined): CheckText {
  const fields = cursor?.fields(['method', 'h', 'rtol', 'atol', 'tensors', 'sample', 'seed']);
  const globs = allOf(fields?.get('tensors')?.list('an array of names, with * for any part')?.map(referenceAt)) ?? [];
  const section = {
    method: fields?.get('method')?.choice(METHODS),
    h: positive(fields?.get('h')),
    rtol: fields?.get('rtol')?.number('a number of at least 0', (x) => x >= 0),
    atol: fields?.get('atol')?.number('a number of at least 0', (x) => x >= 0),
    tensors: globs.length > 0 ? globs.map(({ name }) => name) : undefined,
    sample: fields?.get('sample')?.integer(1),
    seed: fields?.get('seed')?.integer(),
  };
  return { section: Object.fromEntries(Object.entries(section).filter(([, value]) => value != null)), globs };
}

function positive(cursor: Cursor | undefined): number | null | undefined {
  return cursor?.number('a number above 0', (x) => x > 0);
}

export function readTrain(cursor: Cursor | undefined): TrainText | null {
  const fields = cursor?.fields(['rate', 'steps', 'batch', 'data', 'test', 'scores']);
  if (!cursor || !fields) return null;
  const rate = positive(fields.require('rate') ?? undefined) ?? null;
  const steps = fields.require('steps')?.integer(1) ?? null;
  const batch = fields.require('batch')?.integer(1) ?? null;
  const data = readNamed(fields.require('data') ?? undefined);
  const test = readNamed(fields.get('test'));
  const scores = reference(fields, 'scores');
  if (rate === null || steps === null || batch === null) return null;
  return { place: cursor, rate, steps, batch, batchPlace: fields.get('batch')!, data, test, scores };
}

export function readNamed(cursor: Cursor | undefined): readonly NamedTensor[] {
  const members = cursor?.members('an object of tensors by name') ?? [];
  return members.map(({ name, key, value }) => ({ ...definitionAt(key, name), form: readTensor(value) }));
}

function reference(fields: Fields, key: string): Reference | null {
  const written = fields.get(key);
  return written ? referenceAt(written) : null;
}
