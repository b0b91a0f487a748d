// The response method, and that it makes no difference which elements are perturbed side by side.

import { describe, expect, test } from 'vitest';
import { registry } from '../../src/engine/ops';
import { UNCHECKED } from '../../src/check/verdict';
import { NETS, checkedTensors } from './exact-nets';
import { Net } from './nets';

const { Affine, MatMul, MeanSquaredError, Mul, Sigmoid, Sum, Transpose } = registry;
const X = [
  [0.3, -0.7],
  [1.1, 0.2],
  [-0.4, 0.9],
];
const W = [
  [0.5, -0.2],
  [0.1, 0.4],
];

const methodsOf = (net: Net): Record<string, string | null> =>
  Object.fromEntries(
    checkedTensors(net.graph(), { method: 'response' }).map(({ value, method }) => [value.name, method]),
  );

describe.each(Object.entries(NETS))('by responses, in %s', (_name, netOf) => {
  test.each([1, 2, 3])('slopes are those of differences, within the bounds of both (%s)', (seed) => {
    const graph = netOf(seed).graph();
    const auto = checkedTensors(graph);
    checkedTensors(graph, { method: 'response' }).forEach((tensor, t) => {
      expect(tensor.status, tensor.value.name).toBe(auto[t].status);
      if (tensor.status === 'skipped') return;
      tensor.numeric.forEach((slope, i) => {
        if (auto[t].slopes.has(i) || tensor.slopes.has(i)) return;
        const room = tensor.bound[i] + auto[t].bound[i];
        expect(Math.abs(slope - auto[t].numeric[i]) <= room, `${tensor.value.name}[${i}]`).toBe(true);
      });
    });
  });
});

describe('the response method', () => {
  const layered = (): Net =>
    new Net()
      .input('x', X)
      .param('W', W)
      .param('b', [0.1, -0.1])
      .input('t', W.concat([[0, 1]]));

  test('is told of W and b, and of them alone', () => {
    const net = layered().layer('A', Affine, ['x', 'W', 'b'], { units: 2 }).layer('S', Sigmoid, ['A']);
    expect(methodsOf(net.layer('L', MeanSquaredError, ['S', 't']))).toEqual({
      x: 'difference',
      W: 'response',
      b: 'response',
      t: 'difference',
      'A.out': 'difference',
      'S.out': 'difference',
      'L.out': 'difference',
    });
  });

  test('leaves a param that two layers share to differences', () => {
    const net = layered()
      .layer('A', Affine, ['x', 'W', 'b'], { units: 2 })
      .layer('S', Sigmoid, ['A'])
      .layer('B', Affine, ['S', 'W', 'b'], { units: 2 });
    const methods = methodsOf(net.layer('L', MeanSquaredError, ['B', 't']));
    expect([methods.W, methods.b]).toEqual(['difference', 'difference']);
  });

  test('leaves a param that one layer uses twice to differences', () => {
    const squared = new Net().param('W', W).layer('P', MatMul, ['W', 'W']).layer('L', Sum, ['P']);
    const twisted = new Net()
      .param('W', W)
      .layer('T', Transpose, ['W'])
      .layer('P', Mul, ['W', 'T'])
      .layer('L', Sum, ['P']);
    for (const net of [squared, twisted]) expect(methodsOf(net).W).toBe('difference');
  });
});

describe.each(Object.entries(NETS))('in %s', (_name, netOf) => {
  test.each([1, 2, 3])('an element has the same slope whatever others are measured beside it (%s)', (seed) => {
    const graph = netOf(seed).graph();
    const all = checkedTensors(graph);
    for (const sample of [1, 2, 5]) {
      checkedTensors(graph, { sample, seed }).forEach(({ value, numeric, verdicts, slopes }, t) => {
        numeric.forEach((slope, i) => {
          if (verdicts[i] === UNCHECKED || slopes.has(i)) return;
          const expected = all[t].numeric[i];
          expect(
            Math.abs(slope - expected) <= 2 ** -52 * Math.abs(expected),
            `${value.name}[${i}]: ${slope} for ${expected}`,
          ).toBe(true);
        });
      });
    }
  });
});
