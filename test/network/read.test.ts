// What the reader makes of networks that are right.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/engine/random';
import { backward, forward } from '../../src/engine/run';
import { toNested, type Tensor } from '../../src/engine/tensor';
import { readNetwork } from '../../src/network';
import type { FileAccess, Network } from '../../src/network/types';
import { messageOf } from '../../src/session/prose';
import { folderAccess } from './folder';

const FIXTURES = path.join(import.meta.dirname, 'fixtures/good');
const none: FileAccess = { read: () => Promise.reject(new Error('no files here')) };

async function read(text: string, files = none): Promise<Network> {
  const reading = await readNetwork(text, files);
  if (!reading.ok) throw new Error(reading.mistakes.map(messageOf).join('\n'));
  return reading.network;
}

const write = (network: object): string => JSON.stringify(network);

function sourceNamed({ graph }: Network, name: string): Tensor {
  const { id } = graph.values.find((value) => value.name === name)!;
  return graph.sources.get(id)!;
}

const names = ({ graph }: Network, role: string): string[] =>
  graph.values.filter((value) => value.role === role).map(({ name }) => name);

function deviationOf({ data }: Tensor): number {
  let sum = 0;
  for (const x of data) sum += x * x;
  return Math.sqrt(sum / data.length);
}

describe('a network that is right', () => {
  const files = fs.readdirSync(FIXTURES).filter((name) => name.endsWith('.grad.json'));
  it.each(files)('%s is read, runs forward, and has a gradient for all that is differentiable', async (name) => {
    const { graph, cotangent } = await read(fs.readFileSync(path.join(FIXTURES, name), 'utf8'), folderAccess(FIXTURES));
    const gradients = backward(graph, forward(graph), cotangent);
    expect(gradients.map((gradient) => gradient !== null)).toEqual(graph.values.map((value) => value.differentiable));
  });

  it('keeps the order of inputs, params and layers', async () => {
    const network = await read(
      write({
        inputs: { x: [[1, 2]], t: [0] },
        layers: [
          { name: 'Affine1', type: 'Affine', inputs: 'x', units: 2 },
          { type: 'SoftmaxWithLoss', inputs: ['Affine1', 't'] },
        ],
      }),
    );
    expect(network.graph.values.map(({ name, role }) => `${role} ${name}`)).toEqual([
      'input x',
      'input t',
      'param Affine1.W',
      'param Affine1.b',
      'activation Affine1.out',
      'activation SoftmaxWithLoss1.out',
    ]);
    const [affine, loss] = network.graph.layers;
    expect([...affine.params.keys()]).toEqual(['W', 'b']);
    expect([loss.firstNode, loss.endNode]).toEqual([1, 2]);
    expect(network.graph.output).toBe(5);
  });

  it('computes the apples: 2 × 100 with 10 % tax is 220', async () => {
    const { graph, cotangent } = await read(
      write({
        inputs: { apple: 100, apple_num: 2, tax: 1.1 },
        layers: [
          { name: 'apple_price', type: 'Mul', inputs: ['apple', 'apple_num'] },
          { name: 'price', type: 'Mul', inputs: ['apple_price', 'tax'] },
        ],
      }),
    );
    const tape = forward(graph);
    expect(toNested(tape.values[graph.output])).toBeCloseTo(220, 12);
    expect(cotangent).toEqual({ shape: [], data: Float64Array.of(1) });
    expect(
      backward(graph, tape, cotangent)
        .slice(0, 3)
        .map((g) => toNested(g!)),
    ).toEqual([2.2, 110.00000000000001, 200]);
  });
});

describe('names', () => {
  it('a layer without a name is called after its type and its ordinal among all layers of the type', async () => {
    const network = await read(
      write({
        inputs: { x: [1, -1] },
        layers: [{ type: 'ReLU', inputs: 'x' }, { name: 'mine', type: 'ReLU' }, { type: 'ReLU' }, { type: 'Tanh' }],
      }),
    );
    expect(network.graph.layers.map(({ name }) => name)).toEqual(['ReLU1', 'mine', 'ReLU3', 'Tanh1']);
  });

  it('every definition and use is mentioned at the characters of the name', async () => {
    const text = [
      '{ "inputs": { "x": [[1, 2]], "t": [0] },',
      '  "params": { "w": [[1, 2], [3, 4]] },',
      '  "layers": [',
      '    { "name": "A", "type": "Affine", "inputs": "x", "params": { "W": "w", "b": [0, 0] } },',
      '    { "type": "Expression", "forward": "A + A.b + x" },',
      '    { "name": "L", "type": "SoftmaxWithLoss", "inputs": ["Expression1", "t"] }],',
      '  "loss": "L.out",',
      '  "train": { "rate": 1, "steps": 1, "batch": 1, "data": { "x": [[1, 2]] }, "scores": "A" } }',
    ].join('\n');
    const { mentions } = await read(text);
    const lines = text.split('\n');
    const seen = mentions.map(({ name, kind, span }) => {
      expect(span.endLine).toBe(span.line);
      return `${span.line} ${kind} ${name} "${lines[span.line - 1].slice(span.column - 1, span.endColumn - 1)}"`;
    });
    expect(seen.sort()).toEqual([
      '1 definition t "t"',
      '1 definition x "x"',
      '2 definition w "w"',
      '4 definition A "A"',
      '4 definition A.b "b"',
      '4 reference w "w"',
      '4 reference x "x"',
      '5 definition Expression1 "Expression"',
      '5 reference A "A"',
      '5 reference A "A"',
      '5 reference A.b "b"',
      '5 reference x "x"',
      '6 definition L "L"',
      '6 reference Expression1 "Expression1"',
      '6 reference t "t"',
      '7 reference L "L"',
      '7 reference L.out "out"',
      '8 reference A "A"',
      '8 reference x "x"',
    ]);
  });

  it('the span of a layer is the whole of its text', async () => {
    const { layerSpans } = await read('{ "inputs": { "x": 1 },\n "layers": [ { "type": "ReLU",\n "inputs": "x" } ] }');
    expect(layerSpans.get('ReLU1')).toEqual({ line: 2, column: 14, endLine: 3, endColumn: 17 });
  });

  it('a shared param is one tensor under its own name, shaped by the first layer that uses it', async () => {
    const network = await read(
      write({
        inputs: { x: { shape: [2, 3], normal: 1 } },
        params: { W: { normal: 0.1 } },
        layers: [
          { type: 'Affine', inputs: 'x', units: 3, bias: false, params: { W: 'W' } },
          { type: 'Affine', units: 3, bias: false, params: { W: 'W' } },
        ],
      }),
    );
    expect(names(network, 'param')).toEqual(['W']);
    const [first, second] = network.graph.layers;
    expect(first.params.get('W')).toBe(second.params.get('W'));
  });

  it("a layer may use another layer's param by its full name", async () => {
    const network = await read(
      write({
        inputs: { x: [[1, 2]] },
        layers: [
          { name: 'A', type: 'Affine', inputs: 'x', units: 2 },
          { name: 'B', type: 'Affine', units: 2, params: { W: 'A.W' } },
          { type: 'Expression', forward: 'sum(A.W .^ 2)' },
        ],
      }),
    );
    expect(names(network, 'param')).toEqual(['A.W', 'A.b', 'B.b']);
  });
});

describe('random values', () => {
  const layers = [
    { name: 'A', type: 'Affine', inputs: 'x', units: 300 },
    { type: 'ReLU' },
    { name: 'B', type: 'Affine', units: 300, params: { b: { normal: 0.5 } } },
  ];
  const inputs = { x: { shape: [1, 200], normal: 1 } };

  it("weights start as He's before ReLU, else as Xavier's, and biases at 0", async () => {
    const network = await read(write({ inputs, layers }));
    expect(deviationOf(sourceNamed(network, 'A.W'))).toBeCloseTo(Math.sqrt(2 / 200), 3);
    expect(deviationOf(sourceNamed(network, 'B.W'))).toBeCloseTo(1 / Math.sqrt(300), 3);
    expect(deviationOf(sourceNamed(network, 'B.b'))).toBeCloseTo(0.5, 1);
    expect(new Set(sourceNamed(network, 'A.b').data)).toEqual(new Set([0]));
  });

  it('come from the seed and the full name alone: another layer changes no other value', async () => {
    const [before, after, other] = await Promise.all([
      read(write({ seed: 3, inputs, layers })),
      read(
        write({
          seed: 3,
          inputs: { y: { shape: [2], normal: 1 }, ...inputs },
          layers: [...layers.slice(0, 2), { type: 'Affine', units: 300 }, layers[2]],
        }),
      ),
      read(write({ seed: 4, inputs, layers })),
    ]);
    for (const name of ['x', 'A.W', 'B.W', 'B.b']) {
      expect(sourceNamed(after, name).data).toEqual(sourceNamed(before, name).data);
      expect(sourceNamed(other, name).data).not.toEqual(sourceNamed(before, name).data);
    }
    const stream = randomStream(3, 'B.b');
    expect(sourceNamed(before, 'B.b').data[0]).toBe(0.5 * stream.normal());
  });

  it('the mask of Dropout is a constant of 0 and 1 / (1 - rate)', async () => {
    const network = await read(
      write({
        inputs: { x: { shape: [1000], normal: 1 } },
        layers: [{ name: 'D', type: 'Dropout', inputs: 'x', rate: 0.2 }],
      }),
    );
    const mask = sourceNamed(network, 'D.mask');
    expect(new Set(mask.data)).toEqual(new Set([0, 1.25]));
    expect(mask.data.filter((kept) => kept > 0).length / 1000).toBeCloseTo(0.8, 1);
    expect(names(network, 'constant')).toEqual(['D.mask']);
  });
});

describe('what is differentiated', () => {
  it('labels are not, also where a layer stands between them and the loss; data and unused inputs are', async () => {
    const network = await read(
      write({
        inputs: { x: [[1, 2]], t: [[0, 1]], unused: 1 },
        layers: [
          { name: 'T', type: 'Reshape', inputs: 't', shape: [1, 2] },
          { type: 'SoftmaxWithLoss', inputs: ['x', 'T'] },
        ],
      }),
    );
    const differentiable = network.graph.values.filter((value) => value.differentiable).map(({ name }) => name);
    expect(differentiable).toEqual(['x', 'unused', 'SoftmaxWithLoss1.out']);
  });

  it('whole numbers that the backward pass of an expression layer leaves out are labels', async () => {
    const differentiated = async (backward: Record<string, string>): Promise<string[]> => {
      const network = await read(
        write({
          layerTypes: { Squared: { inputs: ['x', 't'], forward: 'sum((x - t)^2)', backward } },
          inputs: { x: [1, 2], t: [3, 4] },
          layers: [{ name: 'Loss', type: 'Squared', inputs: ['x', 't'] }],
        }),
      );
      const inputs = network.graph.values.filter(({ role }) => role === 'input');
      return inputs.filter((value) => value.differentiable).map(({ name }) => name);
    };
    expect(await differentiated({ x: '2 * (x - t) * dout' })).toEqual(['x']);
    expect(await differentiated({ x: '2 * (x - t) * dout', t: '2 * (t - x) * dout' })).toEqual(['x', 't']);
  });

  it('the targets of squared errors are', async () => {
    const network = await read(
      write({ inputs: { x: [[1, 2]], t: [[0, 1]] }, layers: [{ type: 'MeanSquaredError', inputs: ['x', 't'] }] }),
    );
    expect(network.graph.values.every(({ differentiable }) => differentiable)).toBe(true);
  });

  it('an output of several elements gets a random cotangent, never all ones', async () => {
    const { cotangent } = await read(write({ inputs: { x: [1, 2, 3] }, layers: [{ type: 'Tanh', inputs: 'x' }] }));
    expect(cotangent.shape).toEqual([3]);
    expect(new Set(cotangent.data).size).toBe(3);
  });

  it('an output of one element, of any rank, gets 1, or the upstream gradient that is given', async () => {
    const network = { inputs: { x: [[1]] }, layers: [{ type: 'Tanh', inputs: 'x' }] };
    expect((await read(write(network))).cotangent).toEqual({ shape: [1, 1], data: Float64Array.of(1) });
    expect((await read(write({ ...network, upstream: 3 }))).cotangent).toEqual({
      shape: [1, 1],
      data: Float64Array.of(3),
    });
  });

  it('float32 rounds every source', async () => {
    const network = await read(
      write({ dtype: 'float32', inputs: { x: [0.1] }, layers: [{ type: 'Exp', inputs: 'x' }] }),
    );
    expect(sourceNamed(network, 'x').data).toEqual(Float32Array.of(0.1));
    expect(network.cotangent.data).toBeInstanceOf(Float32Array);
  });
});

describe('sections', () => {
  it('train keeps whole data sets and scores by the first input of the loss', async () => {
    const { train, check } = await read(
      write({
        inputs: { x: [[1, 2]], t: [0] },
        layers: [
          { name: 'A', type: 'Affine', inputs: 'x', units: 2 },
          { type: 'SoftmaxWithLoss', inputs: ['A', 't'] },
        ],
        train: {
          rate: 0.1,
          steps: 5,
          batch: 2,
          data: {
            x: [
              [1, 2],
              [3, 4],
              [5, 6],
            ],
            t: [0, 1, 1],
          },
        },
        check: { method: 'ridders', tensors: ['A.*'] },
      }),
    );
    expect(train).toMatchObject({ rate: 0.1, steps: 5, batch: 2, scores: 'A.out' });
    expect([...train!.data].map(([name, { shape }]) => [name, shape])).toEqual([
      ['x', [3, 2]],
      ['t', [3]],
    ]);
    expect(train!.test.size).toBe(0);
    expect(check).toEqual({ method: 'ridders', tensors: ['A.*'] });
  });
});

it('each file is fetched once, whatever is taken from it', async () => {
  const asked: string[] = [];
  const files = {
    read(name: string) {
      asked.push(name);
      return Promise.resolve(new TextEncoder().encode('[[1, 2], [3, 4]]'));
    },
  };
  const network = await read(
    write({
      inputs: { x: { file: 'a.json', rows: [0, 1] }, y: { file: 'a.json', rows: [1, 2], scale: 2 } },
      layers: [{ type: 'Mul', inputs: ['x', 'y'] }],
    }),
    files,
  );
  expect(asked).toEqual(['a.json']);
  expect(toNested(sourceNamed(network, 'y'))).toEqual([[6, 8]]);
});
