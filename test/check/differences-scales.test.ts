// Elements that are far smaller than others of their tensor.

import { expect, test } from 'vitest';
import { registry } from '../../src/engine/ops';
import { check, Net } from './nets';

const { Log, Pow, Reciprocal, Sqrt, Sum } = registry;

const CASES = [
  ['1 / x', Reciprocal, {}, (x: number) => -1 / (x * x)],
  ['log x', Log, {}, (x: number) => 1 / x],
  ['the square root', Sqrt, {}, (x: number) => 0.5 / Math.sqrt(x)],
  ['a power', Pow, { exponent: 1.5 }, (x: number) => 1.5 * Math.sqrt(x)],
] as const;

test.each(CASES.flatMap((each) => [1e-9, 1e-12, 1e-20].map((least) => [...each, least] as const)))(
  'a small element among large ones is measured at its own scale: %s',
  (_name, op, attributes, slopeAt, least) => {
    const net = new Net()
      .input('x', [[least, 1]])
      .layer('A', op, ['x'], attributes)
      .layer('L', Sum, ['A']);
    const [x] = check(net).checked.tensors;
    expect(x).toMatchObject({ status: 'pass', method: 'difference', suspect: false });
    expect(x.numeric[0] / slopeAt(least)).toBeCloseTo(1, 13);
    expect(x.numeric[1] / slopeAt(1)).toBeCloseTo(1, 13);
  },
);
