// Every op of the registry can be called, and is the op.
import { describe, expect, it } from 'vitest';
import { fullBox } from '../../../src/engine/box';
import type { AttributeValue, Op } from '../../../src/engine/op';
import { registry } from '../../../src/engine/ops';
import { randomStream } from '../../../src/engine/random';
import { toNested, zeros, type Tensor } from '../../../src/engine/tensor';
import { run } from './harness';

function drawn(op: Op, sample: Op['samples'][number]): Tensor[] {
  const random = randomStream(3, op.name);
  return sample.shapes.map((shape, k) => {
    const { lo, hi, integer } = sample.ranges?.[k] ?? { lo: -2, hi: 2 };
    const result = zeros(shape);
    for (let i = 0; i < result.data.length; i++) {
      result.data[i] = integer ? lo + random.below(hi - lo) : lo + (hi - lo) * random.uniform();
    }
    return result;
  });
}

/** Attributes by position: up to the last one that the sample gives, defaults in between. */
function positional(op: Op, given: Readonly<Record<string, AttributeValue | undefined>>): AttributeValue[] | null {
  const specs = Object.entries(op.attributes);
  const last = specs.findLastIndex(([name]) => given[name] !== undefined);
  const values = specs.slice(0, last + 1).map(([name, spec]) => given[name] ?? spec.default);
  return values.every((value) => value !== undefined) ? values : null;
}

describe('the functions of the registry', () => {
  it.each(Object.values<Op>(registry).map((op) => [op.name.toLowerCase(), op] as const))('%s', (name, op) => {
    let called = 0;
    for (const sample of op.samples) {
      const attributes = Object.fromEntries(
        Object.entries(op.attributes).map(([key, spec]) => [key, sample.attributes?.[key] ?? spec.default]),
      );
      const values = positional(op, attributes);
      const whole = sample.shapes.length >= op.operands.length;
      if (!values || !whole) continue;
      const operands = drawn(op, sample);
      const out = zeros(
        op.infer(
          operands.map(({ shape }) => shape),
          attributes,
        ),
      );
      op.forward({ operands, attributes, out }, fullBox(out.shape));
      const names = operands.map((_, k) => `x${k}`);
      const text = `${name}(${[...names, ...values.map((value) => JSON.stringify(value))].join(', ')})`;
      const tensors = Object.fromEntries(operands.map((operand, k) => [names[k], toNested(operand)]));
      expect(run(text, tensors), text).toEqual(toNested(out));
      called++;
    }
    expect(called).toBeGreaterThan(0);
  });
});
