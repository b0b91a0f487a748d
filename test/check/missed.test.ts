// How likely a projection is to miss an error of 1 % of the gradient's norm: tried with random errors.

import { expect, it } from 'vitest';
import { missProbability } from '../../src/check/missed';
import { toleranceAt } from '../../src/check/verdict';
import { registry } from '../../src/engine/ops';
import { randomStream } from '../../src/engine/random';
import { tensor } from '../../src/engine/tensor';
import { check, Net } from './nets';

const SIZE = 40;
const random = randomStream(1, 'missed');
const net = new Net()
  .input(
    'x',
    tensor(
      [SIZE],
      Array.from({ length: SIZE }, () => random.normal()),
    ),
  )
  .layer('Act', registry.Tanh, ['x'])
  .layer('Loss', registry.Sum, ['Act']);

it('is not less than the share of errors that pass along all directions', () => {
  // Tolerances so wide that errors are missed often enough to be counted.
  const { checked } = check(net, { method: 'projection', rtol: 2e-2, atol: 0 });
  const x = checked.tensors.find(({ value }) => value.name === 'x')!;
  const said = missProbability(x);
  const error = 0.01 * Math.hypot(...x.gradient!);
  const runs = 20_000;
  let missed = 0;
  for (let run = 0; run < runs; run++) {
    const unseen = [...x.numeric.keys()].every((k) => {
      const limit = toleranceAt(x.toleranceOf(k), x.analytic[k], x.numeric[k]) + x.bound[k];
      return Math.abs(random.normal() * error) <= limit;
    });
    if (unseen) missed++;
  }
  expect(missed).toBeGreaterThan(0);
  expect(said).toBeGreaterThanOrEqual((missed / runs) * 0.9);
  expect(said).toBeLessThan((missed / runs) * 3);
});

it('is 1 where there is no gradient to speak of', () => {
  const flat = new Net().input('x', [1, 2]).constant('o', [0, 0]);
  const { checked } = check(flat.layer('Off', registry.Mul, ['x', 'o']).layer('Loss', registry.Sum, ['Off']), {
    method: 'projection',
  });
  expect(missProbability(checked.tensors[0])).toBe(1);
});
