// JUnit XML that a parser takes, with every tensor as a case that passed, failed or was skipped.
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect, it } from 'vitest';
import type { Report } from '../../../src/check/report';
import { junitXml } from '../../../src/session/render/junit';
import { faulty } from '../../editor-unit/faulty';

type Attributes = Readonly<Record<string, string>>;
type Case = Attributes & Readonly<Record<'failure' | 'skipped' | 'error', Attributes>>;
type Suite = Attributes & { readonly testcase: readonly Case[] };

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  isArray: (name) => name === 'testsuite' || name === 'testcase',
});

function parsed(reports: readonly Report[]): Attributes & { readonly testsuite?: readonly Suite[] } {
  const xml = junitXml(reports);
  expect(XMLValidator.validate(xml)).toBe(true);
  return (parser.parse(xml) as { testsuites: ReturnType<typeof parsed> }).testsuites;
}

it('says what the golden file says', async () => {
  await expect(junitXml([faulty().report])).toMatchFileSnapshot('golden/junit.xml');
});

it('has a case for each tensor: the guilty with its cause and numbers, the inherited with its culprit', () => {
  const { report } = faulty();
  const { testsuite: [suite] = [], ...total } = parsed([report]);
  expect(total).toMatchObject({ tests: '4', failures: '2', errors: '0', skipped: '0' });
  expect(suite).toMatchObject({ name: 'Sample', file: 'sample.grad.json', time: '0.041' });
  const [x, w, out] = suite.testcase;
  expect(x.failure).toMatchObject({ type: 'inherited' });
  expect(x.failure.message).toContain('wrong because of Affine1');
  expect(w.failure).toMatchObject({ type: 'scaled' });
  expect(w.failure['#text']).toContain('Affine1.W[1, 2]: expected 1.4 ± 1e-11, found 0.7');
  expect(out).toEqual({ name: 'Affine1.out', classname: 'Sample', file: 'sample.grad.json' });
});

it('skips what has no verdict and what is not differentiated, and says why', () => {
  const { report } = faulty();
  const [x, w] = report.tensors;
  const tensors = [
    { ...w, status: 'undecided' } as const,
    { ...x, inherited: undefined, status: 'skipped', checked: 0 } as const,
  ];
  const { testsuite: [suite] = [] } = parsed([{ ...report, faults: [], tensors } as Report]);
  expect(suite.testcase.map(({ skipped }) => skipped.message)).toEqual([
    'Affine1.W: no verdict on the gradient at [1, 2]: analytic 0.7, numerical 1.4 (bound 1e-11)',
    'not differentiated',
  ]);
});

it('has an error for each mistake of a file that could not be read, whatever characters are in it', () => {
  const span = { line: 3, column: 24, endLine: 3, endColumn: 31 };
  const error = { code: 'unknown-type', message: 'found "<Squre>" & \u0001\nmore', expected: '', found: '', span };
  const report: Report = { version: 1, file: 'a&b.grad.json', status: 'error', errors: [error] };
  const { testsuite: [suite] = [] } = parsed([report]);
  expect(suite).toMatchObject({ name: 'a&b.grad.json', tests: '1', errors: '1' });
  expect(suite.testcase[0].error.message).toContain('found "<Squre>" & \ufffd');
});

it('is a whole document without any network', () => {
  expect(parsed([])).toMatchObject({ tests: '0' });
});
