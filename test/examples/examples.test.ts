import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckSettings } from '../../src/check/problem';
import type { CheckReport, JsonNested, TensorReport } from '../../src/check/report';
import { filesBeside } from '../../src/platform/node/files';
import { checkFile } from '../../src/session/session';

const FOLDER = path.resolve(import.meta.dirname, '../../examples');
const CORRECT_DIGITS = 9;

async function report(name: string, values = true, settings: Partial<CheckSettings> = {}): Promise<CheckReport> {
  const file = path.join(FOLDER, `${name}.grad.json`);
  const work = {
    signal: { aborted: false },
    progress: () => undefined,
    now: () => performance.now(),
    breathe: () => Promise.resolve(),
  };
  const text = fs.readFileSync(file, 'utf8');
  const { report } = await checkFile({ file, text, files: filesBeside(file), values, settings }, work);
  if (report.status === 'error') throw new Error(report.errors.map(({ message }) => message).join('\n'));
  return report;
}

function tensorOf({ tensors }: CheckReport, name: string): TensorReport {
  const found = tensors.find((tensor) => tensor.name === name);
  if (!found) throw new Error(`no tensor ${name} among ${tensors.map(({ name }) => name).join(', ')}`);
  return found;
}

function flat(nested: JsonNested | null | undefined): number[] {
  if (nested === undefined || nested === null) return [];
  return typeof nested === 'object' ? nested.flatMap(flat) : [Number(nested)];
}

function expectNumbers(found: JsonNested | null | undefined, expected: readonly number[]): void {
  const numbers = flat(found);
  expect(numbers).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(numbers[i]).toBeCloseTo(value, CORRECT_DIGITS));
}

/** Both gradients of a tensor, and the verdict on them. */
function expectGradient(report: CheckReport, name: string, expected: readonly number[]): void {
  const tensor = tensorOf(report, name);
  expect(tensor.status, name).toBe('pass');
  expectNumbers(tensor.analytic, expected);
  expectNumbers(tensor.numeric, expected);
}

describe('the examples', () => {
  it('apple: the price is 220; 2.2, 110 and 200', async () => {
    const apple = await report('apple');
    expect(apple.status).toBe('pass');
    expect(apple.loss).toBeCloseTo(220, CORRECT_DIGITS);
    expectGradient(apple, 'apple', [2.2]);
    expectGradient(apple, 'apple_num', [110]);
    expectGradient(apple, 'tax', [200]);
    expectGradient(apple, 'apple_price.out', [1.1]);
    expectGradient(apple, 'price.out', [1]);
  });

  it('apple and orange: the price is 715; 110, 2.2, 3.3, 165 and 650', async () => {
    const fruit = await report('apple-orange');
    expect(fruit.status).toBe('pass');
    expect(fruit.loss).toBeCloseTo(715, CORRECT_DIGITS);
    expectGradient(fruit, 'apple_num', [110]);
    expectGradient(fruit, 'apple', [2.2]);
    expectGradient(fruit, 'orange', [3.3]);
    expectGradient(fruit, 'orange_num', [165]);
    expectGradient(fruit, 'tax', [650]);
    expectGradient(fruit, 'all_price.out', [1.1]);
  });

  it('chain rule: (x + y)² at (3, 1) is 16, its slope 2(x + y) = 8', async () => {
    const chain = await report('chain-rule');
    expect(chain).toMatchObject({ status: 'pass', loss: 16 });
    expectGradient(chain, 't.out', [8]);
    expectGradient(chain, 'x', [8]);
    expectGradient(chain, 'y', [8]);
  });

  it('sigmoid: its ×, exp, + and / nodes give y(1 - y), each with both gradients', async () => {
    const sigmoid = await report('sigmoid');
    expect(sigmoid.status).toBe('pass');
    const y = flat(tensorOf(sigmoid, 'y.out').value);
    expectNumbers(tensorOf(sigmoid, 'y.out').value, [-2, -0.5, 0, 1.5].map((x) => 1 / (1 + Math.exp(-x))));
    expectGradient(sigmoid, 'x', y.map((y) => y * (1 - y)));
    const nodes = sigmoid.tensors.filter(({ role }) => role === 'node');
    expect(nodes.map(({ name }) => name)).toEqual(['y/mul1.out', 'y/exp1.out', 'y/add1.out']);
    expectGradient(sigmoid, 'y/add1.out', y.map((y) => -y * y));
  });

  it('ReLU: the gradient passes where x is greater than 0', async () => {
    const relu = await report('relu');
    expect(relu.status).toBe('pass');
    expectNumbers(tensorOf(relu, 'Relu1.out').value, [1, 0, 0, 3]);
    expectGradient(relu, 'x', [1, 0, 0, 4]);
  });

  it('affine on one sample: dX = dY · Wᵀ, dW = Xᵀ · dY, dB = dY', async () => {
    const affine = await report('affine');
    expect(affine.status).toBe('pass');
    expectNumbers(tensorOf(affine, 'Affine1.out').value, [6, 13, 20]);
    expectGradient(affine, 'X', [22, 28]);
    expectGradient(affine, 'Affine1.W', [1, 2, 3, 2, 4, 6]);
    expectGradient(affine, 'Affine1.b', [1, 2, 3]);
  });

  it('affine on a batch: dB is summed over it', async () => {
    const affine = await report('affine-batch');
    expect(affine.status).toBe('pass');
    expectGradient(affine, 'X', [22, 28, 49, 64]);
    expectGradient(affine, 'Affine1.W', [13, 17, 21, -2, -1, 0]);
    expectGradient(affine, 'Affine1.b', [5, 7, 9]);
  });

  it('softmax with loss: (0.3, 0.2, 0.5) with label 1 gives (0.3, -0.8, 0.5)', async () => {
    const softmax = await report('softmax-with-loss');
    expect(softmax.status).toBe('pass');
    expect(softmax.loss).toBeCloseTo(-Math.log(0.2), CORRECT_DIGITS);
    expectGradient(softmax, 'x', [0.3, -0.8, 0.5]);
    expect(tensorOf(softmax, 't')).toMatchObject({ status: 'skipped', checked: 0 });
  });

  it('two layers on three digits: every one of 39,760 parameters and of the nodes', async () => {
    const net = await report('two-layer', false);
    expect(net.status).toBe('pass');
    // Weights of 0.01 make all ten classes about equally likely.
    expect(net.loss).toBeCloseTo(Math.log(10), 1);
    const params = net.tensors.filter(({ role }) => role === 'param');
    expect(params.map(({ name, shape, checked }) => [name, shape, checked])).toEqual([
      ['Affine1.W', [784, 50], 39200],
      ['Affine1.b', [50], 50],
      ['Affine2.W', [50, 10], 500],
      ['Affine2.b', [10], 10],
    ]);
    for (const tensor of net.tensors) {
      expect(tensor.checked, tensor.name).toBe(tensor.name === 't' ? 0 : tensor.elements);
    }
  }, 60_000);

  it('two layers on a hundred digits: every tensor, 100 elements of each; `npm start` checks all of them', async () => {
    const net = await report('two-layer-100', false, { sample: 100 });
    expect(net.status).toBe('pass');
    expect(net.loss).toBeCloseTo(Math.log(10), 1);
    for (const { name, elements, checked } of net.tensors) {
      expect(checked, name).toBe(name === 't' ? 0 : Math.min(elements, 100));
    }
    expect(tensorOf(net, 'Affine1.W').shape).toEqual([784, 50]);
    expect(tensorOf(net, 'Affine1.out').shape).toEqual([100, 50]);
  }, 60_000);

  it('convolution and pooling on two digits', async () => {
    const net = await report('convolution', false);
    expect(net.status).toBe('pass');
    expect(tensorOf(net, 'Convolution1.W')).toMatchObject({ shape: [4, 1, 5, 5], checked: 100 });
  }, 60_000);

  it('batch normalisation and dropout', async () => {
    const net = await report('batch-norm-dropout', false);
    expect(net.status).toBe('pass');
    expect(net.tensors.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['BatchNorm1.gamma', 'BatchNorm1.beta', 'Dropout1.out']),
    );
  });
});
