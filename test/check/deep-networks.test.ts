// What a check holds at once of a network of many layers.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { checkGradients, DEFAULT_SETTINGS } from '../../src/check';
import { prepareBase } from '../../src/check/base';
import { Lanes } from '../../src/check/lanes';
import { fullBox } from '../../src/engine/box';
import { forward } from '../../src/engine/run';
import { registry } from '../../src/engine/ops';
import { filled } from '../../src/engine/tensor';
import { Net } from './nets';

const LAYERS = 500;

test('grows with the layers, not with their square', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const net = new Net().input('x', [[0.5, -0.25]]);
  for (let k = 0; k < LAYERS; k++) net.layer(`L${k}`, registry.Sin, [k === 0 ? 'x' : `L${k - 1}`]);
  const graph = net.graph();
  const problem = { graph, cotangent: filled([1, 2], 1, graph.dtype), settings: DEFAULT_SETTINGS };
  const steps = checkGradients(problem);
  const heap = (): number => (collect(), process.memoryUsage().heapUsed);
  const before = heap();
  let most = 0;
  let step = steps.next();
  for (let k = 0; !step.done; k++, step = steps.next()) if (k % 8 === 0) most = Math.max(most, heap() - before);
  expect(step.value.tensors.every(({ status, method }) => status === 'pass' && method === 'difference')).toBe(true);
  expect(most).toBeGreaterThan(0);
  expect(most / LAYERS).toBeLessThan(40_000);
});

test('of many wide layers fewer elements go side by side', () => {
  const width = 64;
  const lanesThrough = (layers: number): number => {
    const net = new Net().input('x', [Array.from({ length: width }, (_, i) => Math.sin(i))]);
    for (let k = 0; k < layers; k++) net.layer(`L${k}`, registry.Softmax, [k === 0 ? 'x' : `L${k - 1}`]);
    const graph = net.graph();
    const base = prepareBase(graph, forward(graph), filled([1, width], 1));
    const lanes = new Lanes(base, graph.values.find(({ name }) => name === 'x')!.id);
    lanes.plan(Int32Array.of(0), fullBox([1, width]));
    return lanes.atOnce();
  };
  expect(lanesThrough(4)).toBe(2 ** 15 / width);
  for (const layers of [500, 2000]) {
    expect(lanesThrough(layers) * layers * width).toBeLessThanOrEqual(2 ** 22);
    expect(lanesThrough(layers)).toBeGreaterThan(1);
  }
});
