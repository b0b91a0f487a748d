// SARIF holds to its published schema, and has every finding once, at its place.
import fs from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import type { Report } from '../../../src/check/report';
import { placeOfTensor } from '../../../src/session/place';
import { sarifLog, type Located } from '../../../src/session/render/sarif';
import { faulty } from '../../editor-unit/faulty';

const SCHEMA = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, 'sarif-2.1.0.schema.json'), 'utf8')) as object;
const validate = new Ajv({ allErrors: true, strict: false, validateFormats: false, unicodeRegExp: false }).compile(
  SCHEMA,
);

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly invocations: readonly { readonly executionSuccessful: boolean }[];
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly level: string;
        readonly locations: readonly {
          readonly physicalLocation: {
            readonly artifactLocation: { readonly uri: string };
            readonly region?: { readonly startLine: number };
          };
        }[];
        readonly fixes?: readonly unknown[];
      }[];
    },
  ];
}

function runOf(all: readonly Located[]): Log['runs'][0] {
  const log = sarifLog(all, '1.2.3');
  expect(validate(log), JSON.stringify(validate.errors, null, 2)).toBe(true);
  return (log as Log).runs[0];
}

const BROKEN: Report = {
  version: 1,
  file: 'nets/broken one.grad.json',
  status: 'error',
  errors: [
    {
      code: 'unknown-type',
      message: 'Expected a type, found Squre.',
      expected: 'a type',
      found: 'Squre',
      span: { line: 3, column: 24, endLine: 3, endColumn: 31 },
    },
  ],
};

it('has the fault with its place and fix, and nothing of what is only inherited', () => {
  const result = faulty();
  const { results, tool } = runOf([{ report: result.report, places: (of) => placeOfTensor(of, result) }]);
  expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([['scaled', 'error']]);
  expect(tool.driver.rules[results[0].ruleIndex].id).toBe('scaled');
  expect(results[0]).toMatchObject({
    locations: [{ physicalLocation: { region: { startLine: 9, startColumn: 5, endLine: 9, endColumn: 28 } } }],
    fixes: [
      {
        description: { text: 'Drop the factor 2' },
        artifactChanges: [
          { replacements: [{ deletedRegion: { startLine: 9, startColumn: 20 }, insertedContent: { text: '' } }] },
        ],
      },
    ],
  });
});

it('has wrong and undecided gradients without a fault, and warnings', () => {
  const { report } = faulty();
  const undecided = { ...report.tensors[2], name: 'Loss.W', layer: 'Loss', status: 'undecided' } as const;
  const warnings = [{ code: 'nondeterministic', layer: 'Affine1' }];
  const { results } = runOf([{ report: { ...report, faults: [], warnings, tensors: [...report.tensors, undecided] } }]);
  expect(results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
    ['wrong-gradient', 'error'],
    ['undecided-gradient', 'warning'],
    ['nondeterministic', 'warning'],
  ]);
});

it('has the mistakes of a file that could not be read, and says that the run did not succeed', () => {
  const { results, invocations } = runOf([{ report: BROKEN }, { report: faulty().report }]);
  expect(results.map(({ ruleId }) => ruleId)).toEqual(['unknown-type', 'scaled']);
  expect(results[0].locations[0].physicalLocation).toMatchObject({
    artifactLocation: { uri: 'nets/broken%20one.grad.json' },
    region: { startLine: 3 },
  });
  expect(invocations).toEqual([{ executionSuccessful: false }]);
  expect(runOf([]).invocations).toEqual([{ executionSuccessful: true }]);
});

it.each([
  ['/home/me/a b.grad.json', 'file:///home/me/a%20b.grad.json'],
  ['C:/nets/a.grad.json', 'file:///C:/nets/a.grad.json'],
])('writes the absolute path %s as an address', (file, uri) => {
  const { results } = runOf([{ report: { ...BROKEN, file } }]);
  expect(results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(uri);
});
