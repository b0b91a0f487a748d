// Which elements an element depends on and reaches, beside what is worked out by hand.
import { expect, it } from 'vitest';
import { pathOf, type PathAnswer, type Relation } from '../../../src/session/tensors/path';
import { DOUBLED, MLP, finished } from './networks';

async function path(text: string, tensor: string, index: number[], file?: string): Promise<PathAnswer> {
  const work = pathOf(await finished(text, {}, file), { tensor, index });
  for (let step = work.next(); ; step = work.next()) if (step.done) return step.value;
}

/** Of one relation, by tensor: the flat positions. */
function sets({ parts }: PathAnswer, relation: Relation): Record<string, number[]> {
  return Object.fromEntries(
    parts
      .filter((part) => part.relation === relation)
      .map(({ tensor, runs, count }) => {
        const flat = runs!.flatMap(([start, n, step]) => Array.from({ length: n }, (_, i) => start + i * step));
        expect(flat).toHaveLength(count);
        return [tensor, flat];
      }),
  );
}

const range = (n: number) => Array.from({ length: n }, (_, i) => i);

it('finds the inputs that a weight is multiplied with, and the column of results that it reaches', async () => {
  // x (3, 4), Affine1.W (4, 5): out[n, 1] = Σ x[n, i] · W[i, 1] + b[1].
  const of = await path(MLP, 'Affine1.W', [3, 1]);
  expect(sets(of, 'from')).toEqual({});
  expect(sets(of, 'with')).toEqual({ x: [3, 7, 11] });
  expect(sets(of, 'to')).toEqual({
    'Affine1.out': [1, 6, 11],
    'Relu1.out': [1, 6, 11],
    'Affine2.out': range(9),
    'Loss.out': [0],
  });
});

it('finds what an activation is made of, and the weights on its way on', async () => {
  const of = await path(MLP, 'Relu1.out', [2, 4]);
  expect(sets(of, 'from')).toEqual({
    x: [8, 9, 10, 11],
    'Affine1.W': [4, 9, 14, 19],
    'Affine1.b': [4],
    'Affine1.out': [14],
  });
  expect(sets(of, 'with')).toEqual({ 'Affine2.W': [12, 13, 14] });
  expect(sets(of, 'to')).toEqual({ 'Affine2.out': [6, 7, 8], 'Loss.out': [0] });
});

it('follows what it is multiplied with back to the inputs', async () => {
  const all = sets(await path(MLP, 'Affine2.W', [2, 0]), 'with');
  expect(all).toMatchObject({ 'Relu1.out': [2, 7, 12], 'Affine1.out': [2, 7, 12], 'Affine1.W': [2, 7, 12, 17] });
  expect(all).toMatchObject({ x: range(12), 'Affine1.b': [2] });
});

it('has no factors of a bias, which is added', async () => {
  const of = await path(MLP, 'Affine1.b', [1]);
  expect(sets(of, 'with')).toEqual({});
  expect(sets(of, 'to')['Affine1.out']).toEqual([1, 6, 11]);
});

it('lets the loss depend on all, labels too', async () => {
  const { t, x, 'Affine1.W': W } = sets(await path(MLP, 'Loss.out', []), 'from');
  expect([t, x, W]).toEqual([range(3), range(12), range(20)]);
});

const CONVOLVED = `{ "seed": 1, "inputs": { "x": { "shape": [2, 1, 5, 5], "normal": 1 } }, "layers": [
  { "name": "Conv", "type": "Convolution", "inputs": "x", "filters": 2, "kernel": 3, "stride": 2, "padding": 1 },
  { "name": "Pool", "type": "MaxPooling", "size": 2, "stride": 1 },
  { "name": "Total", "type": "Sum" } ] }`;

it('slides a weight of a convolution over the pixels under it', async () => {
  // Out (2, 2, 3, 3). Tap (0, 2) lies at row 2r - 1, column 2c + 1: rows 1 and 3, columns 1 and 3; the rest is padding.
  const of = await path(CONVOLVED, 'Conv.W', [1, 0, 0, 2]);
  const image = [1, 3].flatMap((row) => [1, 3].map((column) => 5 * row + column));
  expect(sets(of, 'with')).toEqual({ x: [...image, ...image.map((pixel) => 25 + pixel)] });
  const plane = [1, 2].flatMap((row) => [0, 1].map((column) => 9 + 3 * row + column));
  expect(sets(of, 'to')['Conv.out']).toEqual([...plane, ...plane.map((i) => 18 + i)]);
});

it('finds the windows that see a pixel, and what a pooled one is the largest of', async () => {
  // Pixel (2, 2) of the first image lies under the windows of row 1 and column 1 alone: 2r - 1 ≤ 2 ≤ 2r + 1.
  const pixel = await path(CONVOLVED, 'x', [0, 0, 2, 2]);
  expect(sets(pixel, 'to')['Conv.out']).toEqual([4, 13]);
  expect(sets(pixel, 'to')['Pool.out']).toEqual(range(8));
  expect(sets(pixel, 'with')).toEqual({ 'Conv.W': [4, 13] });
  // Pool (2, 2, 2, 2): element (0, 0) of the second filter sees rows and columns 0 and 1.
  const pooled = await path(CONVOLVED, 'Pool.out', [0, 1, 0, 0]);
  expect(sets(pooled, 'from')['Conv.out']).toEqual([9, 10, 12, 13]);
  expect(sets(pooled, 'from')['Conv.b']).toEqual([1]);
  expect(sets(pooled, 'from').x).toEqual([0, 1, 2, 3].flatMap((row) => [0, 1, 2, 3].map((column) => 5 * row + column)));
});

it('takes words by their numbers, not all between them', async () => {
  const of = await path(
    `{ "seed": 1, "inputs": { "x": [2, 0, 1, 2] }, "layers": [
    { "name": "E", "type": "Embedding", "inputs": "x", "vocabulary": 3, "units": 2 }, { "name": "Total", "type": "Sum" } ] }`,
    'E.W',
    [2, 1],
  );
  expect(sets(of, 'to')['E.out']).toEqual([1, 7]);
});

it('has an element that is multiplied with itself', async () => {
  const of = await path(
    '{ "inputs": { "x": [1, 2, 3] }, "layers": [{ "name": "S", "type": "Square", "inputs": "x" }, { "name": "T", "type": "Sum" }] }',
    'x',
    [1],
  );
  expect(sets(of, 'with')).toEqual({ x: [1] });
});

it('goes through layers written by hand', async () => {
  const of = await path(DOUBLED, 'x', [1, 0]);
  expect(sets(of, 'to')).toMatchObject({ 'Cube1.out': [2], 'Sum1.out': [2], 'Total.out': [0] });
  expect(sets(of, 'with').x).toEqual([2]);
});

const SIGMOID = `{ "layerTypes": { "S": { "inputs": ["x"], "forward": "1 ./ (1 + exp(-x))" } },
  "inputs": { "x": [1, 2, 3] }, "layers": [
  { "name": "S1", "type": "S", "inputs": "x" }, { "name": "S2", "type": "S" }, { "name": "T", "type": "Sum" } ] }`;

it('knows of a layer that is an expression what its derivative is made of, and not that of the next', async () => {
  const { x, ...others } = sets(await path(SIGMOID, 'x', [1]), 'with');
  expect(x).toEqual([1]);
  expect(others).toMatchObject({ 'S1/exp1.out': [1], 'S1/add1.out': [1] });
  expect(Object.keys(others).filter((name) => name.startsWith('S2'))).toEqual([]);
});

it('goes through layers that only put elements elsewhere', async () => {
  const of = await path(
    `{ "seed": 1, "inputs": { "x": { "shape": [2, 2, 3], "normal": 1 } }, "layers": [
    { "name": "F", "type": "Flatten", "inputs": "x" }, { "name": "A", "type": "Affine", "units": 2 }, { "name": "T", "type": "Sum" } ] }`,
    'x',
    [1, 0, 2],
  );
  expect(sets(of, 'with')).toEqual({ 'A.W': [4, 5] });
  expect(sets(of, 'to')).toMatchObject({ 'F.out': [8], 'A.out': [2, 3] });
});

const own = (body: string) => `import { input, layer, network, Tensor } from 'gradient-debugger';
class Own {
  x!: Tensor;
  forward(x: Tensor) { this.x = x; ${body} }
  backward(dout: Tensor) { return dout.mul(this.x.mul(2)); }
}
export default network('Net', () => layer(new Own(), input('x', [[1, -2, 3]]), { name: 'Own' }));
`;

it('goes through the code of a class as far as it was seen what that does', async () => {
  const of = await path(own('return x.mul(x);'), 'x', [0, 1], 'n.grad.ts');
  expect(of.opaque).toEqual([]);
  expect(sets(of, 'to')).toEqual({ 'Own.out': [1] });
  expect(sets(of, 'with')).toEqual({ x: [1] });
});

it('says of code that works with plain numbers that nothing is known of it', async () => {
  const body = 'const y = x.copy(); for (let i = 0; i < y.size; i++) y.data[i] *= y.data[i]; return y;';
  const of = await path(own(body), 'x', [0, 1], 'n.grad.ts');
  expect(of.opaque).toEqual(['Own.out']);
  expect(sets(of, 'to')).toEqual({ 'Own.out': [0, 1, 2] });
});
