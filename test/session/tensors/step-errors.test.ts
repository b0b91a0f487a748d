// The error of plain central differences against the step, beside what calculus says of it.
import { expect, it } from 'vitest';
import { stepErrors, type StepErrorsAnswer } from '../../../src/session/tensors/step-errors';
import { KINK, MLP, finished } from './networks';

const network = (type: string, x: number) => `{ "inputs": { "x": ${x} }, "layers": [
  { "name": "F", "type": "${type}", "inputs": "x" } ] }`;

async function errorsOf(text: string, tensor: string, index: number[], settings = {}): Promise<StepErrorsAnswer> {
  const work = stepErrors(await finished(text, settings), { tensor, index });
  for (let step = work.next(); ; step = work.next()) if (step.done) return step.value;
}

it('has the truncation of the exponential, e^x (sinh(h) / h - 1), where that is all there is', async () => {
  const { points, truncation, own, reference, bound } = await errorsOf(network('Exp', 1), 'x', []);
  expect(points[0].h).toBeCloseTo(0.1, 15);
  expect(points.at(-1)!.h).toBeCloseTo(1e-13, 20);
  for (const { h, error } of points.filter(({ h }) => h > 3e-3)) {
    expect(error / (Math.E * (Math.sinh(h) / h - 1))).toBeCloseTo(1, 3);
  }
  expect(truncation! / (Math.E / 6)).toBeCloseTo(1, 2);
  expect(reference).toBeCloseTo(Math.E, 13);
  expect(bound).toBeLessThan(1e-13);
  expect(own).toEqual({ h: 2 ** -36, carried: true });
});

it('is rounding alone at small steps: an ulp or two of the loss over the step', async () => {
  const { points, rounding } = await errorsOf(network('Exp', 1), 'x', []);
  const ulp = 2 ** -51;
  expect(rounding).toBeGreaterThan(ulp / 40);
  expect(rounding).toBeLessThan(ulp);
  for (const { h, error } of points.filter(({ h }) => h < 1e-7)) expect(error).toBeLessThan((2 * ulp) / h);
});

it('has its valley where both are equal, far above the error of the carried difference', async () => {
  const { points, truncation, rounding, bound } = await errorsOf(network('Exp', 1), 'x', []);
  const best = points.reduce((least, point) => (point.error < least.error ? point : least));
  const meets = Math.cbrt(rounding! / truncation!);
  expect(Math.abs(Math.log10(best.h / meets))).toBeLessThan(1);
  expect(best.error).toBeGreaterThan(10 * bound!);
});

it('knows no truncation of a square, whose central difference is exact', async () => {
  const { points, truncation } = await errorsOf(network('Square', 3), 'x', []);
  expect(truncation).toBeNull();
  expect(points[0].error).toBeLessThan(1e-13);
});

it('does not come nearer at a kink than half of what its slopes are apart', async () => {
  const { points, truncation, rounding, own } = await errorsOf(KINK, 'x', [1]);
  for (const { slope, error, switched } of points.filter(({ h }) => h > 1e-10)) {
    expect(switched).toBe(true);
    expect(slope).toBeCloseTo(0.5, 5);
    expect(error).toBeCloseTo(0.5, 5);
  }
  expect([truncation, rounding]).toEqual([null, null]);
  expect(own).toMatchObject({ carried: false });
});

it('takes steps on the scale of the element, and tells those that throw a switch', async () => {
  const { points } = await errorsOf(
    `{ "inputs": { "x": [1000, 3] }, "layers": [
    { "name": "R", "type": "ReLU", "inputs": "x" }, { "name": "Total", "type": "Sum" } ] }`,
    'x',
    [0],
  );
  expect(points[0].h).toBeCloseTo(100, 10);
  expect(points.at(-1)!.h / 1e-13).toBeCloseTo(1, 10);
  expect(points.every(({ switched }) => !switched)).toBe(true);
  const small = await errorsOf(
    `{ "inputs": { "x": [0.01, -3, 5] }, "layers": [
    { "name": "R", "type": "ReLU", "inputs": "x" }, { "name": "Total", "type": "Sum" } ] }`,
    'x',
    [0],
  );
  expect(small.points.filter(({ switched }) => switched).map(({ h }) => h > 0.01)).not.toContain(false);
  expect(small.points[0]).toMatchObject({ h: 0.1, switched: true });
  const tiny = await errorsOf(network('Exp', 1e-3), 'x', []);
  expect([tiny.points[0].h, tiny.points.at(-1)!.h / 1e-16]).toEqual([0.1, expect.closeTo(1, 10)]);
  expect(tiny.truncation! / (Math.exp(1e-3) / 6)).toBeCloseTo(1, 2);
});

it('tells errors of an element that was not checked from its own carried difference', async () => {
  const [all, sampled] = [await errorsOf(MLP, 'Affine1.b', [0]), await finished(MLP, { sample: 1 })];
  const { verdicts } = sampled.checked.tensors.find(({ value }) => value.name === 'Affine1.b')!;
  const at = verdicts.indexOf(0);
  const answer = await errorsOf(MLP, 'Affine1.b', [at], { sample: 1 });
  expect(answer).toMatchObject({ bound: null, own: null });
  const checked = await errorsOf(MLP, 'Affine1.b', [at]);
  expect(answer.reference).toBeCloseTo(checked.reference!, 14);
  expect(all.own).toMatchObject({ carried: true });
});

it('has the step of plain differences where those were asked for', async () => {
  const { own } = await errorsOf(network('Exp', 1), 'x', [], { method: 'central', h: 1e-4 });
  expect(own).toEqual({ h: 1e-4, carried: false });
});

it('does not take what is not there', async () => {
  await expect(errorsOf(MLP, 'x', [3, 0])).rejects.toThrow(RangeError);
  await expect(errorsOf(MLP, 'y', [])).rejects.toThrow('the network has no tensor y');
});
