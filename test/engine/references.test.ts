// Every op against PyTorch: forward results and gradients stored by test/references/make.py.

import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fullBox } from '../../src/engine/box';
import { withDefaults, type Attributes, type Op } from '../../src/engine/op';
import { registry } from '../../src/engine/ops';
import { formatShape, indexOf, tensor, zeros, type DType, type Tensor } from '../../src/engine/tensor';

interface Stored {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Case {
  readonly name: string;
  readonly dtype: DType;
  readonly operands: readonly Stored[];
  readonly attributes: Attributes;
  readonly cotangent: Stored;
  readonly forward: Stored;
  readonly gradients: readonly (Stored | null)[];
  readonly note?: string;
}

const FOLDER = new URL('../references/', import.meta.url);
const ops: Readonly<Record<string, Op>> = registry;
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
const cases = new Map(files.map((file) => [file.slice(0, -'.json'.length), read(file)]));

/** Two ways to sum in double precision differ by some units in the last place of the largest term. */
const TOLERANCE = { float64: { relative: 1e-12, ofLargest: 4e-15 }, float32: { relative: 1e-5, ofLargest: 1e-6 } };

test('every op of the registry has references, and every reference has an op', () => {
  expect([...cases.keys()].sort()).toEqual(Object.keys(ops).sort());
});

describe.each([...cases])('%s agrees with PyTorch', (name, ofOp) => {
  test.each(ofOp.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    const op = ops[name];
    const operands = one.operands.map((stored) => unpacked(stored, one.dtype));
    const attributes = withDefaults(op, one.attributes);
    const shape = op.infer(
      operands.map((operand) => operand.shape),
      attributes,
    );
    const call = { operands, attributes, out: zeros(shape, one.dtype) };
    op.validate?.(operands, attributes);
    op.forward(call, fullBox(shape));
    expectAgreement('forward', call.out, one.forward);

    const dout = unpacked(one.cotangent, one.dtype);
    const grads = one.gradients.map((stored) => stored && zeros(stored.shape, one.dtype));
    op.vjp({ ...call, dout, grads });
    one.gradients.forEach((stored, k) => {
      if (stored) expectAgreement(`gradient of operand ${k}`, grads[k]!, stored);
    });
  });
});

test.each(Object.entries(ops))('the references of %s differentiate every operand that has a gradient', (name, op) => {
  for (const { operands, gradients } of cases.get(name) ?? []) {
    operands.forEach((_, k) => {
      const { differentiable } = op.operands[Math.min(k, op.operands.length - 1)];
      expect(gradients[k] !== null).toBe(differentiable !== false);
    });
  }
});

function read(file: string): readonly Case[] {
  return JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as readonly Case[];
}

function unpacked({ shape, data }: Stored, dtype: DType): Tensor {
  return tensor(shape, data, dtype);
}

function expectAgreement(what: string, found: Tensor, expected: Stored): void {
  expect(found.shape, what).toEqual(expected.shape);
  const { relative, ofLargest } = TOLERANCE[found.data instanceof Float32Array ? 'float32' : 'float64'];
  const largest = Math.max(...expected.data.map(Math.abs));
  expected.data.forEach((wanted, i) => {
    const bound = relative * Math.abs(wanted) + ofLargest * largest;
    if (!(Math.abs(found.data[i] - wanted) <= bound)) {
      const at = `${what} at ${formatShape(indexOf(expected.shape, i))}`;
      expect.fail(`${at}: expected ${wanted}, found ${found.data[i]}, more than ${bound} apart`);
    }
  });
}
