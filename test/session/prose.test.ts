// Every code has a sentence, a place in the report's schema and a section on the page of causes.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Fault, TensorReport } from '../../src/check/report';
import { CAUSES } from '../../src/session/causes';
import { culprits } from '../../src/session/inherited';
import { faultText, WARNING_CODES, warningText } from '../../src/session/prose';

const ROOT = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => fs.readFileSync(path.join(ROOT, file), 'utf8');

const FAULT: Fault = {
  layer: 'Affine1',
  input: 'W',
  tensor: 'Affine1.W',
  code: 'scaled',
  confidence: 1,
  evidence: {},
  fix: null,
  span: null,
};
const text = (parts: Partial<Fault>): string => faultText({ ...FAULT, ...parts });

describe('the codes', () => {
  const { definitions } = JSON.parse(read('schemas/report.schema.json')) as {
    definitions: Record<'fault' | 'warning', { properties: { code: { enum: string[] } } }>;
  };
  const [faults, warnings] = read('docs/causes.md').split('\n## Warnings\n');
  const sections = (page: string): string[] => [...page.matchAll(/^### (.*)$/gm)].map(([, code]) => code);

  it('of faults are those of the schema and of the page', () => {
    expect(Object.keys(CAUSES)).toEqual(definitions.fault.properties.code.enum);
    expect(sections(faults)).toEqual(Object.keys(CAUSES));
  });

  it('of warnings too', () => {
    expect(new Set(WARNING_CODES)).toEqual(new Set(definitions.warning.properties.code.enum));
    expect(new Set(sections(warnings))).toEqual(new Set(WARNING_CODES));
  });

  it('each have a cure on the page, and faults an example', () => {
    for (const section of `${faults}\n${warnings}`.split(/^### /m).slice(1)) expect(section).toMatch(/^- Cure: /m);
    for (const section of faults.split(/^### /m).slice(1)) expect(section).toMatch(/^- Example: /m);
  });
});

describe('a fault in a sentence', () => {
  it('says how far the gradient is off', () => {
    expect(text({ evidence: { factor: 2 } })).toBe("W's gradient is exactly 2× what it should be.");
    expect(text({ evidence: { factor: 0.5 } })).toBe("W's gradient is exactly 1/2 of what it should be.");
    expect(text({ evidence: { factor: 1.5 } })).toBe("W's gradient is exactly 1.5× what it should be.");
  });

  it('says how sure it is of the cause', () => {
    expect(text({ code: 'transposed', confidence: 0.95 })).toBe("W's gradient is transposed.");
    expect(text({ code: 'transposed', confidence: 0.8 })).toBe("W's gradient is transposed. This is the likely cause.");
    expect(text({ code: 'transposed', confidence: 0.5 })).toMatch(/This is a possible cause\.$/);
    expect(text({ code: 'unknown', confidence: 0.5 })).not.toMatch(/possible/);
  });

  it('names what else it could be, and why that is not decided', () => {
    const codes = ['divided-twice', 'scaled'];
    expect(text({ code: 'bias-mean', evidence: { alternatives: codes } })).toMatch(
      /The same numbers would come from a second division by the batch size or a wrong factor\.$/,
    );
    expect(text({ code: 'bias-mean', evidence: { undecidedBetween: codes } })).toMatch(
      /It could also be .* or a wrong factor: the layer could not be run at other sizes to tell\.$/,
    );
  });

  it('tells of the unknown what is known', () => {
    const unknown = (evidence: Fault['evidence']): string => text({ code: 'unknown', evidence });
    expect(unknown({ expected: [2, 3], found: [3, 2] })).toBe(
      "W's gradient has the shape (3, 2), where (2, 3) is right.",
    );
    expect(unknown({ from: 'Affine2.W' })).toBe("W's gradient is the one that belongs to Affine2.W.");
  });

  it('names the branch that is kept or missing', () => {
    const fanOut = (evidence: Fault['evidence']): string =>
      text({ input: null, code: 'fan-out-overwritten', evidence });
    expect(fanOut({ kept: 'Relu1' })).toMatch(/holds one branch alone, the one through Relu1:/);
    expect(fanOut({ missing: 'Relu1' })).toMatch(/lacks the branch through Relu1:/);
  });

  it('speaks of the tensor where the wiring is at fault, not an input of the layer', () => {
    expect(text({ input: null, tensor: 'Relu1.out', code: 'fan-out-overwritten' })).toMatch(
      /^the gradient of Relu1\.out holds one branch alone/,
    );
  });

  it('says why a check could not have failed', () => {
    const vacuous = (reason: string): string => warningText({ code: 'vacuous-check', layer: 'Relu1', reason });
    expect(vacuous('no-switch')).toBe(
      'Relu1: with this data it never switches: a mask that is omitted or inverted would agree too.',
    );
    expect(vacuous('anything else')).toMatch(/could not have disagreed\.$/);
  });

  it('is a whole sentence of every code', () => {
    for (const code of Object.keys(CAUSES)) expect(text({ code })).toMatch(/^W's gradient [^.]+.*\.$/);
    for (const code of WARNING_CODES) expect(warningText({ code, layer: 'Relu1' })).toMatch(/^Relu1: .*\.$/);
  });
});

describe('an inherited error', () => {
  const tensor = (name: string, layer: string | null, inherited?: true) =>
    ({ name, layer, ...(inherited && { inherited }) }) as TensorReport;

  it('comes from the first guilty layer after it', () => {
    const tensors = [
      tensor('x', null, true),
      tensor('A.W', 'A'),
      tensor('A.out', 'A', true),
      tensor('B.out', 'B', true),
      tensor('C.W', 'C'),
      tensor('C.out', 'C'),
    ];
    const faults = [
      { ...FAULT, layer: 'C' },
      { ...FAULT, layer: 'A' },
    ];
    expect([...culprits({ tensors, faults })]).toEqual([
      ['B.out', 'C'],
      ['A.out', 'A'],
      ['x', 'A'],
    ]);
  });
});
