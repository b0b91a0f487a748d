// The JSON schemas: fresh, and true of every network that is right.
import fs from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { networkSchema } from '../../scripts/schema';

const ROOT = path.resolve(import.meta.dirname, '../..');
const text = (name: string): string => fs.readFileSync(path.join(ROOT, name), 'utf8');
const within = (folder: string): string[] =>
  fs
    .readdirSync(path.join(ROOT, folder))
    .filter((name) => name.endsWith('.grad.json'))
    .map((name) => `${folder}/${name}`);

// The editor's own keywords are no part of the standard.
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false });
ajv.addVocabulary(['allowComments', 'allowTrailingCommas', 'enumDescriptions']);
const validate = ajv.compile(networkSchema());

function complaints(network: unknown): string[] {
  validate(network);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe('the schema of networks', () => {
  it('is fresh in schemas/', () => {
    expect(text('schemas/grad.schema.json')).toBe(`${JSON.stringify(networkSchema(), null, 2)}\n`);
  });

  it.each([...within('examples'), ...within('test/network/fixtures/good')])('has no complaint about %s', (name) => {
    expect(complaints(parse(text(name), [], { allowTrailingComma: true }))).toEqual([]);
  });

  it('knows layer types with a backward pass of their own', () => {
    const backward = { x: 'dout .* (s + beta * x .* s .* (1 - s))' };
    const Swish = {
      inputs: ['x'],
      attributes: { beta: 1 },
      let: { s: '1 ./ (1 + exp(-beta * x))' },
      forward: 'x .* s',
      backward,
    };
    const network = { inputs: { x: [1, 2] }, layerTypes: { Swish }, layers: [{ type: 'Swish', inputs: 'x', beta: 2 }] };
    expect(complaints(network)).toEqual([]);
  });

  it.each([
    'unknown-attribute',
    'attribute-of-another-type',
    'attribute-zero',
    'attribute-missing',
    'params-without-any',
    'unknown-param',
    'too-few-inputs',
    'no-layers',
    'misspelt-section',
    'tensor-two-initialisers',
    'check-method',
    'layer-type-incomplete',
  ])('sees what is wrong with %s', (name) => {
    expect(complaints(parse(text(`test/network/fixtures/bad/${name}.grad.json`)))).not.toEqual([]);
  });
});
