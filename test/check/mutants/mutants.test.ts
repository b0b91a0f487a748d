// Known bugs put into the layers of small networks: which of them the networks' own data would show.

import { describe, expect, it } from 'vitest';
import { mutants, type Mutant } from '../../../src/check/mutants';
import { registry } from '../../../src/engine/ops';
import { filled, tensor, type Tensor } from '../../../src/engine/tensor';
import type { CheckSettings } from '../../../src/check/problem';
import { handWritten } from '../hand-written';
import { check, Net } from '../nets';

function made(net: Net, cotangent: Tensor, settings: Partial<CheckSettings> = {}): readonly Mutant[] {
  const { checked, statuses } = check(net, settings, cotangent);
  expect(Object.values(statuses)).not.toContain('fail');
  return [...mutants(checked, cotangent)];
}

/** `Relu1.x mask-omitted` and its outcome. */
const outcomes = (all: readonly Mutant[]): Record<string, string> =>
  Object.fromEntries(
    all.map(({ layer, operand, code, variant, outcome, reason }) => [
      `${layer}.${operand} ${variant === undefined ? code : `${code} ${variant}`}`,
      reason === undefined ? outcome : `${outcome}: ${reason}`,
    ]),
  );

const codes = (all: readonly Mutant[], layer: string): string[] => [
  ...new Set(all.filter((mutant) => mutant.layer === layer).map(({ code }) => code)),
];

const relu = (x: number[][]): Net => new Net().input('x', x).layer('Relu1', registry.ReLU, ['x']);
const UPSTREAM = tensor([2, 2], [1.5, -2, 3, 0.5]);

describe('the bugs of a ReLU', () => {
  it('are all caught where some elements are on, some off, and the upstream gradient has both signs', () => {
    expect(
      outcomes(
        made(
          relu([
            [1, -2],
            [-3, 4],
          ]),
          UPSTREAM,
        ),
      ),
    ).toEqual({
      'Relu1.x sign-flipped': 'caught',
      'Relu1.x scaled 2': 'caught',
      'Relu1.x scaled 1/2': 'caught',
      'Relu1.x zero-gradient': 'caught',
      'Relu1.x upstream-ignored': 'caught',
      'Relu1.x mask-omitted': 'caught',
      'Relu1.x mask-inverted': 'caught',
      'Relu1.x mask-from-dout': 'caught',
    });
  });

  it('are hidden in part where it never switches', () => {
    const found = outcomes(
      made(
        relu([
          [1, 2],
          [3, 4],
        ]),
        UPSTREAM,
      ),
    );
    expect(found['Relu1.x mask-omitted']).toBe('equivalent: no-switch');
    expect(found['Relu1.x mask-inverted']).toBe('caught');
  });

  it('are hidden, all that are multiples of the gradient, where it is off everywhere', () => {
    const found = outcomes(
      made(
        relu([
          [-1, -2],
          [-3, -4],
        ]),
        UPSTREAM,
      ),
    );
    expect(found['Relu1.x sign-flipped']).toBe('equivalent: zero-gradient');
    expect(found['Relu1.x mask-omitted']).toBe('caught');
  });

  it('are hidden in part by an upstream gradient of ones', () => {
    const found = outcomes(
      made(
        relu([
          [1, -2],
          [-3, 4],
        ]),
        filled([2, 2], 1),
      ),
    );
    expect(found['Relu1.x upstream-ignored']).toBe('equivalent: unit-cotangent');
  });
});

const affine = (x: number[][], W: number[][], b: number[]): Net =>
  new Net().input('x', x).param('W', W).param('b', b).layer('Affine1', registry.Affine, ['x', 'W', 'b']);

describe('the bugs of an Affine', () => {
  const square = [
    [2, 3],
    [5, 7],
  ];

  it('are all caught with a batch and a square matrix', () => {
    const all = made(
      affine(
        [
          [1, 2],
          [-1, 3],
          [4, 0.5],
        ],
        square,
        [1, 2],
      ),
      tensor([3, 2], [1, 2, 3, -1, 0.5, 2]),
    );
    expect(all.filter(({ outcome }) => outcome !== 'caught')).toEqual([]);
    expect(codes(all, 'Affine1')).toEqual(
      expect.arrayContaining(['transposed', 'missing-transpose', 'bias-one-row', 'bias-mean', 'bias-summed-over-all']),
    );
  });

  it('are hidden in part by a batch of one', () => {
    const found = outcomes(made(affine([[1, 2]], square, [1, 2]), tensor([1, 2], [1, 3])));
    expect(found['Affine1.b bias-one-row']).toBe('equivalent: batch-of-one');
    expect(found['Affine1.b bias-mean']).toBe('equivalent: batch-of-one');
    expect(found['Affine1.W transposed']).toBe('caught');
  });

  it('are hidden in part by a symmetric matrix', () => {
    const found = outcomes(
      made(
        affine(
          [
            [1, 2],
            [3, 4],
          ],
          [
            [2, 3],
            [3, 7],
          ],
          [1, 2],
        ),
        tensor([2, 2], [1, 2, 3, -1]),
      ),
    );
    expect(found['Affine1.x missing-transpose']).toBe('equivalent: symmetric');
    expect(found['Affine1.W missing-transpose']).toBe('caught');
  });

  it('cannot be a transpose where the matrix is not square', () => {
    const all = made(
      affine(
        [[1, 2]],
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        [0, 0, 0],
      ),
      tensor([1, 3], [1, 2, 3]),
    );
    expect(codes(all, 'Affine1')).not.toContain('transposed');
  });
});

describe('a check that looks at a part only', () => {
  const net = (): Net =>
    affine(
      [
        [1, 2],
        [-1, 3],
      ],
      [
        [2, 3],
        [5, 7],
      ],
      [1, 2],
    );
  const cotangent = tensor([2, 2], [1, 2, 3, -1]);

  it('misses bugs in tensors that it does not select', () => {
    const found = outcomes(made(net(), cotangent, { tensors: ['W'] }));
    expect(found['Affine1.b bias-mean']).toBe('missed: not-selected');
    expect(found['Affine1.W transposed']).toBe('caught');
  });

  it('misses bugs in elements that it does not draw', () => {
    const found = outcomes(made(net(), cotangent, { sample: 1, seed: 1 }));
    // Transposing leaves the diagonal as it is: two of four elements show it, and one is drawn.
    const seen = [1, 2, 3, 4, 5, 6, 7, 8].map(
      (seed) => outcomes(made(net(), cotangent, { sample: 1, seed }))['Affine1.W transposed'],
    );
    expect(new Set(seen)).toEqual(new Set(['caught', 'missed: not-sampled']));
    expect(found['Affine1.W sign-flipped']).toBe('caught');
  });

  it('misses what is within a generous tolerance', () => {
    const found = outcomes(made(net(), cotangent, { atol: 100 }));
    expect(found['Affine1.W sign-flipped']).toBe('missed: within-tolerance');
  });

  it('sees them along random directions too', () => {
    const all = made(net(), cotangent, { method: 'projection' });
    expect(all.filter(({ outcome }) => outcome !== 'caught')).toEqual([]);
  });
});

describe('a value that goes to two layers', () => {
  const net = new Net()
    .input('x', [1, 2])
    .layer('Tanh1', registry.Tanh, ['x'])
    .layer('Exp1', registry.Exp, ['Tanh1'])
    .layer('Mul1', registry.Mul, ['Exp1', 'Tanh1']);

  it('can be overwritten by either branch', () => {
    const found = outcomes(made(net, tensor([2], [1, -2])));
    expect(found['Exp1.x fan-out-overwritten']).toBe('caught');
    expect(found['Mul1.y fan-out-overwritten']).toBe('caught');
    expect(found['Mul1.x fan-out-overwritten']).toBeUndefined();
  });
});

describe('hand-written layers', () => {
  it('are recognised by what their gradients are', () => {
    const sigmoid = handWritten({
      type: 'MySigmoid',
      inputs: ['z'],
      make() {
        let y: Tensor;
        return {
          forward: ([z]) => [(y = { shape: z.shape, data: z.data.map((v) => 1 / (1 + Math.exp(-v))) })],
          backward: ([dout]) => ({
            inputs: [{ shape: y.shape, data: dout.data.map((g, i) => g * y.data[i] * (1 - y.data[i])) }],
          }),
        };
      },
    });
    const net = new Net().input('x', [0.5, -1, 2]).handLayer('S1', sigmoid, ['x']);
    const found = outcomes(made(net, tensor([3], [1, 2, -1])));
    expect(found).toMatchObject({
      'S1.z sigmoid-from-x': 'caught',
      'S1.z sigmoid-factor-missing y': 'caught',
      'S1.z sigmoid-factor-missing 1 - y': 'caught',
    });
    expect(Object.keys(found).filter((name) => name.includes('tanh'))).toEqual([]);
  });

  it('pass what is wrong on to all that is upstream of them', () => {
    const net = new Net()
      .input('x', [0.5, -1])
      .layer('Tanh1', registry.Tanh, ['x'])
      .layer('Exp1', registry.Exp, ['Tanh1']);
    // The operand of Exp1 is no tensor of the check; x, two layers on, is.
    const found = outcomes(made(net, tensor([2], [1, -2]), { tensors: ['x'] }));
    expect(found['Exp1.x sign-flipped']).toBe('caught');
  });
});
