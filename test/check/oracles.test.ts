// What confirms a few elements of every tensor: plain differences, and forward mode where all on the way has a rule.

import { expect, test } from 'vitest';
import type { Op } from '../../src/engine/op';
import { registry } from '../../src/engine/ops';
import { Net, check } from './nets';

const { Affine, SoftmaxWithLoss, Tanh } = registry;

const ofX = (act: Op) => {
  const net = new Net()
    .input('x', [
      [0.5, -1],
      [2, 0.25],
    ])
    .input('t', [0, 1], false)
    .param('W', [
      [1, -0.5],
      [0.25, 2],
    ])
    .param('b', [0.1, -0.2])
    .layer('A', Affine, ['x', 'W', 'b'])
    .layer('Act', act, ['A'])
    .layer('L', SoftmaxWithLoss, ['Act', 't']);
  const { status, method, suspect } = check(net).checked.tensors[0];
  return { status, method, suspect };
};

/** With every movement of its result, or tangent, off by so much of it. */
const offBy = (share: number, rule: 'difference' | 'jvp'): Op => ({
  ...Tanh,
  difference(call) {
    Tanh.difference(call);
    if (rule === 'difference') call.change.data.forEach((d, i, data) => (data[i] = d * (1 + share)));
  },
  jvp(call) {
    const { jvp } = Tanh;
    if (typeof jvp === 'function') jvp(call);
    if (rule === 'jvp') call.into.data.forEach((d, i, data) => (data[i] = d * (1 + share)));
  },
});

test('both confirm rules that are right', () => {
  expect(ofX(Tanh)).toEqual({ status: 'pass', method: 'difference', suspect: false });
});

test('forward mode sees a rule of differences that is off by less than plain differences can tell', () => {
  expect(ofX(offBy(1e-7, 'difference'))).toMatchObject({ suspect: true });
});

test('a rule of forward mode that is wrong is a disagreement as well', () => {
  expect(ofX(offBy(1e-7, 'jvp'))).toMatchObject({ status: 'pass', suspect: true });
});

test('without a rule of forward mode plain differences confirm alone', () => {
  expect(ofX({ ...Tanh, jvp: null })).toEqual({ status: 'pass', method: 'difference', suspect: false });
  expect(ofX({ ...offBy(1e-3, 'difference'), jvp: null })).toMatchObject({ suspect: true });
});
