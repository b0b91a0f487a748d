// A layer of a JSON network, written as a network of its own.

import { describe, expect, it } from 'vitest';
import type { Layer } from '../../src/engine/graph';
import { tensor } from '../../src/engine/tensor';
import { readNetwork } from '../../src/network';
import type { Network } from '../../src/network/types';
import { jsonWriter } from '../../src/session/shrink/json-case';
import type { SmallCase } from '../../src/session/shrink/small-case';

const files = { read: (): Promise<Uint8Array> => Promise.reject(new Error('no such file')) };

const TEXT = `{
  // Two layers, one of them written by hand.
  "name": "Net",
  "inputs": { "x": { "shape": [3, 4], "normal": 1 } },
  "layerTypes": {
    "Other": { "inputs": ["x"], "forward": "x" },
    "Dense": {
      "inputs": ["x"],
      "attributes": { "units": 3 },
      "params": { "W": { "shape": ["x.shape[1]", "units"], "normal": 1 } },
      // a product of matrices
      "forward": "x * W",
    },
  },
  "layers": [
    { "type": "Tanh", "inputs": "x" },
    { "name": "x1", "type": "Dense", "units": 5 }, // the guilty one
    { "type": "Sum" },
  ],
}
`;

async function networkOf(text: string): Promise<Network> {
  const reading = await readNetwork(text, files);
  if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
  return reading.network;
}

/** The layer, as one whose backward pass is code under test. */
function layerOf({ graph }: Network, name: string): Layer {
  const layer = graph.layers.find((one) => one.name === name)!;
  const code = { inputs: ['x'], params: ['W'], outputs: ['out'] } as unknown as NonNullable<Layer['code']>;
  return { ...layer, code };
}

const SMALL: SmallCase = {
  inputs: new Map([['x', tensor([2, 1], [2, 3])]]),
  params: new Map([['W', tensor([1, 2], [5, -7])]]),
  attributes: new Map([['units', 2]]),
  upstream: tensor([2, 2], [1, 2, 3, 4]),
};

describe('a layer by itself', () => {
  it('is written with the text of its type, its attributes and literal tensors', async () => {
    const network = await networkOf(TEXT);
    const writer = jsonWriter(TEXT, network, layerOf(network, 'x1'), 'out')!;
    expect(writer.attributes).toEqual(new Map([['units', 5]]));
    expect(writer.write(SMALL, ['What it shows.'])).toBe(`// What it shows.
{
  "name": "Net x1",
  "dtype": "float64",
  "inputs": {
    "x": [[2], [3]]
  },
  "layerTypes": {
    "Dense": {
      "inputs": ["x"],
      "attributes": { "units": 3 },
      "params": { "W": { "shape": ["x.shape[1]", "units"], "normal": 1 } },
      // a product of matrices
      "forward": "x * W",
    }
  },
  "layers": [
    {
      "name": "x1",
      "type": "Dense",
      "inputs": "x",
      "units": 2,
      "params": {
        "W": [[5, -7]]
      }
    }
  ],
  "upstream": [[1, 2], [3, 4]]
}
`);
  });

  it('is read again as it was meant', async () => {
    const network = await networkOf(TEXT);
    const writer = jsonWriter(TEXT, network, layerOf(network, 'x1'), 'out')!;
    const { graph, cotangent } = await networkOf(writer.write(SMALL, []));
    const valueOf = (name: string): number[] => [
      ...graph.sources.get(graph.values.find((v) => v.name === name)!.id)!.data,
    ];
    expect(valueOf(writer.tensorOf('x'))).toEqual([2, 3]);
    expect(valueOf(writer.tensorOf('W'))).toEqual([5, -7]);
    expect([...cotangent.data]).toEqual([1, 2, 3, 4]);
    expect(graph.values[graph.output]).toMatchObject({ name: 'x1.out', shape: [2, 2] });
  });

  it('has another name for an input that is called as the layer is', async () => {
    const text = TEXT.replace('"name": "x1"', '"name": "y"')
      .replaceAll('"inputs": ["x"]', '"inputs": ["y"]')
      .replace('"x * W"', '"y * W"')
      .replace('x.shape[1]', 'y.shape[1]')

      .replace('"forward": "x"', '"forward": "y"');
    const network = await networkOf(text);
    const layer = layerOf(network, 'y');
    const writer = jsonWriter(text, network, { ...layer, code: { ...layer.code!, inputs: ['y'] } }, 'out')!;
    const small = { ...SMALL, inputs: new Map([['y', SMALL.inputs.get('x')!]]) };
    expect(writer.tensorOf('y')).toBe('y_');
    expect((await networkOf(writer.write(small, []))).name).toBe('Net y');
  });

  it('is not written where it is built in', async () => {
    const network = await networkOf(TEXT);
    expect(jsonWriter(TEXT, network, layerOf(network, 'Tanh1'), 'out')).toBeNull();
  });
});
