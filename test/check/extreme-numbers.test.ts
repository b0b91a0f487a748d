// Numbers from underflow to overflow: what cannot be told there is not called wrong, and what can be told still is.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FAIL } from '../../src/check/verdict';
import { operandOf } from '../../src/engine/graph';
import { withDefaults, type Op, type Sample } from '../../src/engine/op';
import { registry } from '../../src/engine/ops';
import { sizeOf, tensor } from '../../src/engine/tensor';
import { CASES } from '../engine/drawn';
import { Net, check, withVjp } from './nets';

const { Exp, Mul, Reciprocal, Sigmoid, Square, Sum, Tanh } = registry;

const SPECIAL = [0, -0, 5e-324, -5e-324, 1e-310, -3e-316, 2 ** -1022, Number.MAX_VALUE, Infinity, -Infinity];

/** Of any exponent within these. */
const power = (from: number, to: number): fc.Arbitrary<number> =>
  fc
    .tuple(fc.double({ min: 1, max: 10, noNaN: true }), fc.double({ min: from, max: to, noNaN: true }), fc.boolean())
    .map(([mantissa, exponent, negative]) => (negative ? -1 : 1) * mantissa * 10 ** exponent);

/** Spread over all exponents, or over some, or together in one place; now and then what is hardly a number. */
const spread: fc.Arbitrary<fc.Arbitrary<number>> = fc.oneof(
  fc.constant(power(-300, 300)),
  fc.constant(power(-80, 80)),
  fc.constant(power(-15, 15)),
  fc.constant(
    fc.oneof({ weight: 5, arbitrary: power(-15, 15) }, { weight: 1, arbitrary: fc.constantFrom(...SPECIAL) }),
  ),
  fc.double({ min: -300, max: 299, noNaN: true }).map((exponent) => power(exponent, exponent + 1)),
);

function operands(op: Op, { shapes, ranges }: Sample): fc.Arbitrary<readonly (readonly number[])[]> {
  return spread.chain((any) =>
    fc.tuple(
      ...shapes.map((shape, k) => {
        const range = ranges?.[k];
        const positive = range !== undefined && range.lo >= 0;
        const element = range?.integer
          ? fc.integer({ min: range.lo, max: range.hi - 1 })
          : isFixed(op, k)
            ? fc.double({ min: 0, max: 1, noNaN: true })
            : any.map((x) => (positive ? Math.abs(x) : x));
        return fc.array(element, { minLength: sizeOf(shape), maxLength: sizeOf(shape) });
      }),
    ),
  );
}

const isFixed = (op: Op, k: number): boolean =>
  operandOf(op, k).differentiable === false || operandOf(op, k).kind === 'mask';

describe('a right gradient is never called wrong, whatever the numbers', () => {
  test.each(CASES)('%s', (_name, op, sample) => {
    const attributes = withDefaults(op, sample.attributes ?? {});
    const size = sizeOf(op.infer(sample.shapes, attributes));
    const cotangents = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: size, maxLength: size });
    fc.assert(
      fc.property(operands(op, sample), cotangents, (data, cotangent) => {
        const net = new Net();
        data.forEach((values, k) => net.input(`x${k}`, tensor(sample.shapes[k], values), !isFixed(op, k)));
        net.layer(
          'A',
          op,
          data.map((_, k) => `x${k}`),
          attributes,
        );
        const { tensors } = check(net, {}, tensor(net.shapeOf('A'), cotangent)).checked;
        for (const { value, verdicts, analytic, numeric, bound } of tensors) {
          verdicts.forEach((verdict, k) => {
            // What overflows on its way back is no gradient.
            if (verdict === FAIL && Number.isFinite(analytic[k])) {
              expect.fail(`${value.name} ${k}: ${analytic[k]} for ${numeric[k]}, within ${bound[k]}`);
            }
          });
        }
      }),
      { numRuns: 20, seed: 1 },
    );
  });
});

test.each<[string, Op, number[]]>([
  ['a sigmoid whose slope is a handful of the least numbers', Sigmoid, [-735]],
  ['the same beside another', Sigmoid, [-735, 1]],
  ['a square that is hardly a number', Square, [1e-160]],
  ['squares that have underflowed', Square, [1e-300, 1e-320]],
  ['exponentials that hardly have', Exp, [-740, -700]],
  ['a pole beside elements of 1', Reciprocal, [1e-30, 1, 1]],
  ['a pole farther beside', Reciprocal, [1e-100, 1, 1]],
])('%s', (_name, op, x) => {
  const net = new Net().input('x', x).layer('A', op, ['x']).layer('L', Sum, ['A']);
  for (const { value, status, suspect } of check(net).checked.tensors) {
    expect(['pass', 'undecided'], value.name).toContain(status);
    expect(suspect, value.name).toBe(false);
  }
});

describe('a fault of one part in 10⁹ is found at any scale', () => {
  const off = (op: Op, at: number): Op =>
    withVjp(op, (call) => {
      op.vjp(call);
      for (const grad of call.grads) if (grad) grad.data[at] *= 1 + 1e-9;
    });

  test.each([1e-120, 1e-60, 1e-20, 1, 1e20, 1e60, 1e120])('%e', (scale) => {
    const x = [1, -2, 3].map((part) => part * scale);
    const net = (op: Op) =>
      new Net()
        .input('x', x)
        .param('w', [3 / scale, 1 / scale, -2 / scale])
        .layer('A', op, ['x', 'w'])
        .layer('S', Tanh, ['A']);
    expect(check(net(Mul)).statuses).toMatchObject({ x: 'pass', w: 'pass' });
    expect(check(net(off(Mul, 1))).statuses).toMatchObject({ x: 'fail', w: 'fail' });
  });
});
