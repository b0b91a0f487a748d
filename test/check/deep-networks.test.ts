// What a check holds at once of a network of many layers.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { checkGradients, DEFAULT_SETTINGS } from '../../src/check';
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
