// The rule of every op that tells how far its result moves, against the forward pass at both ends.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyBox, setElement, fullBox, growBox } from '../../src/engine/box';
import { forEachPlace, type Delta } from '../../src/engine/difference';
import { DifferenceStep } from '../../src/engine/difference-step';
import { operandOf } from '../../src/engine/graph';
import type { Call, Op } from '../../src/engine/op';
import { copyOf, formatShape, indexOf, type Tensor } from '../../src/engine/tensor';
import { CASES, computed, drawBox, drawCall } from './drawn';

const LANES = 3;
const SEED = fc.integer({ min: 0, max: 2 ** 31 });
const room = (size: number): Float64Array => new Float64Array(size).fill(NaN);
const moves = (op: Op, k: number): boolean =>
  operandOf(op, k).differentiable !== false && operandOf(op, k).kind !== 'mask';

/** The whole result's movement in each lane; 0 outside of what is said to move. */
function movement(op: Op, call: Call, deltas: readonly (Delta | null)[]): Float64Array[] {
  const step = new DifferenceStep(op, call, deltas, LANES, new Uint8Array(LANES), room);
  step.run();
  const { change } = step;
  return Array.from({ length: LANES }, (_, lane) => {
    const whole = new Float64Array(call.out.data.length);
    if (change?.points) whole[change.points[lane]] = change.data[lane];
    else if (change) forEachPlace(call.out.shape, change.box, (i, at) => (whole[i] = change.data[at * LANES + lane]));
    return whole;
  });
}

function movedBy(operand: Tensor, delta: Delta | null, lane: number): Tensor {
  const moved = copyOf(operand);
  if (delta?.points) moved.data[delta.points[lane]] += delta.data[lane];
  else if (delta) forEachPlace(operand.shape, delta.box, (i, at) => (moved.data[i] += delta.data[at * LANES + lane]));
  return moved;
}

function expectMovement(op: Op, call: Call, deltas: readonly (Delta | null)[]): void {
  const found = movement(op, call, deltas);
  found.forEach((whole, lane) => {
    const operands = call.operands.map((operand, k) => movedBy(operand, deltas[k], lane));
    const after = computed(op, operands, call.attributes).out;
    const scale = Math.max(1, ...after.data.map(Math.abs), ...call.out.data.map(Math.abs));
    whole.forEach((d, i) => {
      const expected = after.data[i] - call.out.data[i];
      const at = `${formatShape(indexOf(call.out.shape, i))} of lane ${lane}: ${d} for ${expected}`;
      if (Number.isFinite(expected)) expect(Math.abs(d - expected), at).toBeLessThan(2e-13 * scale);
    });
  });
}

describe('a box of each operand moves far, alone and together with the others', () => {
  test.each(CASES)('%s', (_name, op, sample) => {
    fc.assert(
      fc.property(SEED, (seed) => {
        const { call, random, redraw } = drawCall(op, sample, seed);
        const moving = call.operands.map((operand, k): Delta | null => {
          if (!moves(op, k)) return null;
          const box = drawBox(random, operand.shape);
          const others = Array.from({ length: LANES }, () => redraw(k));
          const data: number[] = [];
          forEachPlace(operand.shape, box, (i) => {
            for (const other of others) data.push(other.data[i] - operand.data[i]);
          });
          return { box, data: Float64Array.from(data), points: null };
        });
        expectMovement(op, call, moving);
        moving.forEach((_, k) =>
          expectMovement(
            op,
            call,
            moving.map((delta, other) => (k === other ? delta : null)),
          ),
        );
      }),
      { numRuns: 30, seed: 1 },
    );
  });
});

describe('one element of each operand moves in every lane, far and near', () => {
  test.each(CASES)('%s', (_name, op, sample) => {
    fc.assert(
      fc.property(SEED, (seed) => {
        const { call, random, redraw } = drawCall(op, sample, seed);
        call.operands.forEach((operand, k) => {
          if (!moves(op, k)) return;
          const points = Int32Array.from({ length: LANES }, () => random.below(operand.data.length));
          const box = emptyBox(operand.shape.length);
          if (operand.shape.length === 0) Object.assign(box, fullBox([]));
          setElement(box, operand.shape, points[0]);
          for (const point of points) {
            const own = fullBox(operand.shape);
            setElement(own, operand.shape, point);
            growBox(box, own);
          }
          const other = redraw(k);
          for (const size of [1, 1e-4]) {
            const data = Float64Array.from(points, (i) => size * (other.data[i] - operand.data[i]));
            expectMovement(
              op,
              call,
              call.operands.map((_, at) => (at === k ? { box, data, points } : null)),
            );
          }
        });
      }),
      { numRuns: 30, seed: 1 },
    );
  });
});
