// One element: both gradients, and the steps by which its gradient comes.
import { expect, it } from 'vitest';
import { answerElement } from '../../../src/session/tensors/element';
import { DOUBLED, KINK, MLP, APPLE, finished } from './networks';

it('shows the chain rule of the book: what goes on is upstream times local derivative', async () => {
  const apple = answerElement(await finished(APPLE), { tensor: 'apple', index: [] });
  expect(apple).toMatchObject({ value: 100, verdict: 'pass', slopes: null, cotangent: null });
  expect(apple.analytic).toBeCloseTo(2.2, 14);
  const [step, ...others] = apple.steps;
  expect(others).toEqual([]);
  expect(step).toMatchObject({ to: 'Price.out', op: 'Mul', operand: 'x', reached: 1, handWritten: false });
  expect(step.terms).toEqual([{ index: [], upstream: 1.1, local: 2, product: 2.2 }]);
});

it('gives the output its cotangent, and no steps', async () => {
  const total = answerElement(await finished(APPLE), { tensor: 'Total.out', index: [] });
  expect(total).toMatchObject({ value: 220.00000000000003, cotangent: 1, steps: [] });
});

it.each(['x', 'Affine1.W', 'Affine1.b', 'Affine1.out', 'Relu1.out', 'Affine2.W', 'Affine2.out'])(
  'adds up to the gradient of %s, element by element',
  async (tensor) => {
    const all = await finished(MLP);
    const { shape, id } = all.checked.graph.values.find(({ name }) => name === tensor)!;
    const flat = all.checked.gradients[id]!.data;
    for (const at of [0, flat.length - 1]) {
      const index = shape.length === 1 ? [at] : [Math.floor(at / shape[1]), at % shape[1]];
      const { analytic, steps } = answerElement(all, { tensor, index });
      expect(analytic).toBe(flat[at]);
      const sum = steps.reduce((total, step) => total + step.sum, 0);
      expect(sum).toBeCloseTo(flat[at], 13);
      const terms = steps.flatMap((step) => step.terms);
      expect(terms.reduce((total, { product }) => total + product, 0)).toBeCloseTo(flat[at], 13);
    }
  },
);

it('tells a hand-written layer from what its gradient should have been', async () => {
  const at = answerElement(await finished(DOUBLED), { tensor: 'x', index: [1, 0] });
  // d(x³ + x)/dx at 3, beside twice 27 and 1.
  expect(at.numeric).toBeCloseTo(28, 6);
  const [cube, sum] = at.steps;
  expect(cube).toMatchObject({ handWritten: true });
  expect(sum).toMatchObject({ to: 'Sum1.out', handWritten: false });
  expect(cube.sum + sum.sum).toBeCloseTo(28, 8);
  expect(at.analytic! - cube.sum - sum.sum).toBeCloseTo(27, 8);
});

it('has the two slopes of a kink, and the derivative that was taken there', async () => {
  const at = answerElement(await finished(KINK), { tensor: 'x', index: [1] });
  expect(at).toMatchObject({ analytic: 0, verdict: 'kink' });
  expect(at.slopes?.[0]).toBeCloseTo(0, 9);
  expect(at.slopes?.[1]).toBeCloseTo(1, 9);
  expect(at.steps[0].terms).toEqual([{ index: [1], upstream: 1, local: 0, product: 0 }]);
});

it('knows nothing numerical of an element that was not checked', async () => {
  const sampled = await finished(MLP, { sample: 1 });
  const { verdicts } = sampled.checked.tensors.find(({ value }) => value.name === 'Affine1.b')!;
  const index = [verdicts.indexOf(0)];
  expect(answerElement(sampled, { tensor: 'Affine1.b', index })).toMatchObject({ numeric: null, verdict: null });
});

it('does not take what is not there', async () => {
  const all = await finished(MLP);
  expect(() => answerElement(all, { tensor: 'x', index: [3, 0] })).toThrow(RangeError);
  expect(() => answerElement(all, { tensor: 'x', index: [0] })).toThrow(RangeError);
  expect(() => answerElement(all, { tensor: 'y', index: [] })).toThrow('the network has no tensor y');
});
