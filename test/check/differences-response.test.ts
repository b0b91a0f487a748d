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

  const agrees = (net: Net, names: readonly string[]): void => {
    const graph = net.graph();
    const auto = checkedTensors(graph);
    const methods = methodsOf(net);
    checkedTensors(graph, { method: 'response' }).forEach(({ value, numeric }, t) => {
      if (!names.includes(value.name)) return;
      expect(methods[value.name]).toBe('response');
      numeric.forEach((slope, i) => expect(slope).toBeCloseTo(auto[t].numeric[i], 13));
    });
  };

  test('is told of every tensor that is measured so', () => {
    const net = layered().layer('A', Affine, ['x', 'W', 'b'], { units: 2 }).layer('S', Sigmoid, ['A']);
    const methods = methodsOf(net.layer('L', MeanSquaredError, ['S', 't']));
    expect(new Set(Object.values(methods))).toEqual(new Set(['response']));
  });

  test('adds up what a param does that two layers share', () => {
    const net = layered()
      .layer('A', Affine, ['x', 'W', 'b'], { units: 2 })
      .layer('S', Sigmoid, ['A'])
      .layer('B', Affine, ['S', 'W', 'b'], { units: 2 });
    agrees(net.layer('L', MeanSquaredError, ['B', 't']), ['W', 'b']);
  });

  test('adds up what a param does that one layer uses twice', () => {
    const squared = new Net().param('W', W).layer('P', MatMul, ['W', 'W']).layer('L', Sum, ['P']);
    const twisted = new Net()
      .param('W', W)
      .layer('T', Transpose, ['W'])
      .layer('P', Mul, ['W', 'T'])
      .layer('L', Sum, ['P']);
    for (const net of [squared, twisted]) agrees(net, ['W']);
  });

  test('keeps its bounds small over many layers, whose roundings do not add up with one sign', () => {
    const net = layered();
    const weights = (seed: number): number[][] =>
      W.map((row, i) => row.map((w, j) => w * Math.cos(5 * seed + 3 * i + j)));
    let last = 'x';
    for (let layer = 1; layer <= 24; layer++) {
      net.param(`W${layer}`, weights(layer)).layer(`A${layer}`, Affine, [last, `W${layer}`, 'b'], { units: 2 });
      net.layer(`S${layer}`, Sigmoid, [`A${layer}`]);
      last = `S${layer}`;
    }
    const graph = net.layer('L', MeanSquaredError, [last, 't']).graph();
    const auto = checkedTensors(graph);
    checkedTensors(graph, { method: 'response' }).forEach(({ value, status, numeric, bound }, t) => {
      // W is in no layer here.
      if (status === 'skipped' || value.name === 'W') return;
      const largest = Math.max(...numeric.map(Math.abs));
      numeric.forEach((slope, i) => {
        expect(Math.abs(slope - auto[t].numeric[i]), value.name).toBeLessThanOrEqual(bound[i] + auto[t].bound[i]);
        expect(bound[i], value.name).toBeLessThanOrEqual(1e-12 * largest);
      });
    });
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
