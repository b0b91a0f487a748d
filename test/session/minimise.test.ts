// Making a failing case smaller, whatever it is that fails.

import { describe, expect, it } from 'vitest';
import { minimise, type Bench } from '../../src/session/shrink/minimise';
import type { SmallCase } from '../../src/session/shrink/small-case';
import { tensor, toNested, type Shape, type Tensor } from '../../src/engine/tensor';

const ramp = (shape: Shape): Tensor =>
  tensor(
    shape,
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => 0.37 * i - 1.234),
  );

const affine = (N: number, D: number, M: number): SmallCase => ({
  inputs: new Map([['x', ramp([N, D])]]),
  params: new Map([
    ['W', ramp([D, M])],
    ['b', ramp([M])],
  ]),
  attributes: new Map([['units', M]]),
  upstream: ramp([N, M]),
});

/** An affine layer, which fits together or does not; what of it fails is given. */
const bench = (fails: (trial: SmallCase) => boolean): Bench & { trials: number } => ({
  trials: 0,
  outputShape({ inputs, params, attributes }) {
    const [[N, D], [rows, M], [length]] = [inputs.get('x')!.shape, params.get('W')!.shape, params.get('b')!.shape];
    const fits = D === rows && M === length && M === attributes.get('units');
    return Promise.resolve(fits ? [N, M] : null);
  },
  fails(trial) {
    this.trials++;
    return Promise.resolve(fails(trial));
  },
});

const shapes = ({ inputs, params, attributes, upstream }: SmallCase): unknown => ({
  x: inputs.get('x')?.shape,
  W: params.get('W')?.shape,
  units: attributes.get('units'),
  upstream: upstream?.shape,
});

describe('the smallest failing case', () => {
  it('is of one element each where nothing else is needed', async () => {
    const smallest = await minimise(
      affine(7, 5, 3),
      bench(() => true),
    );
    expect(shapes(smallest)).toEqual({ x: [1, 1], W: [1, 1], units: 1, upstream: [1, 1] });
    expect([...smallest.inputs.values(), ...smallest.params.values()].map(toNested)).toEqual([[[2]], [[3]], [0]]);
  });

  it('keeps two rows where a batch of one would hide the fault', async () => {
    const smallest = await minimise(
      affine(7, 5, 3),
      bench(({ inputs }) => inputs.get('x')!.shape[0] > 1),
    );
    expect(shapes(smallest)).toEqual({ x: [2, 1], W: [1, 1], units: 1, upstream: [2, 1] });
  });

  it('takes extents apart that are equal by chance', async () => {
    const smallest = await minimise(
      affine(4, 4, 4),
      bench(({ params }) => params.get('W')!.shape[1] > 2),
    );
    expect(shapes(smallest)).toEqual({ x: [1, 1], W: [1, 3], units: 3, upstream: [1, 3] });
  });

  it('keeps numbers that the fault needs, rounded as far as it lets itself be', async () => {
    const needs = ({ inputs }: SmallCase): boolean => inputs.get('x')!.data.every((v) => v < 0 && v > -1.4);
    const smallest = await minimise(affine(1, 1, 1), bench(needs));
    expect(smallest.inputs.get('x')!.data[0]).toBe(-1);
  });

  it('is found in few trials', async () => {
    const trying = bench(({ inputs, params }) => inputs.get('x')!.shape[0] > 1 && params.get('W')!.shape[0] > 1);
    const smallest = await minimise(affine(64, 100, 10), trying);
    expect(shapes(smallest)).toEqual({ x: [2, 2], W: [2, 1], units: 1, upstream: [2, 1] });
    expect(trying.trials).toBeLessThan(100);
  });
});
