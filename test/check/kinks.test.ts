// Points where a function has no derivative, and points that are only near one.
import { describe, expect, it } from 'vitest';
import { registry } from '../../src/engine/ops';
import { Net, check, withVjp } from './nets';

const { Abs, Clamp, Max, Maximum, Mul, Neg, ReLU, Sub, Sum } = registry;

describe('a switch exactly at its tie', () => {
  it('is a kink, accepted between both slopes, which are told', () => {
    const { reports } = check(new Net().input('x', [0, 1]).layer('Act', ReLU, ['x']).layer('Loss', Sum, ['Act']));
    expect(reports.x).toMatchObject({ status: 'kink', kinks: 1, failed: 0 });
  });

  it('fails outside both slopes', () => {
    const wrong = withVjp(ReLU, ({ operands: [x], dout, grads: [dx] }) => {
      dx?.data.forEach((_, i) => (dx.data[i] += x.data[i] >= 0 ? dout.data[i] * (x.data[i] === 0 ? -1 : 1) : 0));
    });
    const { reports } = check(new Net().input('x', [0, 1]).layer('Act', wrong, ['x']).layer('Loss', Sum, ['Act']));
    expect(reports.x).toMatchObject({ status: 'fail', failed: 1, worst: { index: [0], analytic: -1 } });
    const [left, right] = reports.x.worst!.slopes!;
    expect([Number(left), Number(right)].map((slope) => Math.round(slope * 1e6) / 1e6)).toEqual([0, 1]);
  });

  it('is accepted for relu(x) - relu(-x), whose branches are taken independently', () => {
    const net = new Net()
      .input('x', [0])
      .layer('Minus', Neg, ['x'])
      .layer('Up', ReLU, ['x'])
      .layer('Down', ReLU, ['Minus'])
      .layer('Both', Sub, ['Up', 'Down'])
      .layer('Loss', Sum, ['Both']);
    expect(Object.values(check(net).statuses)).not.toContain('fail');
  });

  it.each([
    ['Abs', Abs, [0, 2], {}],
    ['Clamp', Clamp, [1, 0.5], { min: -1, max: 1 }],
    ['Max', Max, [2, 2], {}],
  ] as const)('is accepted for %s', (_name, op, x, attributes) => {
    const net = new Net()
      .input('x', [...x])
      .layer('Act', op, ['x'], attributes)
      .layer('Loss', Sum, ['Act']);
    const { statuses } = check(net);
    expect(statuses.x).toBe('kink');
  });

  it('is accepted for the halves of Maximum', () => {
    const net = new Net()
      .input('x', [1, 3])
      .input('y', [1, 2])
      .layer('Act', Maximum, ['x', 'y'])
      .layer('Loss', Sum, ['Act']);
    expect(check(net).statuses).toMatchObject({ x: 'kink', y: 'kink' });
  });

  it('is no kink where nothing depends on it', () => {
    const net = new Net().input('x', [0]).constant('zero', [0]).layer('Act', ReLU, ['x']);
    const { statuses } = check(net.layer('Off', Mul, ['Act', 'zero']).layer('Loss', Sum, ['Off']));
    expect(statuses.x).toBe('pass');
  });
});

describe('a switch inside the step', () => {
  it.each([1e-5, 1e-7, 1e-9, -1e-5, -1e-9])('but not at the point %s leaves the ordinary verdict', (x) => {
    const { reports } = check(new Net().input('x', [x, 1]).layer('Act', ReLU, ['x']).layer('Loss', Sum, ['Act']));
    expect(reports.x).toMatchObject({ status: 'pass', kinks: 0 });
  });

  it('does not hide a wrong gradient', () => {
    const open = withVjp(ReLU, ({ dout, grads: [dx] }) => {
      dx?.data.forEach((_, i) => (dx.data[i] += dout.data[i]));
    });
    const { reports } = check(new Net().input('x', [-1e-9, 1]).layer('Act', open, ['x']).layer('Loss', Sum, ['Act']));
    expect(reports.x).toMatchObject({ status: 'fail', failed: 1 });
  });
});
