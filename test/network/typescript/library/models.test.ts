// Models that wire their own passes: what goes through their layers is the graph, and their gradient method is under test.

import fs from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { backward, forward } from '../../../../src/engine/run';
import { readProgram } from '../../../../src/network/typescript';
import type { Network } from '../../../../src/network/types';

const BOOK = path.join(import.meta.dirname, '../../../../examples/book');
const CLOCK = { now: () => performance.now() };

async function network(text: string): Promise<Network> {
  const files = { read: (name: string) => fs.readFile(path.join(BOOK, name)) };
  const reading = await readProgram('p.grad.ts', text, files, CLOCK);
  if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
  return reading.network;
}

/** By name: what the model's own pass found, beside what its layers' passes give along the graph. */
function gradientsOf({ graph, cotangent, ownBackward }: Network): Map<string, { own: number[]; graph: number[] }> {
  const own = ownBackward!().gradients;
  const right = backward(graph, forward(graph), cotangent);
  return new Map(
    graph.values.flatMap(({ id, name }) =>
      own[id] && right[id] ? [[name, { own: [...own[id].data], graph: [...right[id].data] }]] : [],
    ),
  );
}

const differing = (found: ReturnType<typeof gradientsOf>): string[] =>
  [...found].filter(([, { own, graph }]) => own.some((value, i) => value !== graph[i])).map(([name]) => name);

describe("the book's TwoLayerNet", () => {
  const text = fs.readFile(path.join(BOOK, 'two-layer-net.grad.ts'), 'utf8');

  it('is a graph of its layers, whose params have the names that the model gives them', async () => {
    const { graph } = await network(await text);
    expect(graph.layers.map(({ name, type }) => [name, type])).toEqual([
      ['Affine1', 'Affine'],
      ['Relu1', 'Relu'],
      ['Affine2', 'Affine'],
      ['lastLayer', 'SoftmaxWithLoss'],
    ]);
    const params = graph.values.filter(({ role }) => role === 'param').map(({ name }) => name);
    expect(params).toEqual(['W1', 'b1', 'W2', 'b2']);
    expect(graph.layers[2].params).toEqual(
      new Map(['W', 'b'].map((own) => [own, graph.values.find(({ name }) => name === `${own}2`)!.id])),
    );
  });

  it('has by its own gradient() what its layers give along the graph', async () => {
    const found = gradientsOf(await network(await text));
    expect([...found.keys()]).toEqual(
      expect.arrayContaining(['x', 'W1', 'b1', 'W2', 'b2', 'Affine1.out', 'Relu1.out']),
    );
    expect(differing(found)).toEqual([]);
    expect(found.get('W1')!.own.some((value) => value !== 0)).toBe(true);
  });

  it('shows a gradient that it mixes up, of another shape as not a number, and a missing one as zero', async () => {
    const mixed = (await text)
      .replace('W1: first.grads.W, b1: first.grads.b', 'W1: first.grads.W.T')
      .replace('b2: second.grads.b', 'b2: second.grads.b.mul(2)');
    const found = gradientsOf(await network(mixed));
    expect(differing(found)).toEqual(['W1', 'b1', 'b2']);
    expect(found.get('W1')!.own.every(Number.isNaN)).toBe(true);
    expect(found.get('b1')!.own).toEqual([0, 0, 0, 0, 0]);
    expect(found.get('b2')!.own).toEqual(found.get('b2')!.graph.map((value) => 2 * value));
  });
});

describe('a value that fans out', () => {
  const branches = (dh: string): string => `import { model, tensor } from 'gradient-debugger';
    class Scale {
      constructor(k) { this.k = k; }
      forward(x) { return x.mul(this.k); }
      backward(dout) { return dout.mul(this.k); }
    }
    class Sum {
      forward(a, b) { this.shape = a; return a.add(b).sum(); }
      backward(dout) { const d = this.shape.mul(0).add(dout); return [d, d]; }
    }
    class Net {
      layers = { A: new Scale(2), B: new Scale(3), C: new Scale(5) };
      lastLayer = new Sum();
      loss(x) {
        const h = this.layers.A.forward(x);
        return this.lastLayer.forward(this.layers.B.forward(h), this.layers.C.forward(h));
      }
      gradient(x) {
        this.loss(x);
        const [db, dc] = this.lastLayer.backward(1);
        const first = this.layers.B.backward(db), second = this.layers.C.backward(dc);
        this.layers.A.backward(${dh});
        return {};
      }
    }
    export default model('Net', new Net(), { inputs: { x: tensor([1, 2]) } });`;

  it('has the sum of its branches: (3 + 5) at A, times 2 at x', async () => {
    const found = gradientsOf(await network(branches('first.add(second)')));
    expect(found.get('A.out')!.own).toEqual([8, 8]);
    expect(found.get('x')!.own).toEqual([16, 16]);
    expect(differing(found)).toEqual([]);
  });

  it('shows a branch that overwrites the other, at it and upstream of it alone', async () => {
    const found = gradientsOf(await network(branches('second')));
    expect(found.get('A.out')!.own).toEqual([5, 5]);
    expect(found.get('x')!.own).toEqual([10, 10]);
    expect(differing(found).sort()).toEqual(['A.out', 'x']);
  });
});

it('a layer made anew has nothing of the calls before it, and draws the same random numbers', async () => {
  const { graph } = await network(`import { layer, input, network } from 'gradient-debugger';
    class Noise {
      calls = 0;
      forward(x) { this.calls++; return x.mul(this.calls).add(Math.random()); }
      backward(dout) { return dout.mul(this.calls); }
    }
    export default network('N', () => layer(new Noise(), input('x', [1])));`);
  const x = [{ shape: [1], data: Float64Array.of(1) }];
  const code = graph.layers[0].code!;
  const once = (made: typeof code): number => made.forward(x, new Map())[0].data[0];
  const [first, again] = [code.fresh()!, code.fresh()!].map(once);
  expect(Math.floor(first)).toBe(1);
  expect(again).toBe(first);
  // The one in the network has run before; its random numbers began anew all the same.
  const later = once(code) - first;
  expect(later).toBeGreaterThan(0.5);
  expect(later).toBeCloseTo(Math.round(later), 12);
});
