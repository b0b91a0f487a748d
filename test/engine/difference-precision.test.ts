// The rule of every op that tells how far its result moves, against its definition in decimals of 64 digits: how small a
// step may be, and how saturated the op, the movement keeps its digits.

import { describe, expect, test } from 'vitest';
import { fullBox } from '../../src/engine/box';
import { forEachPlace, type Delta } from '../../src/engine/difference';
import { DifferenceStep } from '../../src/engine/difference-step';
import { operandOf } from '../../src/engine/graph';
import type { Call, Op } from '../../src/engine/op';
import { registry } from '../../src/engine/ops';
import { randomStream } from '../../src/engine/random';
import { formatShape, indexOf } from '../../src/engine/tensor';
import { DEFINITIONS } from '../references/definitions';
import { exactly, num, type Exact, type Num } from '../references/definitions/decimal';
import { EXTREMES } from './difference-precision-cases';
import { termsOf } from './difference-precision-terms';
import { CASES, computed, drawCall } from './drawn';

/** By lane. */
const STEPS = [1e-3, 1e-7, 1e-12];
const LANES = STEPS.length;
/** Of the movement, or of its terms where they cancel. */
const PRECISION = 2e-14;

test('every op of the registry has a definition, and every definition has an op', () => {
  expect(Object.keys(DEFINITIONS).sort()).toEqual(Object.keys(registry).sort());
});

describe('a movement has all digits, of one element and of all together: at the samples', () => {
  test.each(CASES)('%s', (_name, op, sample) => expectDigits(op, drawCall(op, sample, 1).call));
});

describe('a movement has all digits where naive formulas cancel', () => {
  test.each(EXTREMES.map((one) => [one.name, one] as const))('%s', (_name, { op, operands, attributes }) => {
    expectDigits(op, computed(op, operands, attributes));
  });
});

const room = (size: number): Float64Array => new Float64Array(size).fill(NaN);
const moves = (op: Op, k: number): boolean =>
  operandOf(op, k).differentiable !== false && operandOf(op, k).kind !== 'mask';

function expectDigits(op: Op, call: Call): void {
  const { operands, attributes, out } = call;
  const random = randomStream(1, 'steps');
  const steps = operands.map(({ data }) =>
    STEPS.map((size) =>
      Float64Array.from(data, () => size * (0.5 + random.uniform() / 2) * (random.below(2) ? 1 : -1)),
    ),
  );
  const start = operands.map(exactly);
  const define = (moved: readonly Exact[]): readonly Num[] => DEFINITIONS[op.name](moved, attributes, out.shape);
  const before = define(start);
  const termsAt = termsOf(op.name, operands, attributes);
  const scales = STEPS.map(() => new Float64Array(out.data.length));
  operands.forEach((operand, k) => {
    if (!moves(op, k)) return;
    for (let j = 0; j < operand.data.length; j++) {
      const found = movement(op, call, k, j, steps);
      STEPS.forEach((_, lane) => {
        const d = steps[k][lane][j];
        const after = define(start.map((at, other) => (other === k ? movedAt(at, j, d) : at)));
        after.forEach((moved, i) => {
          const exact = moved.minus(before[i]).toNumber();
          const scale = Math.abs(exact) + (exact === 0 ? 0 : termsAt(k, j, d, i));
          scales[lane][i] += scale;
          expectNear(
            found[lane][i],
            exact,
            scale,
            `${formatShape(indexOf(out.shape, i))} when ${j} of operand ${k} moves by ${d}`,
          );
        });
      });
    }
  });
  const together = movement(op, call, null, 0, steps);
  STEPS.forEach((size, lane) => {
    const after = define(start.map((at, k) => (moves(op, k) ? movedBy(at, steps[k][lane]) : at)));
    after.forEach((moved, i) => {
      const exact = moved.minus(before[i]).toNumber();
      expectNear(
        together[lane][i],
        exact,
        scales[lane][i],
        `${formatShape(indexOf(out.shape, i))} when all move by ${size}`,
      );
    });
  });
}

function expectNear(found: number, exact: number, scale: number, what: string): void {
  if (!Number.isFinite(exact) || !Number.isFinite(found)) return;
  expect(Math.abs(found - exact) <= PRECISION * scale, `${what}: ${found} for ${exact}, of ${scale}`).toBe(true);
}

function movedAt({ shape, data }: Exact, j: number, d: number): Exact {
  return { shape, data: data.with(j, data[j].plus(num(d))) };
}

function movedBy({ shape, data }: Exact, steps: Float64Array): Exact {
  return { shape, data: data.map((element, i) => element.plus(num(steps[i]))) };
}

/** The whole result's movement in each lane: of element j of operand k alone, or of everything where k is null. */
function movement(
  op: Op,
  call: Call,
  k: number | null,
  j: number,
  steps: readonly (readonly Float64Array[])[],
): Float64Array[] {
  const deltas = call.operands.map(({ shape, data }, at): Delta | null => {
    if (k === null ? !moves(op, at) : at !== k) return null;
    const box = fullBox(shape);
    if (k === null) {
      const all = Float64Array.from({ length: data.length * LANES }, (_, place) => {
        const lane = place % LANES;
        return steps[at][lane][(place - lane) / LANES];
      });
      return { box, data: all, points: null };
    }
    indexOf(shape, j).forEach((position, axis) => {
      box.lo[axis] = position;
      box.hi[axis] = position + 1;
    });
    return { box, data: Float64Array.from(steps[at], (lane) => lane[j]), points: new Int32Array(LANES).fill(j) };
  });
  const step = new DifferenceStep(op, call, deltas, LANES, new Uint8Array(LANES), room);
  step.run();
  const { change } = step;
  return STEPS.map((_, lane) => {
    const whole = new Float64Array(call.out.data.length);
    if (change?.points) whole[change.points[lane]] = change.data[lane];
    else if (change) forEachPlace(call.out.shape, change.box, (i, at) => (whole[i] = change.data[at * LANES + lane]));
    return whole;
  });
}
