// Lanes that move the same element side by side are run as one group: the result is that of each by itself.

import { expect, test } from 'vitest';
import { fullBox } from '../../src/engine/box';
import { DifferenceStep } from '../../src/engine/difference-step';
import { registry } from '../../src/engine/ops';
import { randomStream } from '../../src/engine/random';
import { tensor, zeros } from '../../src/engine/tensor';
import type { Op } from '../../src/engine/op';

const LANES = 48;
const random = randomStream(5, 'groups');
const draw = (...shape: number[]) =>
  tensor(
    shape,
    Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()),
  );

function movements(op: Op, operands: ReturnType<typeof draw>[], points: Int32Array, data: Float64Array): number[][] {
  const call = {
    operands,
    attributes: {},
    out: zeros(
      op.infer(
        operands.map(({ shape }) => shape),
        {},
      ),
    ),
  };
  op.forward(call, fullBox(call.out.shape));
  const delta = { box: fullBox(operands[0].shape), data, points };
  const step = new DifferenceStep(
    op,
    call,
    [delta, ...operands.slice(1).map(() => null)],
    points.length,
    new Uint8Array(points.length),
    (size) => new Float64Array(size),
  );
  step.run();
  const change = step.change!;
  return Array.from(points, (_, lane) =>
    change.points
      ? [change.points[lane], change.data[lane]]
      : Array.from(
          { length: change.data.length / points.length },
          (__, place) => change.data[place * points.length + lane],
        ),
  );
}

test.each([
  ['Affine', registry.Affine, [draw(3, 4), draw(4, 5), draw(5)]],
  ['MatMul', registry.MatMul, [draw(3, 4), draw(4, 5)]],
  ['Mul', registry.Mul, [draw(3, 4), draw(3, 4)]],
  ['Add', registry.Add, [draw(3, 4), draw(4)]],
  ['ReLU', registry.ReLU, [draw(3, 4)]],
  ['Sigmoid', registry.Sigmoid, [draw(3, 4)]],
] as const)('%s', (_name, op, operands) => {
  const elements = [0, 5, 11];
  const points = Int32Array.from(
    { length: LANES },
    (_, lane) => elements[Math.floor((lane * elements.length) / LANES)],
  );
  const data = Float64Array.from({ length: LANES }, () => random.normal());
  const grouped = movements(op, [...operands], points, data);
  // One after the other, no two that move the same element side by side.
  const order = Array.from({ length: LANES }, (_, k) => ((k % 3) * LANES) / 3 + Math.floor(k / 3));
  const apart = movements(
    op,
    [...operands],
    Int32Array.from(order, (k) => points[k]),
    Float64Array.from(order, (k) => data[k]),
  );
  order.forEach((lane, k) => expect(apart[k]).toEqual(grouped[lane]));
});
