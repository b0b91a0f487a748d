// A layer opened: its inner nodes at the point of the check, with both gradients of the loss.
import { describe, expect, it } from 'vitest';
import type { Finished } from '../../src/session/tensors/kept';
import { openLayer } from '../../src/session/opening';
import { checkFile } from '../../src/session/session';
import type { LayerView, Work } from '../../src/session/types';

const work: Work = {
  signal: { aborted: false },
  progress: () => undefined,
  breathe: () => Promise.resolve(),
  now: () => performance.now(),
};

const files = { read: () => Promise.reject(new Error('there are no files')) };

async function open(text: string, layer: string): Promise<LayerView> {
  let finished: Finished | undefined;
  await checkFile({ file: 'n.grad.json', text, files }, work, (one) => (finished = one));
  return (await openLayer(finished!, layer, work)).view;
}

describe('sigmoid opened, as the book draws it', () => {
  const y = 1 / (1 + Math.exp(-2));
  const opened = open(
    '{ "inputs": { "x": 2 }, "layers": [{ "name": "Gate", "type": "Sigmoid", "inputs": "x" }] }',
    'Gate',
  );

  it('shows ×, exp, + and / with their constants', async () => {
    const { nodes, edges } = await opened;
    expect(nodes.filter(({ kind }) => kind !== 'constant').map(({ id, type }) => `${type} ${id}`)).toEqual([
      'Mul Gate/mul1.out',
      'Exp Gate/exp1.out',
      'Add Gate/add1.out',
      'Div Gate.out',
    ]);
    expect(nodes.filter(({ kind }) => kind === 'constant').map(({ label }) => label)).toEqual(['-1', '1', '1']);
    expect(edges.map(({ from, to }) => `${from} > ${to}`)).toContain('x > Gate/mul1.out');
  });

  it('has the values and gradients of the chain rule', async () => {
    const { tensors } = await opened;
    const e = Math.exp(-2);
    const expected = {
      'Gate/mul1.out': [-2, -y * y * e],
      'Gate/exp1.out': [e, -y * y],
      'Gate/add1.out': [1 + e, -y * y],
      'Gate.out': [y, 1],
    };
    for (const [name, [value, gradient]] of Object.entries(expected)) {
      expect(tensors[name].value.head[0]).toBeCloseTo(value, 14);
      expect(tensors[name].analytic?.head[0]).toBeCloseTo(gradient, 14);
      expect(tensors[name].numeric?.head[0]).toBeCloseTo(gradient, 10);
      expect(tensors[name].report?.status).toBe('pass');
    }
  });
});

it('opens a layer between others, with the gradient that comes to it from the loss', async () => {
  const { nodes, tensors } = await open(
    `{ "seed": 3,
       "inputs": { "x": { "shape": [4, 3], "normal": 1 }, "t": [0, 2, 1, 1] },
       "layers": [
         { "name": "A", "type": "Affine", "inputs": "x", "units": 5 },
         { "name": "N", "type": "BatchNorm" },
         { "name": "B", "type": "Affine", "units": 3 },
         { "name": "L", "type": "SoftmaxWithLoss", "inputs": ["B", "t"] } ] }`,
    'N',
  );
  expect(nodes.every(({ layer }) => layer === 'N')).toBe(true);
  for (const { report } of Object.values(tensors)) if (report) expect(report.status).toBe('pass');
  expect(tensors['N.out'].numeric?.norm).toBeGreaterThan(0);
});

it('says which layer cannot be opened', async () => {
  const text = '{ "inputs": { "x": 2 }, "layers": [{ "name": "S", "type": "Square", "inputs": "x" }] }';
  await expect(open(text, 'S')).rejects.toThrow('S is no layer that can be opened');
});
