import { expect, it } from 'vitest';
import { logLine, verdictSentence, verdictWithCause } from '../../src/editor/text/verdict';
import type { TensorStatus } from '../../src/protocol/messages';
import { FAULT, faulty } from './faulty';
import { REPORTS, RESULT } from './sample';

const { report } = RESULT;

function reportOf(status: 'pass' | 'fail' | 'undecided', ...tensors: TensorStatus[]) {
  return { ...report, status, tensors: tensors.map((status) => ({ ...REPORTS.x, status })) };
}

it.each([
  [reportOf('pass', 'pass', 'kink', 'skipped'), 'all 2 gradients agree'],
  [reportOf('pass', 'pass'), 'the gradient agrees'],
  [reportOf('pass', 'skipped'), 'nothing was differentiated'],
  [reportOf('fail', 'fail', 'pass', 'undecided'), '1 of 3 gradients is wrong'],
  [reportOf('fail', 'fail', 'fail'), '2 of 2 gradients are wrong'],
  [reportOf('undecided', 'undecided', 'pass'), '1 of 2 gradients undecided'],
])('sums a report up', (report, sentence) => expect(verdictSentence(report)).toBe(sentence));

it('counts the mistakes of a file that cannot be read', () => {
  const span = { line: 1, column: 1, endLine: 1, endColumn: 2 };
  const errors = [{ code: 'syntax', message: '', expected: '', found: '', span }];
  expect(logLine({ version: 1, file: 'a.grad.json', status: 'error', errors })).toBe(
    'a.grad.json: 1 mistake in the file',
  );
});

it('gives the numbers behind a verdict in one line of the log', () => {
  expect(logLine(report)).toBe(
    'sample.grad.json: 1 of 4 gradients is wrong (loss 2.30259, 18 elements checked in 41 ms)',
  );
});

it('names the first cause after the verdict, and counts the others', () => {
  const { report } = faulty();
  const cause = "2 of 4 gradients are wrong. Affine1: W's gradient is exactly 2× what it should be.";
  expect(verdictWithCause(report)).toBe(cause);
  expect(verdictWithCause({ ...report, faults: [FAULT, FAULT, FAULT] })).toBe(`${cause} And 2 more faults.`);
  expect(verdictWithCause(RESULT.report)).toBe('1 of 4 gradients is wrong.');
});
