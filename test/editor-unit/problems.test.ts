import { expect, it } from 'vitest';
import { problemsOf, tensorMessage } from '../../src/editor/text/problems';
import { FAULT, faulty } from './faulty';
import { REPORTS, RESULT } from './sample';

const FAILED = REPORTS.W;

it('reports a wrong gradient where its layer is named, with its worst element and how many are like it', () => {
  expect(problemsOf(RESULT)).toEqual([
    {
      severity: 'error',
      code: 'wrong-gradient',
      message:
        'Affine1.W: gradient wrong at [1, 2]: analytic 0.7, numerical 1.4 (relative error 0.5, bound 1e-11); ' +
        '2 of 8 elements like it',
      span: { line: 4, column: 16, endLine: 4, endColumn: 23 },
    },
  ]);
});

it('reports a layer without a name at the whole of its text', () => {
  const tensors = [{ ...REPORTS.loss, status: 'undecided' as const }];
  expect(problemsOf({ ...RESULT, report: { ...RESULT.report, tensors } })).toEqual([
    {
      severity: 'information',
      code: 'undecided-gradient',
      message: 'Loss.out: no verdict on the gradient',
      span: RESULT.layerSpans.Loss,
    },
  ]);
});

it('leaves the index out where the tensor is a scalar, and the count where one element is wrong', () => {
  const worst = {
    index: [],
    analytic: 2,
    numeric: 'NaN' as const,
    bound: 'Infinity' as const,
    verdict: 'undecided' as const,
  };
  expect(tensorMessage({ ...FAILED, name: 'a', status: 'undecided', undecided: 1, worst })).toBe(
    'a: no verdict on the gradient: analytic 2, numerical NaN (relative error NaN, bound Infinity)',
  );
});

it('says nothing of gradients that agree, have kinks because of a layer behind or do not exist', () => {
  const tensors = (['pass', 'kink', 'skipped'] as const).map((status) => ({ ...FAILED, status }));
  expect(problemsOf({ ...RESULT, report: { ...RESULT.report, tensors } })).toEqual([]);
});

it('reports the mistakes of a file that cannot be read, where they are', () => {
  const span = { line: 3, column: 7, endLine: 3, endColumn: 12 };
  const fix = { title: 'Change "Affin" to "Affine"', edits: [{ span, newText: 'Affine' }] };
  const error = {
    code: 'unknown-type',
    message: 'no layer type Affin: did you mean Affine?',
    expected: '',
    found: '',
    span,
    fix,
  };
  const report = { version: 1, file: 'a.grad.json', status: 'error', errors: [error] } as const;
  expect(problemsOf({ ok: false, report })).toEqual([
    { severity: 'error', code: 'unknown-type', message: error.message, span, fix },
  ]);
});

it('tells a kink once, at the layer whose branches meet, with what moves it off', () => {
  const fix = { title: 'Move the sample off the kink of Affine1', edits: [] };
  const ties = [{ layer: 'Affine1', tensor: 'x', elements: 3, first: 2, fix }];
  expect(problemsOf({ ...RESULT, report: { ...RESULT.report, tensors: [REPORTS.x] }, ties })).toEqual([
    {
      severity: 'information',
      code: 'kink',
      message:
        'Affine1: its branches meet exactly at x[1, 0] and 2 more: the gradient is accepted, because it lies between the ' +
        'slopes of both sides.',
      span: { line: 4, column: 16, endLine: 4, endColumn: 23 },
      fix,
    },
  ]);
});

it('passes warnings on, at their own place or that of their tensor, else of the network', () => {
  const warnings = [
    { code: 'non-finite', layer: 'Loss', tensor: 'Loss.out' },
    { code: 'vacuous-check', layer: null },
    {
      code: 'vacuous-check',
      layer: null,
      reason: 'branch-never-ran',
      span: { line: 9, column: 12, endLine: 11, endColumn: 8 },
    },
  ];
  const problems = problemsOf({ ...RESULT, report: { ...RESULT.report, tensors: [], warnings } });
  expect(problems.map(({ severity, message, span }) => `${severity} ${span.line}:${span.column} ${message}`)).toEqual([
    'warning 5:5 Loss.out: the numbers are not all finite.',
    'warning 1:1 Nothing that is trained moves the loss: that all gradients agree shows nothing.',
    'warning 9:12 Line 9: with this data this part of the code never runs: whatever stands in it, all gradients would agree.',
  ]);
});

it('names the cause at the guilty layer, with the worst element, and what is wrong because of it beside', () => {
  expect(problemsOf(faulty())).toEqual([
    {
      severity: 'error',
      code: 'scaled',
      message: "Affine1: W's gradient is exactly 2× what it should be. At Affine1.W[1, 2]: 0.7 instead of 1.4.",
      span: FAULT.span,
      related: [
        {
          message: 'x: gradient wrong; wrong because of Affine1',
          span: { line: 2, column: 16, endLine: 2, endColumn: 17 },
        },
      ],
      fix: FAULT.fix,
    },
  ]);
});

it('stands at the name of the layer where the text of the fault is not known', () => {
  expect(problemsOf(faulty({ span: null }))[0].span).toEqual({ line: 4, column: 16, endLine: 4, endColumn: 23 });
});

it('leaves the numbers out where the gradient of the whole network happens to be right', () => {
  const result = faulty({ tensor: 'Affine1.out', input: 'x', code: 'upstream-ignored' });
  expect(problemsOf(result)[0].message).toBe(
    "Affine1: x's gradient is not multiplied by dout, the gradient that comes from the next layer.",
  );
});
