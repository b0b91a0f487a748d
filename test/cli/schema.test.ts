// The report's schema accepts what the tool reports, and nothing that only looks like it.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { formatJson } from '../../src/session/render/json';
import { BROKEN, FAILING, FAULTY, PASSING } from './reports';

const schema = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../../schemas/report.schema.json'), 'utf8'),
) as object;
const validate = new Ajv({ strict: false }).compile(schema);

it.each([
  ['passes', PASSING],
  ['fails', FAILING],
  ['has faults, a fix and inherited errors', FAULTY],
  ['could not be read', BROKEN],
])('accepts the report of a network that %s', (_, report) => {
  validate(JSON.parse(formatJson(report)));
  expect(validate.errors).toBeNull();
});

const [fault] = FAULTY.faults;

it.each([
  ['a code that nothing explains', { ...FAULTY, faults: [{ ...fault, code: 'bad-luck' }] }],
  ['a fault without confidence', { ...FAULTY, faults: [{ ...fault, confidence: undefined }] }],
  ['a fix without edits', { ...FAULTY, faults: [{ ...fault, fix: { title: 'Hope' } }] }],
  ['an unknown warning', { ...FAULTY, warnings: [{ code: 'beware', layer: null }] }],
  ['a tensor that inherits nothing', { ...FAULTY, tensors: [{ ...FAULTY.tensors[0], inherited: false }] }],
])('refuses %s', (_, report) => {
  expect(validate(JSON.parse(JSON.stringify(report)))).toBe(false);
});
