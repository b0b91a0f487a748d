// The forward mode of every op, against its vjp, its difference rule, and itself in a smaller box.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fullBox, type Box } from '../../src/engine/box';
import type { Delta } from '../../src/engine/difference';
import { DifferenceStep } from '../../src/engine/difference-step';
import { pushForward } from '../../src/engine/forward-mode';
import { operandOf } from '../../src/engine/graph';
import type { Attributes, Call, Op } from '../../src/engine/op';
import { registry } from '../../src/engine/ops';
import { indexOf, tensor, zeros, type Tensor } from '../../src/engine/tensor';
import { CASES, OPS, branchesOf, computed, drawBox, drawCall, drawn, isInside, isTied, largest, pulled } from './drawn';

const SEED = fc.integer({ min: 0, max: 2 ** 31 });
const RUNS = { numRuns: 30, seed: 1 };

const moves = (op: Op, k: number): boolean => operandOf(op, k).differentiable !== false;

function pushed(op: Op, call: Call, tangents: readonly (Tensor | null)[], box: Box = fullBox(call.out.shape)): Tensor {
  const into = zeros(call.out.shape);
  into.data.fill(NaN);
  expect(pushForward(op, { ...call, point: call, tangents, into, box })).toBe(true);
  return into;
}

const dot = (a: Tensor, b: Tensor): number =>
  Float64Array.from(a.data, (x, i) => x * b.data[i]).reduce((sum, x) => sum + x);

test('every op that a network file can name has a rule', () => {
  expect(OPS.filter(({ jvp }) => jvp === null)).toEqual([]);
});

describe.each(CASES)('%s', (_name, op, sample) => {
  const draw = (seed: number) => {
    const { call, random } = drawCall(op, sample, seed);
    const tangents = call.operands.map(({ shape }, k) => (moves(op, k) ? drawn(random, shape) : null));
    return { call, random, tangents };
  };

  test('is the transpose of the vjp: <v, J u> = <Jᵀ v, u>', () => {
    fc.assert(
      fc.property(SEED, (seed) => {
        const { call, random, tangents } = draw(seed);
        fc.pre(!isTied(branchesOf(op, call)));
        const v = drawn(random, call.out.shape);
        const forwards = dot(v, pushed(op, call, tangents));
        const terms = pulled(op, call, v, 0).map((grad, k) => (grad && tangents[k] ? dot(grad, tangents[k]) : 0));
        const backwards = terms.reduce((sum, term) => sum + term, 0);
        const scale = terms.reduce((sum, term) => sum + Math.abs(term), 1);
        expect(Math.abs(forwards - backwards)).toBeLessThan(1e-11 * scale);
      }),
      RUNS,
    );
  });

  test('is where differences go to as the step does to 0', () => {
    const STEP = 2 ** -20;
    fc.assert(
      fc.property(SEED, (seed) => {
        const { call, tangents } = draw(seed);
        fc.pre(!isTied(branchesOf(op, call)));
        const moved = [STEP, -STEP].map((step) => {
          const deltas = tangents.map(
            (tangent): Delta | null =>
              tangent && {
                box: fullBox(tangent.shape),
                data: Float64Array.from(tangent.data, (x) => step * x),
                points: null,
              },
          );
          const taken = new DifferenceStep(op, call, deltas, 1, new Uint8Array(1), (size) => new Float64Array(size));
          taken.run();
          return taken.change?.data ?? new Float64Array(call.out.data.length);
        });
        const { data } = pushed(op, call, tangents);
        const scale = Math.max(1, largest(data));
        data.forEach((slope, i) => {
          expect(Math.abs(slope - (moved[0][i] - moved[1][i]) / (2 * STEP))).toBeLessThan(1e-8 * scale);
        });
      }),
      RUNS,
    );
  });

  test('of one operand writes its box, and nothing outside of it', () => {
    fc.assert(
      fc.property(SEED, (seed) => {
        const { call, random, tangents } = draw(seed);
        const moving = tangents.flatMap((tangent, k) => (tangent ? [k] : []));
        const chosen = moving[random.below(moving.length)];
        const only = tangents.map((tangent, k) => (k === chosen ? tangent : null));
        const box = drawBox(random, call.out.shape);
        const whole = pushed(op, call, only);
        const { data } = pushed(op, call, only, box);
        data.forEach((slope, i) => {
          expect(slope).toBe(isInside(box, indexOf(call.out.shape, i)) ? whole.data[i] : NaN);
        });
      }),
      RUNS,
    );
  });
});

test.each<[Op, number, number, Attributes?]>([
  [registry.Sigmoid, 800, 0],
  [registry.Sigmoid, -30, Math.exp(-30)],
  [registry.Tanh, -15, 4 * Math.exp(-30)],
  [registry.Softplus, -30, Math.exp(-30)],
  [registry.SiLU, -800, 0],
  [registry.GELU, 50, 1],
  [registry.GELU, -8, -4.714784504106842e-20, { approximate: 'tanh' }],
  [registry.GELU, -1e200, 0, { approximate: 'tanh' }],
  [registry.GELU, 1e200, 1, { approximate: 'tanh' }],
])('of %o keeps its digits far out', (op, x, slope, attributes) => {
  const call = computed(op, [tensor([1], [x])], attributes);
  const [found] = pushed(op, call, [tensor([1], [1])]).data;
  if (slope === 0) expect(Math.abs(found)).toBe(0);
  else expect(found / slope).toBeCloseTo(1, 12);
});
