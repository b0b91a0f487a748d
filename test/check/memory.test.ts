// What one check leaves to the next: slopes that still hold are taken over, others are measured anew.

import { describe, expect, it } from 'vitest';
import { checkGradients, CheckMemory, DEFAULT_SETTINGS } from '../../src/check';
import type { Checked } from '../../src/check/checked';
import { sameAttributes, type Op } from '../../src/engine/op';
import { registry } from '../../src/engine/ops';
import { filled } from '../../src/engine/tensor';
import { Net } from './nets';

const { Add, Mul, Sum } = registry;

/** Counts how often an op's differences are asked for. */
function counted(op: Op): { op: Op; asked: () => number } {
  let asked = 0;
  return { op: { ...op, difference: (call) => void (asked++, op.difference(call)) }, asked: () => asked };
}

function checked(net: Net, memory?: CheckMemory): Checked {
  const steps = checkGradients({
    graph: net.graph(),
    cotangent: filled([], 1),
    settings: DEFAULT_SETTINGS,
    ...(memory && { memory }),
  });
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

const numeric = ({ tensors }: Checked) => tensors.map((tensor) => [...tensor.numeric]);

describe('a second check of the same network', () => {
  const tanh = counted(registry.Tanh);
  const exp = counted(registry.Exp);
  const net = (x = 0.5, name = 'Act', first: Op = tanh.op, rename = 'w') =>
    new Net()
      .input('x', [x, -1])
      .param(rename, [2, 3])
      .layer(name, first, ['x'])
      .layer('Scale', Mul, [name, rename])
      .layer('Last', exp.op, ['Scale'])
      .layer('Loss', Sum, ['Last']);

  it('asks no rule again where nothing has changed, or a name alone', () => {
    const memory = new CheckMemory();
    const first = checked(net(), memory);
    const before = [tanh.asked(), exp.asked()];
    expect(numeric(checked(net(), memory))).toEqual(numeric(first));
    expect(numeric(checked(net(0.5, 'Other', tanh.op, 'v'), memory))).toEqual(numeric(first));
    expect([tanh.asked(), exp.asked()]).toEqual(before);
    expect(before[0]).toBeGreaterThan(0);
  });

  it('measures anew what depends on another number, or on another op', () => {
    const memory = new CheckMemory();
    checked(net(), memory);
    for (const edited of [net(0.25), net(0.5, 'Act', registry.Sin)]) {
      const again = checked(edited, memory);
      expect(numeric(again)).toEqual(numeric(checked(edited)));
      expect(again.tensors.every(({ status }) => status === 'pass')).toBe(true);
    }
  });

  it('keeps what lies behind an edit', () => {
    const memory = new CheckMemory();
    // Where x is multiplied with 1 nothing behind it changes.
    checked(
      new Net().input('x', [1, 2]).layer('A', Mul, ['x', 'x']).layer('L', exp.op, ['A']).layer('S', Sum, ['L']),
      memory,
    );
    const before = exp.asked();
    const longer = new Net().input('x', [1, 2]).constant('o', [0, 0]).layer('N', Add, ['x', 'o']);
    checked(longer.layer('A', Mul, ['N', 'N']).layer('L', exp.op, ['A']).layer('S', Sum, ['L']), memory);
    // x alone is new.
    expect(exp.asked() - before).toBeGreaterThan(0);
    expect(exp.asked() - before).toBeLessThan(before);
  });

  it('tells attributes apart that JSON would write alike', () => {
    expect(sameAttributes({ max: Infinity }, { max: -Infinity })).toBe(false);
    expect(sameAttributes({ axis: [0, 1] }, { axis: [1, 0] })).toBe(false);
    expect(sameAttributes({ axis: [0, 1], keepDims: true }, { keepDims: true, axis: [0, 1] })).toBe(true);
    expect(sameAttributes({ axis: undefined }, {})).toBe(true);
  });

  it('does not mistake one operand for another', () => {
    const memory = new CheckMemory();
    const twice = (left: string, right: string) =>
      new Net().input('a', [1, 2]).input('b', [1, 2]).layer('M', Mul, [left, right]).layer('S', Sum, ['M']);
    checked(twice('a', 'b'), memory);
    const again = checked(twice('a', 'a'), memory);
    expect(numeric(again)[0]).toEqual([2, 4]);
  });
});
