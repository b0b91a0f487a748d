import { expect, it } from 'vitest';
import { failureText, numbersText } from '../../src/editor/text/test-failure';
import { FAULT, faulty } from './faulty';
import { REPORTS, RESULT } from './sample';

const { report, view } = faulty();

it('sets what was expected and what was found side by side, equal where they agree', () => {
  const { expected, found } = numbersText(REPORTS.W, view.tensors['Affine1.W']);
  const [left, right] = [expected, found].map((text) => text.split('\n'));
  expect(left[0]).toBe('Affine1.W (2, 4)');
  const differing = left.filter((line, n) => line !== right[n]);
  expect(differing).toEqual(['[1, 2] 1.4', '[1, 3] 0.9']);
  expect(right).toContain('[1, 2] 0.7');
});

it('leaves out what was not checked, and shows the worst element wherever it is', () => {
  const worst = { ...REPORTS.out.worst!, index: [40, 3] };
  const { expected } = numbersText({ ...REPORTS.out, worst }, RESULT.view.tensors['Affine1.out']);
  expect(expected.split('\n')).toEqual([
    'Affine1.out (2, 4)',
    '[0, 1] 0.2',
    '[0, 3] 0.4',
    '[1, 0] 0.5',
    '[1, 2] 0.7',
    '[1, 3] 0.8',
    '[40, 3] 0.4',
    '',
  ]);
});

it('says the cause at the guilty tensor, and the culprit at an inherited one', () => {
  expect(failureText(REPORTS.W, FAULT, report)).toBe("Affine1: W's gradient is exactly 2× what it should be.");
  expect(failureText(report.tensors[0], undefined, report)).toBe('x: gradient wrong; wrong because of Affine1');
});
