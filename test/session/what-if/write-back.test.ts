// Hypothetical numbers written into the file: the edited text gives them, and nothing else of it is different.
import fc from 'fast-check';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Override } from '../../../src/network/overrides';
import type { FileAccess } from '../../../src/network/types';
import { applied } from '../../../src/session/fixes/edits';
import { sentenceOf } from '../../../src/session/what-if/sentences';
import { writeBack } from '../../../src/session/what-if/write-back';
import { checked, differing, NO_FILES, whatIf, WORK } from './support';

interface Options {
  readonly whole?: boolean;
  readonly file?: string;
  readonly files?: FileAccess;
}

async function written(
  text: string,
  overrides: readonly Override[],
  { whole = false, file = 'n.grad.json', files = NO_FILES }: Options = {},
): Promise<string> {
  const answer = await writeBack({ file, text, files }, overrides, whole, WORK);
  if (answer.kind === 'edits') return applied(text, answer.edits)!;
  throw new Error(sentenceOf(answer));
}

const set = (tensor: string, index: readonly number[], value: number): Override => ({ tensor, index, value });

const APPLE = fs.readFileSync(path.join(import.meta.dirname, '../../../examples/apple-orange.grad.json'), 'utf8');

describe('a number that stands in the text', () => {
  it('is replaced, and nothing around it', async () => {
    expect(await written(APPLE, [set('apple', [], 120), set('tax', [], 1.05)])).toBe(
      APPLE.replace('"apple": 100', '"apple": 120').replace('"tax": 1.1', '"tax": 1.05'),
    );
  });

  it('is found among comments, trailing commas and line breaks', async () => {
    const text = `\uFEFF{ // a net
  "inputs": { "x": [[1, /* two */ 2,],
    [3, 4.50],], },\r
  "params": { "k": [-0, 7e-1] },
  "layers": [ { "type": "Mul", "inputs": ["x", "k"], }, ], }`;
    expect(await written(text, [set('x', [1, 1], -3e-7), set('k', [0], 0.5)])).toBe(
      text.replace('4.50', '-3e-7').replace('-0,', '0.5,'),
    );
  });

  it('is a class where classes are given as labels', async () => {
    const text = `{ "inputs": { "x": [[1, 2, 3], [4, 5, 6]], "t": { "labels": [2, 0], "classes": 3 } },
      "layers": [ { "type": "SoftmaxWithLoss", "inputs": ["x", "t"] } ] }`;
    const other = [set('t', [1, 0], 0), set('t', [1, 1], 1)];
    expect(await written(text, other)).toBe(text.replace('[2, 0]', '[2, 1]'));
    await expect(written(text, [set('t', [1, 1], 0.5)])).rejects.toThrow(
      't is given as class labels. To change a number of it, all 6 have to be written out in its place.',
    );
    expect(await written(text, [set('t', [1, 1], 0.5)], { whole: true })).toBe(
      text.replace('{ "labels": [2, 0], "classes": 3 }', '[[0, 0, 1], [1, 0.5, 0]]'),
    );
  });
});

const DRAWN = `{
  "seed": 5,
  "inputs": { "x": { "shape": [2, 3], "normal": 1 } },
  "layers": [
    { "name": "A", "type": "Affine", "units": 2, "inputs": "x" },
    { "name": "B", "type": "Affine", "units": 2, "params": { "b": { "constant": 1 } } },
    {
      "type": "Affine",
      "units": 40, // wide
    },
  ],
  "upstream": { "constant": 1 }
}
`;

describe('a tensor that the text does not give number by number', () => {
  const parts: readonly (readonly [Override, string])[] = [
    [set('x', [1, 2], 9), 'x is drawn at random.'],
    [set('A.W', [0, 1], 9), 'A.W is not in the file: its layer makes it.'],
    [set('B.b', [1], 9), 'B.b is filled by a rule.'],
    [set('B.W', [1, 0], 9), 'B.W is not in the file'],
    [set('Affine3.W', [1, 7], -9), 'Affine3.W is not in the file'],
  ];

  it.each(parts)('is written out once that is allowed: %o', async (override, sentence) => {
    await expect(written(DRAWN, [override])).rejects.toThrow(sentence);
    const text = await written(DRAWN, [override], { whole: true });
    const [wanted, found] = [await whatIf('n.grad.json', DRAWN, [override]), await checked('n.grad.json', text)];
    expect(differing(wanted.finished!, found.finished)).toEqual([]);
  });

  it('stands in lines of a length that can be read', async () => {
    const text = await written(
      DRAWN,
      parts.map(([override]) => override),
      { whole: true },
    );
    expect(text).toContain('"units": 40,\n      "params": { "W": [\n        [\n');
    expect(text.split('\n').filter((line) => line.length > 160)).toEqual([]);
  });

  it('is written with the digits of its dtype', async () => {
    const text = `{ "dtype": "float32", "inputs": { "x": { "shape": [3], "constant": 0.1 } }, "upstream": [1, 1, 1],
      "layers": [{ "type": "Exp", "inputs": "x" }] }`;
    expect(await written(text, [set('x', [1], 0.7)], { whole: true })).toContain('"x": [0.1, 0.7, 0.1]');
  });

  it('is left alone, with a way out, where it is large', async () => {
    const text = DRAWN.replace('[2, 3]', '[2, 600]');
    await expect(written(text, [set('x', [0, 0], 1)], { whole: true })).rejects.toThrow(
      'x is drawn at random. With 1,200 numbers it is too large to be written out (at most 1,000): save it as a .npy or .csv file, change that, and give the file in its place.',
    );
  });

  it('is told to come from a file', async () => {
    const files = { read: () => Promise.resolve(new TextEncoder().encode('1,2\n3,4\n')) };
    const text = '{ "inputs": { "x": { "file": "x.csv" } }, "layers": [{ "type": "Sum", "inputs": "x" }] }';
    await expect(written(text, [set('x', [0, 0], 5)], { files })).rejects.toThrow('x comes from a data file.');
    expect(await written(text, [set('x', [0, 0], 5)], { files, whole: true })).toContain('"x": [[5, 2], [3, 4]]');
  });
});

const PROGRAM = `import { affine, input, layer, network, normal, param, tensor, type Tensor } from 'gradient-debugger';
const twos = [2, 2];
class Scale {
  params: { k: Tensor; u: Tensor };
  grads: Record<string, Tensor> = {};
  x!: Tensor;
  constructor() { this.params = { k: tensor([3, 4]), u: normal([2], 1) }; }
  forward(x: Tensor) { this.x = x; return x.mul(this.params.k).add(this.params.u); }
  backward(dout: Tensor) {
    this.grads.k = dout.mul(this.x);
    this.grads.u = dout;
    return dout.mul(this.params.k);
  }
}
export default network('P', () => {
  const x = input('x', [[1, 2], [3, 4]]);
  const y = input("y", normal([2], 1));
  const z = input('z', twos.map((n) => n + 1));
  const h = affine(x, 2, { name: 'A', W: [[1, 0], [0, 1]] }).mean(0).mul(param('p', tensor([1, 2])));
  return layer(new Scale(), h.mul(y).mul(z), { name: 'S' }).sum();
});
`;

it('a param that layers share is edited once, where it stands', async () => {
  const text = `{ "inputs": { "x": [[1, 2]] }, "params": { "W": [[1, 0], [0, 1]], "V": { "normal": 1 } }, "layers": [
    { "type": "Affine", "inputs": "x", "units": 2, "params": { "W": "W" } },
    { "type": "Affine", "units": 2, "params": { "W": "W" } },
    { "type": "Affine", "units": 2, "params": { "W": "V" } }], "upstream": [[1, 1]] }`;
  expect(await written(text, [set('W', [1, 0], 3)])).toBe(text.replace('[0, 1]]', '[3, 1]]'));
  expect(await written(text, [set('V', [1, 0], 3)], { whole: true })).toMatch(/"V": \[\[-?\d\S+, -?\d\S+\], \[3, /);
});

describe('a program', () => {
  const options = { file: 'p.grad.ts' };

  it.each([
    [set('x', [1, 0], -1.5), '[3, 4]]);', '[-1.5, 4]]);'],
    [set('p', [1], 5), 'tensor([1, 2])))', 'tensor([1, 5])))'],
    [set('A.W', [0, 1], 0.25), 'W: [[1, 0]', 'W: [[1, 0.25]'],
    [set('S.k', [0], 8), 'tensor([3, 4])', 'tensor([8, 4])'],
  ])('is edited where it writes the number: %o', async (override, before, after) => {
    expect(await written(PROGRAM, [override], options)).toBe(PROGRAM.replace(before, after));
  });

  it('is edited where it draws the tensor, once that is allowed', async () => {
    await expect(written(PROGRAM, [set('y', [0], 1)], options)).rejects.toThrow('y is drawn at random.');
    const text = await written(PROGRAM, [set('y', [0], 1)], { ...options, whole: true });
    expect(text).toMatch(/input\("y", \[1, -?\d\.\d+\]\);/);
  });

  it('is edited where a model of it has its inputs and params', async () => {
    const folder = path.join(import.meta.dirname, '../../../examples/book');
    const files = { read: (name: string) => fs.promises.readFile(path.join(folder, name)) };
    const text = fs.readFileSync(path.join(folder, 'two-layer-net.grad.ts'), 'utf8');
    const asked = [set('b1', [2], 0.5), set('x', [3, 5], -1), set('t', [0, 0], 0.25)];
    const edited = await written(text, asked, { file: 'two-layer-net.grad.ts', files, whole: true });
    expect(edited).toContain('b1: tensor([0, 0, 0.5, 0, 0]),');
    expect(edited).toContain('import { tensor, model, normal,');
    expect(edited).toContain('t: tensor([[0.25, 0, 0], [0, 0, 1], [0, 1, 0], [0, 0, 1]]) },');
  });

  it('is left alone where it computes the tensor', async () => {
    await expect(written(PROGRAM, [set('z', [0], 1)], options)).rejects.toThrow(
      'z is computed by the program, not written there as numbers: change the expression, or give it as nested arrays.',
    );
  });

  it('is left alone where an edit would not do what was shown', async () => {
    const twice = PROGRAM.replace("input('z', twos.map((n) => n + 1))", "input('z', [1, 2]).mul(x.data[0])");
    await expect(written(twice, [set('x', [0, 0], 7)], options)).resolves.toContain('[[7, 2], [3, 4]]');
    const shared = PROGRAM.replace('h.mul(y).mul(z)', "layer(new Scale(), h.mul(y).mul(z), { name: 'R' })");
    await expect(written(shared, [set('S.k', [0], 8)], options)).rejects.toThrow(
      'With this edit R.k would not be as it is shown here: nothing was written.',
    );
  });
});

describe('any numbers of any network', () => {
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }),
    fc.constantFrom(-0, 5e-324, 0.1, 123456789.125),
  );
  const matrix = fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }))
    .chain(([rows, columns]) =>
      fc.array(fc.array(number, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
    );
  const spaces = fc.constantFrom('', ' ', '\n    ', ' /* , ] */ ', ' // ]\n');

  it('come back from the text that they are written into', async () => {
    await fc.assert(
      fc.asyncProperty(
        matrix,
        spaces,
        spaces,
        fc.array(fc.tuple(fc.nat(), fc.nat(), number), { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        async (x, before, after, picks, drawn) => {
          const rows = x.map((row) => `[${row.map((n) => before + numeral(n) + after).join(',')}]`);
          const k = drawn ? '{ "normal": 1, "shape": [2] }' : '[1, 2]';
          const text = `{ "inputs": { "x": [${rows.join(',')}], "k": ${k} }, "layers": [
          { "name": "S", "type": "Tanh", "inputs": "x" }, { "name": "T", "type": "Sum" }, { "type": "Mul", "inputs": ["T", "k"] }] }`;
          const overrides = new Map(
            picks.map(([i, j, value]) => {
              const index = [i % x.length, j % x[0].length];
              return [index.join(), set('x', index, value)] as const;
            }),
          );
          overrides.set('k', set('k', [1], picks[0][2]));
          const asked = [...overrides.values()];
          const found = await checked('n.grad.json', await written(text, asked, { whole: true }));
          const wanted = await whatIf('n.grad.json', text, asked);
          expect(differing(wanted.finished!, found.finished)).toEqual([]);
          const { graph } = found.finished.network;
          for (const { tensor, index, value } of asked) {
            const { shape, data } = graph.sources.get(graph.values.find(({ name }) => name === tensor)!.id)!;
            expect(data[index.reduce((at, i, axis) => at * shape[axis] + i, 0)]).toBe(value);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  const numeral = (n: number): string => (Object.is(n, -0) ? '-0' : JSON.stringify(n));
});
