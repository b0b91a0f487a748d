// Which causes have a fix that was proven: all that expressions can have, and of programs all that have a name.

import { describe, expect, it } from 'vitest';
import { EXPRESSION_SUBJECTS, networkOf, type ExpressionBug, type ExpressionSubject } from '../../corpus/expressions';
import { SUBJECTS } from '../../corpus/subjects';
import { CAUSES } from '../../../src/session/causes';
import { checkedPatiently } from './patch';

/** An expression keeps nothing from call to call, changes no argument and draws no numbers. */
const BEYOND_EXPRESSIONS = ['argument-mutated', 'dropout-fresh-mask', 'stale-cache'];

/** Of causes that the corpus does not plant in expressions. */
const MORE: readonly (readonly [code: string, type: ExpressionSubject['type'], wrong: Record<string, string>])[] = [
  [
    'missing-gradient',
    {
      inputs: ['x'],
      params: { g: { shape: ['x.shape[1]'], normal: 1 } },
      forward: 'x .* g',
      backward: { x: 'dout .* g' },
    },
    {},
  ],
  [
    'axis-swapped',
    { inputs: ['x'], forward: 'softmax(x)', backward: {} },
    { x: 'out .* (dout - sum(dout .* out, 0, true))' },
  ],
  [
    'accumulated-twice',
    { inputs: ['x'], let: { y: 'tanh(x)' }, forward: 'x + y', backward: {} },
    { x: 'dout + dout + dout .* (1 - y .* y)' },
  ],
  [
    'dropout-scale',
    { inputs: ['x'], let: { m: 'sin(40 * x) > 0' }, forward: 'x .* m / 0.5', backward: {} },
    { x: 'dout .* m' },
  ],
  ['unknown', { inputs: ['x'], forward: 'sin(x) .* x', backward: {} }, { x: 'dout .* cos(x)' }],
];

describe('of a layer of expressions', () => {
  it.each(MORE)('%s has a fix', async (code, type, wrong) => {
    const backward = { ...type.backward, ...wrong };
    const subject: ExpressionSubject = { name: code, type: { ...type, backward }, bugs: [] };
    const report = await checkedPatiently('more.grad.json', networkOf(subject, null, { N: 5, D: 3, M: 2 }, 3));
    expect(report.faults.map(({ code, fix }) => [code, typeof fix?.title])).toEqual([[code, 'string']]);
  });

  it('every cause is tried, here or in the corpus', () => {
    const bugs: readonly ExpressionBug[] = EXPRESSION_SUBJECTS.flatMap(({ bugs }) => bugs);
    const tried = new Set([...bugs, ...MORE.map(([code]) => ({ code }))].map(({ code }) => code));
    expect([...tried, ...BEYOND_EXPRESSIONS].sort()).toEqual(Object.keys(CAUSES).sort());
  });
});

it('of a program, every cause that has a name is tried in the corpus, but for shared objects', () => {
  const tried = new Set(SUBJECTS.flatMap(({ bugs }) => bugs).map(({ code }) => code));
  expect([...tried, 'stale-cache', 'unknown'].sort()).toEqual(Object.keys(CAUSES).sort());
});
