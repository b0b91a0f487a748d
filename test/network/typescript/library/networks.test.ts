// Networks that programs build: the same graphs, values and gradients as their counterparts in JSON.

import { describe, expect, it } from 'vitest';
import { backward, forward } from '../../../../src/engine/run';
import { readNetwork } from '../../../../src/network';
import { readProgram } from '../../../../src/network/typescript';
import type { Mistake, Network } from '../../../../src/network/types';

const FILES = { read: (path: string) => Promise.reject(new Error(`no ${path}`)) };
const CLOCK = { now: () => performance.now() };

async function program(body: string, names: string): Promise<Network> {
  const reading = await readProgram(
    'p.grad.ts',
    `import { ${names} } from 'gradient-debugger';\n${body}`,
    FILES,
    CLOCK,
  );
  if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
  return reading.network;
}

async function mistake(body: string, names: string): Promise<Mistake> {
  const reading = await readProgram(
    'p.grad.ts',
    `import { ${names} } from 'gradient-debugger';\n${body}`,
    FILES,
    CLOCK,
  );
  if (reading.ok) throw new Error('there is no mistake');
  return reading.mistakes[0];
}

function numbersOf({ graph, cotangent }: Network): Record<string, unknown> {
  const tape = forward(graph);
  const gradients = backward(graph, tape, cotangent);
  return Object.fromEntries(
    graph.values.map(({ id, name }) => [name, [[...tape.values[id].data], gradients[id] && [...gradients[id].data]]]),
  );
}

describe('the two-layer net', () => {
  const json = (dtype: string): string => `{
    "seed": 7, "dtype": "${dtype}",
    "inputs": { "x": { "shape": [3, 4], "normal": 1 }, "t": [0, 2, 1] },
    "layers": [
      { "name": "Affine1", "type": "Affine", "inputs": "x", "units": 5, "params": { "W": { "normal": 0.1 } } },
      { "type": "Tanh" },
      { "name": "Affine2", "type": "Affine", "units": 3, "params": { "W": { "xavier": true } } },
      { "name": "Loss", "type": "SoftmaxWithLoss", "inputs": ["Affine2", "t"] }
    ] }`;
  const text = (dtype: string): string => `export default network('Net', () => {
    const h = tanh(affine(input('x', normal([3, 4], 1)), 5, { name: 'Affine1', W: normal(0.1) }));
    return softmaxWithLoss(affine(h, 3, { name: 'Affine2', W: xavier() }), input('t', [0, 2, 1]), { name: 'Loss' });
  }, { seed: 7, dtype: '${dtype}' });`;

  it.each(['float64', 'float32'])('has the same bits in %s as in JSON', async (dtype) => {
    const reading = await readNetwork(json(dtype), FILES);
    if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
    const ours = await program(text(dtype), 'affine, input, network, normal, softmaxWithLoss, tanh, xavier');
    expect(numbersOf(ours)).toEqual(numbersOf(reading.network));
  });
});

it('methods of tensors at the network itself become layers', async () => {
  const { graph } = await program(
    `export default network('Glue', () => {
      const w = param('w', [2, 3]);
      return input('x', [4, 5]).mul(w).sum().add(w.mul(w).sum().mul(0.5));
    });`,
    'input, network, param',
  );
  expect(graph.layers.map(({ name }) => name)).toEqual(['Mul1', 'Sum1', 'Mul2', 'Sum2', 'Mul3', 'Add1']);
  const tape = forward(graph);
  expect([...tape.values[graph.output].data]).toEqual([8 + 15 + 6.5]);
});

it('a shared instance shares its params, which get one gradient', async () => {
  const { graph } = await program(
    `class Scale {
      params = { g: tensor([2]) };
      forward(x) { return x.mul(this.params.g); }
      backward(dout) { return dout; }
    }
    export default network('Shared', () => {
      const scale = new Scale();
      return layer(scale, layer(scale, input('x', [1]), { name: 'A' }), { name: 'B' });
    });`,
    'input, layer, network, tensor',
  );
  expect(graph.values.filter(({ role }) => role === 'param').map(({ name }) => name)).toEqual(['A.g']);
  expect(graph.layers.map(({ params }) => params.get('g'))).toEqual([1, 1]);
});

it('a layer of several outputs gives one tensor for each', async () => {
  const { graph } = await program(
    `class Parts {
      forward(x) { return [x.mul(2), x.sum()]; }
      backward(da, db) { return da.mul(2).add(db); }
    }
    export default network('Parts', () => {
      const [a, b] = layer(new Parts(), input('x', [1, 2]), { name: 'P', outputs: ['a', 'b'] });
      return a.mul(b).sum();
    });`,
    'input, layer, network',
  );
  expect([...graph.layers[0].outputs.keys()]).toEqual(['a', 'b']);
  expect([...forward(graph).values[graph.output].data]).toEqual([(2 + 4) * 3]);
});

it('whole numbers for which a layer returns no gradient are labels', async () => {
  const { graph } = await program(
    `class Loss {
      forward(x, t) { this.d = x.sub(t); return this.d.square().sum(); }
      backward(dout) { return this.d.mul(2).mul(dout); }
    }
    export default network('L', () => layer(new Loss(), input('x', [1, 2]), input('t', [3, 4])));`,
    'input, layer, network',
  );
  expect(graph.values.map(({ name, differentiable }) => [name, differentiable])).toEqual([
    ['x', true],
    ['t', false],
    ['Loss1.out', true],
  ]);
});

describe('mistakes stand at the call', () => {
  it.each<[string, string, string, Partial<Mistake>, number]>([
    [
      'a misspelt option',
      'affine, input, network',
      `affine(input('x', [[1]]), 2, { nmae: 'A' })`,
      { code: 'unknown-key', nearest: 'name' },
      2,
    ],
    [
      'an option of the layer that is not there',
      'input, layer, network',
      `layer({ forward: (x) => x, backward: (d) => d }, input('x', 1), { output: ['a', 'b'] })`,
      { code: 'unknown-key', nearest: 'outputs' },
      2,
    ],
    ['a name that is taken', 'input, network', `input('x', 1).add(input('x', 2))`, { code: 'duplicate-name' }, 2],
    ['no name', 'input, network', `input('1x', 1).mul(2)`, { code: 'bad-name' }, 2],
    ['shapes that do not fit', 'input, network', `input('x', [1, 2]).add([1, 2, 3])`, { code: 'shape-mismatch' }, 2],
    [
      'a class in place of an object',
      'input, layer, network',
      `layer(class { forward() {} backward() {} }, input('x', 1))`,
      { code: 'wrong-type' },
      2,
    ],
    [
      'a layer without backward',
      'input, layer, network',
      `layer({ forward: (x) => x }, input('x', 1))`,
      { code: 'missing-key' },
      2,
    ],
    ['a branch outside of a layer', 'input, network', `input('x', [1, 2]).greater(0)`, { code: 'bad-value' }, 2],
    [
      'a forward without a result',
      'input, layer, network',
      `layer({ forward() {}, backward() {} }, input('x', 1))`,
      { code: 'wrong-type' },
      2,
    ],
  ])('%s', async (_, names, expression, expected, line) => {
    const found = await mistake(`export default network('N', () => ${expression});`, names);
    expect(found).toMatchObject(expected);
    expect(found.span.line).toBe(line);
  });
});

it('a misspelt setting of a network has its nearest name', async () => {
  const found = await mistake(
    `export default network('N', () => input('x', 1).mul(2), { sede: 1 });`,
    'input, network',
  );
  expect(found).toMatchObject({ code: 'unknown-key', nearest: 'seed' });
});
