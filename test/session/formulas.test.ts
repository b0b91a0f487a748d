// The formulas of layers that are written as expressions, as the surfaces get them.
import { expect, it } from 'vitest';
import { hoverText } from '../../src/editor/text/hover';
import { checkFile } from '../../src/session/session';
import type { CheckResult } from '../../src/session/types';

const files = { read: (): Promise<Uint8Array> => Promise.reject(new Error('no such file')) };

async function resultOf(network: object): Promise<CheckResult> {
  const work = {
    signal: { aborted: false },
    progress: () => undefined,
    now: () => performance.now(),
    breathe: () => Promise.resolve(),
  };
  const result = await checkFile({ file: 'n.grad.json', text: JSON.stringify(network), files }, work);
  if (!result.ok) throw new Error(JSON.stringify(result.report.errors));
  return result;
}

const SWISH = { inputs: ['x'], let: { s: '1 ./ (1 + exp(-x))' }, forward: 'x .* s' };
const net = (type: object) => ({
  inputs: { x: { shape: [2, 3], normal: 1 } },
  layerTypes: { Swish: type },
  layers: [{ name: 'S', type: 'Swish', inputs: 'x' }, { type: 'Sum' }],
});

it('a layer without a backward pass of its own shows the one that was derived', async () => {
  const result = await resultOf(net(SWISH));
  expect(result.view.formulas).toEqual({
    S: { forward: 'x .* s', gradients: { x: 'dout .* s .* (1 + x .* (1 - s))' } },
  });
  expect(hoverText('S', result)).toContain('dx = dout .* s .* (1 + x .* (1 - s))');
});

it('a layer with one shows what is written, though it is wrong', async () => {
  const { view, report } = await resultOf(net({ ...SWISH, backward: { x: 'dout .* s' } }));
  expect(report.status).toBe('fail');
  expect(view.formulas.S.gradients).toEqual({ x: 'dout .* s' });
});

it('an inline expression shows its own, by the names of the network', async () => {
  const { view } = await resultOf({
    inputs: { apple: 100, number: 2, tax: 1.1 },
    layers: [{ name: 'Price', type: 'Expression', forward: 'apple * number * tax' }],
  });
  expect(view.formulas.Price.gradients).toEqual({
    apple: 'dout * tax * number',
    number: 'dout * tax * apple',
    tax: 'dout * apple * number',
  });
});
