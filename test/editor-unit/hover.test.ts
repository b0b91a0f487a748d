import { expect, it } from 'vitest';
import { chainText } from '../../src/editor/text/chain';
import { hoverText, tensorsAt } from '../../src/editor/text/hover';
import { escape } from '../../src/editor/text/markdown';
import type { Changes, TensorChange } from '../../src/protocol/messages';
import type { Detail } from '../../src/editor/text/tensor-section';
import { faulty } from './faulty';
import { RESULT } from './sample';

it.each(['x', 'Affine1', 'Affine1.W', 'Loss'])('says of %s what the golden file says', async (name) => {
  await expect(hoverText(name, RESULT)).toMatchFileSnapshot(`golden/hover-${name}.md`);
});

it('has nothing to say of a name that is not there', () => {
  for (const name of ['y', 'Affine', 'toString', 'Affine1.b']) expect(hoverText(name, RESULT)).toBeNull();
});

it('keeps a name from being taken for markup', () => {
  expect(escape('__init__ <b> [x](y) `z`')).toBe('\\_\\_init\\_\\_ \\<b\\> \\[x\\]\\(y\\) \\`z\\`');
});

it("tells a guilty layer's cause first, and of an inherited error where it comes from", () => {
  expect(hoverText('Affine1', faulty())).toMatch(/^\$\(error\) W's gradient is exactly 2× what it should be\\\.\n/);
  expect(hoverText('x', faulty())).toContain(', because of Affine1\n');
});

const DETAIL: Detail = {
  worst: [
    { index: [1, 2], value: 7, analytic: 0.7, numeric: 1.4, bound: 1e-11, badness: 9e4, verdict: 'fail' },
    { index: [1, 3], value: 8, analytic: 0.8, numeric: 0.9, bound: 1e-11, badness: 1e4, verdict: 'fail' },
    { index: [0, 0], value: 0.5, analytic: 0.1, numeric: 0.1, bound: 1e-11, badness: 0, verdict: 'pass' },
  ],
  element: {
    tensor: 'Affine1.W',
    index: [1, 2],
    value: 7,
    analytic: 0.7,
    numeric: 1.4,
    bound: 1e-11,
    tolerance: 1e-5,
    verdict: 'fail',
    slopes: null,
    cotangent: null,
    steps: [
      {
        to: 'Affine1.out',
        op: 'Affine',
        operand: 'W',
        formula: 'xᵀ · dout',
        handWritten: true,
        terms: [
          { index: [1, 2], upstream: 0.5, local: 2, product: 1 },
          { index: [0, 2], upstream: 0.2, local: 2, product: 0.4 },
        ],
        reached: 2,
        sum: 1.4,
      },
    ],
  },
  errorBar: '![error bar](data:)',
  heatMaps: '![heat maps](data:)',
};

it('shows the worst elements, pictures and the chain rule with its numbers where the worker knows them', async () => {
  const text = hoverText('Affine1.W', RESULT, {
    details: new Map([['Affine1.W', DETAIL]]),
    below: '[link](command:x)',
  });
  await expect(text).toMatchFileSnapshot('golden/hover-detailed.md');
});

it('shows the tensor at fault before what the layer puts out', () => {
  expect(tensorsAt('Affine1', faulty()).map(({ name }) => name)).toEqual(['Affine1.W', 'Affine1.out']);
  expect(tensorsAt('Affine1', RESULT).map(({ name }) => name)).toEqual(['Affine1.out']);
});

it.each([
  ['says nothing where the chain rule gives the gradient', 1.4, ''],
  ['says what the code under test gives instead', 0.7, 'The backward pass under test gives 0.7 instead of 1.4.'],
])('%s', (_, analytic, expected) => {
  const text = chainText({ ...DETAIL.element!, analytic });
  expect(text.split('\n').at(-1)).toBe(
    expected || '| sum of all 2 | &nbsp;&nbsp; | &nbsp;&nbsp; | &nbsp;&nbsp;= 1.4 |',
  );
});

it('has no chain rule for what is not differentiated', () => {
  expect(chainText({ ...DETAIL.element!, analytic: null, steps: [] })).toBe('');
});

const MOVE = { elements: 8, from: 2.6, to: 1.3, by: 1.3, cosine: 1 };
const SAME = { elements: 0, from: 2, to: 2, by: 0, cosine: 1 };

it.each<[string, TensorChange, string]>([
  [
    'a gradient that was mended',
    { kind: 'moved', status: { from: 'fail', to: 'pass' }, value: SAME, gradient: MOVE },
    'gradient agrees, before: gradient is wrong; gradient norm 2.6 → 1.3 (8 elements moved by 1.3, cosine 1); value the same.',
  ],
  ['a new tensor', { kind: 'added' }, 'new.'],
  ['another shape', { kind: 'reshaped', from: [4, 5] }, 'its shape was (4, 5).'],
])('tells of %s what the last edit has changed', (_, change, expected) => {
  const changes: Changes = { since: 'edit', loss: { from: 1, to: 1 }, tensors: { 'Affine1.W': change } };
  const text = hoverText('Affine1.W', { ...RESULT, changes });
  expect(text).toContain(`$(diff) Since the last edit: ${expected}`);
  expect(hoverText('x', { ...RESULT, changes })).toContain('Since the last edit: the same.');
});
