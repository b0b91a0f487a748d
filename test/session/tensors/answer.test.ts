// Slices, worst elements and small matrices of a checked network's tensors.
import { expect, it } from 'vitest';
import { answerTensor } from '../../../src/session/tensors/answer';
import { KeptChecks } from '../../../src/session/tensors/kept';
import { pooled } from '../../../src/session/tensors/matrix';
import { DOUBLED, MLP, APPLE, finished } from './networks';

const X = [1, 2, 3, 4];
// d(x³ + x)/dx, and what twice the cube's makes of it.
const RIGHT = X.map((x) => 3 * x ** 2 + 1);
const WRONG = X.map((x) => 6 * x ** 2 + 1);

it('gives all columns of the elements below leading indices', async () => {
  const { checked } = await finished(DOUBLED);
  const { elements, shape } = answerTensor(checked, {
    tensor: 'x',
    columns: ['value', 'analytic', 'numeric', 'difference', 'verdicts'],
    elements: { leading: [1] },
  });
  expect(shape).toEqual([2, 2]);
  expect([...elements!.value!]).toEqual([3, 4]);
  expect([...elements!.analytic!]).toEqual(WRONG.slice(2));
  elements!.numeric!.forEach((n, i) => expect(n).toBeCloseTo(RIGHT[i + 2], 6));
  elements!.difference!.forEach((d, i) => expect(d).toBeCloseTo(WRONG[i + 2] - RIGHT[i + 2], 6));
  expect([...elements!.verdicts!]).toEqual([4, 4]);
});

it('gives elements by position, and in a row', async () => {
  const { checked } = await finished(DOUBLED);
  const ask = { tensor: 'x', columns: ['value'] } as const;
  const valuesOf = (answer: ReturnType<typeof answerTensor>) => [...answer.elements!.value!];
  expect(valuesOf(answerTensor(checked, { ...ask, elements: { at: [3, 0] } }))).toEqual([4, 1]);
  expect(valuesOf(answerTensor(checked, { ...ask, elements: { from: 1, count: 2 } }))).toEqual([2, 3]);
  expect(valuesOf(answerTensor(checked, { ...ask, elements: { leading: [] } }))).toEqual(X);
  expect(() => answerTensor(checked, { ...ask, elements: { from: 3, count: 2 } })).toThrow(RangeError);
  expect(() => answerTensor(checked, { ...ask, elements: { leading: [2] } })).toThrow(RangeError);
});

it('ranks elements from the worst on', async () => {
  const { checked } = await finished(DOUBLED);
  const { worst } = answerTensor(checked, { tensor: 'x', columns: [], worst: 3 });
  expect(worst).toHaveLength(3);
  const bad = worst.map(({ badness }) => badness);
  expect(bad).toEqual(bad.toSorted((a, b) => b - a));
  expect(worst[0]).toMatchObject({ verdict: 'fail' });
  const all = answerTensor(checked, { tensor: 'x', columns: [], worst: 100 }).worst;
  expect(all).toHaveLength(4);
  expect(all.slice(0, 3)).toEqual(worst);
});

it('leaves out the columns that labels, and projections, do not have', async () => {
  const { checked } = await finished(MLP);
  const labels = answerTensor(checked, {
    tensor: 't',
    columns: ['value', 'numeric', 'bound'],
    elements: { leading: [] },
  });
  expect(Object.keys(labels.elements!)).toEqual(['value']);
  const along = (await finished(MLP, { method: 'projection' })).checked;
  const params = answerTensor(along, {
    tensor: 'Affine1.W',
    columns: ['analytic', 'numeric'],
    worst: 3,
    matrix: { rows: 2, columns: 2 },
  });
  expect(Object.keys(params.matrices)).toEqual(['analytic']);
  expect(params.worst).toEqual([]);
});

it('puts together to what stands out of each block', () => {
  const data = [1, -5, 2, 0, NaN, 3, 4, 4.5, -0.5, 0.25, NaN, NaN];
  const matrix = pooled(data, 0, [3, 4], 2, 2);
  expect(matrix).toMatchObject({ rows: 2, columns: 2, of: { rows: 3, columns: 4 } });
  expect([...matrix.data]).toEqual([-5, 4.5, -0.5, NaN]);
});

it('draws small tensors, vectors and scalars as they are', () => {
  expect([...pooled([1, 2, 3], 0, [3], 8, 8).data]).toEqual([1, 2, 3]);
  expect(pooled([7], 0, [], 8, 8)).toMatchObject({ rows: 1, columns: 1 });
  expect(pooled([1, 2, 3, 4, 5, 6], 0, [3, 1, 2], 8, 8)).toMatchObject({ rows: 3, columns: 2 });
  expect([...pooled([1, 2, 3, 4, 5, 6], 2, [2, 2], 8, 8).data]).toEqual([3, 4, 5, 6]);
  expect(pooled([], 0, [0, 3], 8, 8)).toMatchObject({ rows: 0, columns: 3 });
});

it('keeps the last check of each of a few networks', async () => {
  const [apple, mlp] = [await finished(APPLE), await finished(MLP)];
  const kept = new KeptChecks();
  kept.set('a', 1, apple);
  expect(kept.get('a', 1)).toBe(apple);
  kept.set('a', 2, mlp);
  expect(kept.get('a', 1)).toBeNull();
  expect(kept.get('a', 2)).toBe(mlp);
  for (const [i, uri] of ['b', 'c', 'd'].entries()) kept.set(uri, 3 + i, apple);
  expect(kept.get('a', 2)).toBe(mlp);
  kept.set('e', 6, apple);
  expect(kept.get('b', 3)).toBeNull();
  expect(kept.get('a', 2)).toBe(mlp);
});
