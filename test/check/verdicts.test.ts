// What the check says of right and of wrong backward passes.
import { describe, expect, it } from 'vitest';
import { checkGradients, DEFAULT_SETTINGS } from '../../src/check';
import type { Op } from '../../src/engine/op';
import { registry } from '../../src/engine/ops';
import { filled, tensor } from '../../src/engine/tensor';
import { Net, check, withVjp } from './nets';
import { smooth } from './tiny-ops';

const { Add, Affine, BroadcastTo, Concat, Exp, Log, Mul, ReLU, Sigmoid, SoftmaxWithLoss, Sum, Tanh } = registry;

/** tanh(x · W + b), with a vjp of the caller's for the tanh. */
function mlp(activation: Op = Tanh, dtype: 'float64' | 'float32' = 'float64'): Net {
  return new Net(dtype)
    .input('x', [
      [0.1, -0.4, 0.3],
      [0.7, 0.2, -0.5],
    ])
    .param('W', [
      [0.5, -0.2],
      [0.1, 0.4],
      [-0.3, 0.6],
    ])
    .param('b', [0.1, -0.1])
    .input('t', [0, 1], false)
    .layer('Affine1', Affine, ['x', 'W', 'b'], { units: 2, bias: true })
    .layer('Act', activation, ['Affine1'])
    .layer('Loss', SoftmaxWithLoss, ['Act', 't']);
}

const scaled = (by: number) =>
  withVjp(Tanh, (call) => {
    const { out, dout, grads } = call;
    grads[0]?.data.forEach((_, i, dx) => (dx[i] += by * dout.data[i] * (1 - out.data[i] ** 2)));
  });

describe('a right backward pass', () => {
  it('passes in every tensor but labels, which are skipped', () => {
    const { statuses } = check(mlp());
    expect(statuses).toEqual({
      x: 'pass',
      W: 'pass',
      b: 'pass',
      t: 'skipped',
      'Affine1.out': 'pass',
      'Act.out': 'pass',
      'Loss.out': 'pass',
    });
  });

  it.each(['auto', 'central', 'ridders', 'projection'] as const)('passes by the method %s', (method) => {
    const { statuses } = check(mlp(), { method });
    expect(Object.values(statuses).filter((status) => status !== 'pass')).toEqual(['skipped']);
  });

  it('passes in float32', () => {
    expect(Object.values(check(mlp(Tanh, 'float32')).statuses)).not.toContain('fail');
  });

  it('passes at extremes of scale', () => {
    for (const scale of [1e-8, 1, 1e8]) {
      const net = new Net().input('x', [0.3 * scale, -1.7 * scale]).param('w', [2 / scale, 3 / scale]);
      const { statuses } = check(
        net.layer('Product', Mul, ['x', 'w']).layer('Act', Tanh, ['Product']).layer('Loss', Sum, ['Act']),
      );
      expect(Object.values(statuses), `scale ${scale}`).toEqual(['pass', 'pass', 'pass', 'pass', 'pass']);
    }
  });

  it('passes where a large offset drowns the loss, or says that it cannot tell', () => {
    const net = new Net().input('x', [0.3, 0.1]).constant('c', [1e6, 1e6]).layer('Act', Sigmoid, ['x']);
    const { statuses } = check(net.layer('Off', Add, ['Act', 'c']).layer('Loss', Sum, ['Off']));
    expect(Object.values(statuses)).not.toContain('fail');
  });

  it('passes at saturated units, whose gradient is all but nothing', () => {
    const net = new Net().input('x', [40, -40, 0.5]).layer('Act', Sigmoid, ['x']).layer('Loss', Sum, ['Act']);
    expect(check(net).statuses).toEqual({ x: 'pass', 'Act.out': 'pass', 'Loss.out': 'pass' });
  });
});

describe('a wrong vector-Jacobian product', () => {
  it('fails in exactly the tensors upstream of it', () => {
    const { statuses } = check(mlp(scaled(2)));
    expect(statuses).toEqual({
      x: 'fail',
      W: 'fail',
      b: 'fail',
      t: 'skipped',
      'Affine1.out': 'fail',
      'Act.out': 'pass',
      'Loss.out': 'pass',
    });
  });

  it.each([1 + 1e-4, 1 - 1e-4, -1, 0])('scaled by %s is found', (by) => {
    expect(check(mlp(scaled(by))).statuses['Affine1.out']).toBe('fail');
  });

  it('is found by a projection too', () => {
    expect(check(mlp(scaled(2)), { method: 'projection' }).statuses.W).toBe('fail');
  });

  it('is told by its worst element, with both values and the bound', () => {
    const { W } = check(mlp(scaled(2))).reports;
    const { analytic, numeric, bound } = W.worst!;
    expect(Number(analytic) / Number(numeric)).toBeCloseTo(2, 6);
    expect(Number(bound)).toBeLessThan(1e-8);
    expect(W.failed).toBe(W.checked);
    expect(W.maxRelError).toBeCloseTo(0.5, 6);
  });

  it('is not asked by the numerical side', () => {
    const refuses = withVjp(Tanh, () => {
      throw new Error('the numerical side called a vjp');
    });
    const right = check(mlp());
    const graph = mlp(refuses).graph();
    expect(() => check(graph)).toThrow('called a vjp'); // by the backward pass ...
    const tripled = mlp(
      withVjp(Tanh, (call) => {
        Tanh.vjp(call);
        for (const grad of call.grads) grad?.data.forEach((slope, i, data) => (data[i] = 3 * slope));
      }),
    );
    const again = check(tripled);
    expect(again.statuses.W).toBe('fail');
    expect(again.reports.W.numeric).toEqual(right.reports.W.numeric);
  });
});

describe('numbers that are not finite', () => {
  it('fail where the gradient alone is not', () => {
    const infinite = withVjp(Exp, ({ grads: [dx] }) => void dx?.data.fill(Infinity));
    const { reports } = check(new Net().input('x', [1, 2]).layer('Act', infinite, ['x']).layer('Loss', Sum, ['Act']));
    expect(reports.x).toMatchObject({ status: 'fail', worst: { analytic: 'Infinity' } });
  });

  it('leave the verdict open, with a warning, where the numerical value is not', () => {
    const net = new Net().input('x', [0, 1]).layer('Act', Log, ['x']).layer('Loss', Sum, ['Act']);
    const { checked, statuses } = check(net);
    expect(statuses.x).toBe('undecided');
    expect(checked.warnings.map(({ code }) => code)).toContain('non-finite');
  });
});

describe('the settings', () => {
  it('choose tensors by globs', () => {
    const { reports } = check(mlp(), { tensors: ['W', 'Act*'] });
    expect(Object.keys(reports)).toEqual(['W', 'Act.out']);
  });

  it('draw a sample by the seed', () => {
    const drawn = (seed: number): unknown => check(mlp(), { sample: 2, seed }).reports.W.numeric;
    expect(check(mlp(), { sample: 2 }).reports.W).toMatchObject({ checked: 2, elements: 6 });
    expect(drawn(1)).toEqual(drawn(1));
    expect([2, 3, 4, 5].some((seed) => JSON.stringify(drawn(seed)) !== JSON.stringify(drawn(1)))).toBe(true);
  });

  it('loosen or tighten the tolerance', () => {
    const slightly = mlp(scaled(1 + 1e-4)).graph();
    expect(check(slightly, { rtol: 1e-2 }).statuses.W).toBe('pass');
    expect(check(slightly, { atol: 1 }).statuses.W).toBe('pass');
  });

  it('fix the step', () => {
    const cubic = smooth(
      'Cube',
      (x) => x ** 3,
      (x) => 3 * x * x,
    );
    const net = new Net().input('x', [1]).layer('Act', cubic, ['x']).layer('Loss', Sum, ['Act']);
    const { x } = check(net, { h: 0.1, method: 'central' }).reports;
    // D(h) of x³ is 3x² + h²: the error of a step of 0.1 shows.
    expect(Number(x.worst!.numeric) - 3).toBeCloseTo(0.01, 6);
  });
});

it('yields often, and its progress adds up', () => {
  const values = Array.from({ length: 5000 }, (_, i) => Math.sin(i));
  const net = new Net()
    .input('x', tensor([50, 100], values))
    .layer('Act', Tanh, ['x'])
    .layer('Loss', Sum, ['Act']);
  const graph = net.graph();
  const steps = checkGradients({
    graph,
    cotangent: filled([], 1),
    settings: { ...DEFAULT_SETTINGS, method: 'central' },
  });
  let last = 0;
  let yields = 0;
  for (const { done, total } of steps) {
    yields++;
    expect(done).toBeGreaterThanOrEqual(last);
    expect(done).toBeLessThanOrEqual(total);
    last = done;
  }
  expect(last).toBeGreaterThan(0);
  // 5000 elements of some 50 microseconds each: a yield every few milliseconds.
  expect(yields).toBeGreaterThan(50);
});

it('yields while it measures what slopes follow from, and nobody has asked for', () => {
  const [rows, columns] = [100, 1000];
  const net = new Net().input('x', [[1]]).param('b', tensor([1], [0.5]));
  net.layer('Sum', Add, ['x', 'b']).layer('Wide', BroadcastTo, ['Sum'], { shape: [rows, columns] });
  net.layer('Act', Tanh, ['Wide']).layer('Loss', Sum, ['Act']);
  const graph = net.graph();
  const settings = { ...DEFAULT_SETTINGS, method: 'response' as const, tensors: ['b'] };
  const yields = [...checkGradients({ graph, cotangent: filled([], 1), settings })].length;
  expect(yields).toBeGreaterThan(1);
});

it('follows a value that fans out', () => {
  const net = new Net().input('x', [0.5, -2]).layer('Act', ReLU, ['x']).layer('Square', Mul, ['Act', 'x']);
  const { statuses } = check(net.layer('Both', Concat, ['Square', 'x'], { axis: 0 }).layer('Loss', Sum, ['Both']));
  expect(Object.values(statuses)).toEqual(['pass', 'pass', 'pass', 'pass', 'pass']);
});
