// The arithmetic of verdicts and of a tensor's row in the report.
import { describe, expect, it } from 'vitest';
import { jsonNumber, jsonTensor } from '../../src/check/json';
import { scaleOf } from '../../src/check/scale';
import { normOf } from '../../src/check/statistics';
import { FAIL, PASS, UNDECIDED, badness, judge } from '../../src/check/verdict';
import { registry } from '../../src/engine/ops';
import { Net, check, withVjp } from './nets';

const { Add, Mul, ReLU, Square, Sum } = registry;
const tolerance = { atol: 0.01, rtol: 0.1 };

describe('the verdict of an element', () => {
  // tol = 0.01 + 0.1 · max(|a|, |n|)
  it.each([
    ['equal', 1, 1, 0, PASS],
    ['within tolerance', 1, 0.95, 0.05, PASS],
    ['within tolerance, but its bound reaches beyond', 1, 0.95, 0.07, UNDECIDED],
    ['beyond tolerance', 1, 0.5, 0.1, FAIL],
    ['beyond tolerance, but its bound reaches within', 1, 0.85, 0.05, UNDECIDED],
    ['small, within the absolute tolerance', 0.001, -0.001, 0.001, PASS],
    ['of the other sign', 1, -1, 0.1, FAIL],
    ['not finite where the numerical value is', NaN, 1, 0, FAIL],
    ['infinite where the numerical value is not', Infinity, 1, 0, FAIL],
    ['without a numerical value', 1, NaN, 0, UNDECIDED],
    ['with neither', NaN, NaN, 0, UNDECIDED],
    ['without any bound', 1, 1, Infinity, UNDECIDED],
  ])('that is %s', (_case, analytic, numeric, bound, verdict) => {
    expect(judge(analytic, numeric, bound, tolerance)).toBe(verdict);
  });

  it('orders elements by distance over what was allowed', () => {
    const of = (a: number, n: number, bound = 0): number => badness(a, n, bound, tolerance);
    expect([of(1, 1), of(1, 0.9), of(1, 0.5), of(NaN, 1)]).toEqual([
      0,
      expect.closeTo(0.909, 3),
      expect.closeTo(4.545, 3),
      Infinity,
    ]);
    expect(of(1, 0.5, 0.11)).toBeCloseTo(of(1, 0.5) / 2);
  });
});

describe('a row of the report', () => {
  const half = withVjp(Square, ({ operands: [x], dout, grads: [dx] }) => {
    dx?.data.forEach((_, i) => (dx.data[i] += (i === 1 ? 1 : 2) * x.data[i] * dout.data[i]));
  });

  it('counts, and names the worst element with its errors', () => {
    const { x } = check(new Net().input('x', [1, 2, 3]).layer('Act', half, ['x']).layer('Loss', Sum, ['Act'])).reports;
    expect(x).toMatchObject({
      status: 'fail',
      role: 'input',
      layer: null,
      elements: 3,
      checked: 3,
      failed: 1,
      kinks: 0,
      undecided: 0,
    });
    expect(x.worst).toMatchObject({ index: [1], analytic: 2, verdict: 'fail' });
    expect(x.maxAbsError).toBeCloseTo(2, 8);
    expect(x.meanAbsError).toBeCloseTo(2 / 3, 8);
    expect(x.maxRelError).toBeCloseTo(0.5, 8);
    expect(x.gradNorm).toBeCloseTo(Math.hypot(2, 2, 6), 12);
    expect(x.value).toEqual([1, 2, 3]);
    expect(x.analytic).toEqual([2, 2, 6]);
  });

  it('has null in the place of what was not drawn', () => {
    const { x } = check(new Net().input('x', [1, 2, 3, 4]).layer('Act', Square, ['x']).layer('Loss', Sum, ['Act']), {
      sample: 1,
    }).reports;
    expect((x.numeric as unknown[]).filter((value) => value === null)).toHaveLength(3);
  });

  it('of a projection has one number per direction and none per element', () => {
    const net = new Net().input('x', [1, 2, 3, 4]).layer('Act', Square, ['x']).layer('Loss', Sum, ['Act']);
    expect(check(net, { method: 'projection' }).reports.x).toMatchObject({
      method: 'projection',
      elements: 4,
      checked: 3,
      numeric: null,
      worst: { index: [] },
    });
  });

  it('takes the scale of a tensor without gradient from the network', () => {
    const net = new Net()
      .input('x', [1, 2])
      .param('w', [0, 0])
      .layer('Off', Mul, ['x', 'w'])
      .layer('Act', Square, ['Off']);
    const { tensors } = check(net.layer('Both', Add, ['Act', 'x']).layer('Loss', Sum, ['Both'])).checked;
    const w = tensors.find(({ value }) => value.name === 'w');
    expect(w?.status).toBe('pass');
    expect(w?.toleranceOf(0).atol).toBe(1e-13);
  });
});

describe('warnings', () => {
  it('say so where nothing that is trained moves the loss', () => {
    const net = new Net()
      .input('x', [-1, -2])
      .param('w', [3, 4])
      .layer('Off', ReLU, ['x'])
      .layer('Both', Mul, ['Off', 'w']);
    const { warnings } = check(net.layer('Loss', Sum, ['Both'])).checked;
    expect(warnings).toEqual([{ code: 'vacuous-check', layer: null }]);
  });
});

describe('numbers', () => {
  it('that JSON does not have are written by name', () => {
    expect([1.5, NaN, Infinity, -Infinity].map(jsonNumber)).toEqual([1.5, 'NaN', 'Infinity', '-Infinity']);
    expect(jsonTensor([2, 2], [1, 2, NaN, 4])).toEqual([
      [1, 2],
      ['NaN', 4],
    ]);
    expect(jsonTensor([], [7])).toBe(7);
  });

  it('have a norm that does not overflow', () => {
    expect(normOf([3e200, 4e200])).toBeCloseTo(5e200, -190);
    expect([normOf([]), normOf([0, 0]), normOf([1, Infinity])]).toEqual([0, 0, Infinity]);
  });

  it('have the scale of most, not of the largest; of none, 1', () => {
    expect([scaleOf(Float64Array.of(0, 1, 2, 1e9)), scaleOf(new Float64Array(3))]).toEqual([2, 1]);
  });
});
