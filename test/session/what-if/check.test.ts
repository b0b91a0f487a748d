// A network checked with other numbers than its text gives: as if they had been written.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checked, differing, whatIf } from './support';

const APPLE = fs.readFileSync(path.join(import.meta.dirname, '../../../examples/apple-orange.grad.json'), 'utf8');

const NET = `{ "seed": 3, "inputs": { "x": [[1, 2], [3, 4]], "t": [0, 1] }, "layers": [
  { "name": "A", "type": "Affine", "inputs": "x", "units": 3 }, { "type": "Tanh" },
  { "name": "L", "type": "SoftmaxWithLoss", "inputs": ["Tanh1", "t"] } ] }`;

const PROGRAM = `import { input, layer, network, param, type Tensor } from 'gradient-debugger';
class Scale {
  params = { k: undefined as unknown as Tensor };
  grads: Record<string, Tensor> = {};
  x!: Tensor;
  constructor(k: Tensor) { this.params.k = k; }
  forward(x: Tensor) { this.x = x; return x.mul(this.params.k); }
  backward(dout: Tensor) { this.grads.k = dout.mul(this.x); return dout.mul(this.params.k); }
}
export default network('P', () => {
  const x = input('x', [1, 2]);
  const double = x.data[0] > 5 ? 100 : 2;
  return layer(new Scale(param('k', [3, 4])), x.mul(double), { name: 'S' }).sum();
});
`;

describe('numbers in the place of the file’s own', () => {
  it('gives what the book gives for another price', async () => {
    const { result, finished } = await whatIf('apple.grad.json', APPLE, [{ tensor: 'apple', index: [], value: 120 }]);
    expect(result).toMatchObject({
      report: { status: 'pass', loss: (120 * 2 + 150 * 3) * 1.1 },
      whatIf: [{ tensor: 'apple', index: [], value: 120, was: 100 }],
    });
    const { graph } = finished!.network;
    const gradientOf = (name: string) =>
      finished!.checked.gradients[graph.values.find((value) => value.name === name)!.id]!.data[0];
    expect(gradientOf('apple_num')).toBeCloseTo(132, 12);
    expect(gradientOf('tax')).toBeCloseTo(690, 12);
  });

  it('is, bit for bit, the check of the text in which they are written', async () => {
    const file = await checked('n.grad.json', NET);
    const overrides = [
      { tensor: 'x', index: [1, 0], value: -0.25 },
      { tensor: 't', index: [0], value: 2 },
    ];
    const written = NET.replace('[3, 4]', '[-0.25, 4]').replace('[0, 1]', '[2, 1]');
    const other = await checked('n.grad.json', written);
    for (const known of [file.finished, null])
      expect(differing((await whatIf('n.grad.json', NET, overrides, known)).finished!, other.finished)).toEqual([]);
    expect(differing(file.finished, other.finished)).not.toEqual([]);
  });

  it('runs a program again, with all that it computes from them', async () => {
    const { finished, result } = await whatIf('p.grad.ts', PROGRAM, [
      { tensor: 'x', index: [0], value: 7 },
      { tensor: 'k', index: [1], value: -1 },
    ]);
    const written = PROGRAM.replace('[1, 2]', '[7, 2]').replace('[3, 4]', '[3, -1]');
    const other = await checked('p.grad.ts', written);
    expect(result).toMatchObject({ report: { loss: 100 * (7 * 3 - 2) }, whatIf: [{ was: 1 }, { was: 4 }] });
    expect(differing(finished!, other.finished)).toEqual([]);
  });

  it('takes the params of layers, drawn or a program’s own', async () => {
    const { result } = await whatIf('n.grad.json', NET, [{ tensor: 'A.W', index: [1, 2], value: 9 }]);
    expect(result).toMatchObject({ whatIf: [{ tensor: 'A.W', value: 9 }] });
    const text = fs.readFileSync(
      path.join(import.meta.dirname, '../../../examples/book/two-layer-net.grad.ts'),
      'utf8',
    );
    const folder = path.join(import.meta.dirname, '../../../examples/book');
    const files = { read: (name: string) => fs.promises.readFile(path.join(folder, name)) };
    const before = await checked('net.grad.ts', text, files);
    const overrides = [{ tensor: 'b1', index: [2], value: 5 }];
    const model = await whatIf('net.grad.ts', text, overrides, before.finished, files);
    expect(model.result).toMatchObject({ report: { status: 'pass' }, whatIf: [{ tensor: 'b1', was: 0, value: 5 }] });
    expect(differing(before.finished, model.finished!)).toEqual(expect.arrayContaining(['b1', 'Affine1.out']));
  });

  it('leaves out what no element answers to', async () => {
    const { result } = await whatIf('n.grad.json', NET, [
      { tensor: 'x', index: [2, 0], value: 1 },
      { tensor: 'y', index: [0], value: 1 },
      { tensor: 'A.out', index: [0, 0], value: 1 },
      { tensor: 'x', index: [0, 0], value: 5 },
    ]);
    expect(result).toMatchObject({ whatIf: [{ tensor: 'x', index: [0, 0], was: 1 }] });
  });

  it('says what was expected of a class that is none', async () => {
    const { result } = await whatIf('n.grad.json', NET, [{ tensor: 't', index: [1], value: 3 }]);
    expect(result.report).toMatchObject({
      status: 'error',
      errors: [{ expected: 'integers in 0..2', found: '3 at [1]' }],
    });
  });

  it('offers no fix for a backward pass that it finds wrong', async () => {
    const faulty = `{ "layerTypes": { "Twice": { "inputs": ["x"], "forward": "2 * x", "backward": { "x": "-2 * dout" } } },
      "inputs": { "x": 3 }, "layers": [{ "type": "Twice", "inputs": "x" }] }`;
    const { result } = await whatIf('f.grad.json', faulty, [{ tensor: 'x', index: [], value: 4 }]);
    expect(result).toMatchObject({ report: { status: 'fail', faults: [{ layer: 'Twice1', fix: null }] } });
  });
});
