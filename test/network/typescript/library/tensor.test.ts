// The tensors of programs, against values worked by hand as NumPy has them.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TIED } from '../../../../src/engine/op';
import { UsageError } from '../../../../src/network/typescript/host';
import { Recorder } from '../../../../src/network/typescript/library/decisions';
import { untraced } from '../../../../src/network/typescript/library/running';
import { Tensor, type TensorLike } from '../../../../src/network/typescript/library/tensor';

const x = Tensor.of([
  [1, -2, 3],
  [4, 5, -6],
]);

describe('methods', () => {
  it.each<[string, () => Tensor, TensorLike]>([
    [
      'x + row',
      () => x.add([10, 20, 30]),
      [
        [11, 18, 33],
        [14, 25, 24],
      ],
    ],
    [
      'x - column',
      () => x.sub([[1], [2]]),
      [
        [0, -3, 2],
        [2, 3, -8],
      ],
    ],
    [
      'x * 2',
      () => x.mul(2),
      [
        [2, -4, 6],
        [8, 10, -12],
      ],
    ],
    [
      'x / row',
      () => x.div([1, 2, 3]),
      [
        [1, -1, 1],
        [4, 2.5, -2],
      ],
    ],
    [
      'x ** 2',
      () => x.pow(2),
      [
        [1, 4, 9],
        [16, 25, 36],
      ],
    ],
    [
      'x.T',
      () => x.T,
      [
        [1, 4],
        [-2, 5],
        [3, -6],
      ],
    ],
    [
      'dot of matrices',
      () => x.dot(x.T),
      [
        [14, -24],
        [-24, 77],
      ],
    ],
    ['dot of a matrix and a vector', () => x.dot([1, 1, 1]), [2, 3]],
    ['dot of a vector and a matrix', () => Tensor.of([1, 2]).dot(x), [9, 8, -9]],
    ['dot of vectors', () => Tensor.of([1, 2, 3]).dot([4, 5, 6]), 32],
    ['sum', () => x.sum(), 5],
    ['sum over an axis', () => x.sum(0), [5, 3, -3]],
    ['sum that keeps its axis', () => x.sum(1, true), [[2], [3]]],
    ['mean over an axis', () => x.mean(1), [2 / 3, 1]],
    ['max over an axis', () => x.max(0), [4, 5, 3]],
    ['min', () => x.min(), -6],
    ['argmax of rows', () => x.argmax(1), [2, 1]],
    ['argmax of columns', () => x.argmax(0), [1, 1, 0]],
    ['argmax of all', () => x.argmax(), 4],
    [
      'maximum',
      () => x.maximum(0),
      [
        [1, 0, 3],
        [4, 5, 0],
      ],
    ],
    [
      'clip',
      () => x.clip(-1, 3),
      [
        [1, -1, 3],
        [3, 3, -1],
      ],
    ],
    [
      'abs',
      () => x.abs(),
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    [
      'relu',
      () => x.relu(),
      [
        [1, 0, 3],
        [4, 5, 0],
      ],
    ],
    [
      'greater',
      () => x.greater(1),
      [
        [0, 0, 1],
        [1, 1, 0],
      ],
    ],
    [
      'greaterEqual',
      () => x.greaterEqual(1),
      [
        [1, 0, 1],
        [1, 1, 0],
      ],
    ],
    [
      'less than a row',
      () => x.less([2, -2, 4]),
      [
        [1, 0, 1],
        [0, 0, 1],
      ],
    ],
    [
      'lessEqual',
      () => x.lessEqual(1),
      [
        [1, 1, 0],
        [0, 0, 1],
      ],
    ],
    [
      'equal',
      () => x.equal([1, 5, 3]),
      [
        [1, 0, 1],
        [0, 1, 0],
      ],
    ],
    [
      'not',
      () => x.greater(1).not(),
      [
        [1, 1, 0],
        [0, 0, 1],
      ],
    ],
    [
      'map',
      () => x.map((v, i) => v * i),
      [
        [0, -2, 6],
        [12, 20, -30],
      ],
    ],
    [
      'reshape',
      () => x.reshape([3, -1]),
      [
        [1, -2],
        [3, 4],
        [5, -6],
      ],
    ],
    ['flatten', () => x.flatten(), [1, -2, 3, 4, 5, -6]],
    [
      'slice',
      () => x.slice([0, 1], [2, 3]),
      [
        [-2, 3],
        [5, -6],
      ],
    ],
    ['row', () => x.row(1), [4, 5, -6]],
    ['pick', () => x.pick([2, 0]), [3, 4]],
    [
      'where',
      () => Tensor.where(x.greater(0), x, 0),
      [
        [1, 0, 3],
        [4, 5, 0],
      ],
    ],
    [
      'concat',
      () => Tensor.concat([x, [[7, 8, 9]]]),
      [
        [1, -2, 3],
        [4, 5, -6],
        [7, 8, 9],
      ],
    ],
    [
      'oneHot',
      () => Tensor.oneHot([2, 0], 3),
      [
        [0, 0, 1],
        [1, 0, 0],
      ],
    ],
    [
      'set by a mask',
      () => x.copy().set(x.less(0), 0),
      [
        [1, 0, 3],
        [4, 5, 0],
      ],
    ],
    [
      'set by an index',
      () => x.copy().set([1, 2], 9),
      [
        [1, -2, 3],
        [4, 5, 9],
      ],
    ],
    [
      'addInPlace',
      () => x.copy().addInPlace(Tensor.of([1, 1, 1])),
      [
        [2, -1, 4],
        [5, 6, -5],
      ],
    ],
  ])('%s', (_, run, expected) => {
    const found = run();
    const wanted = Tensor.of(expected);
    expect(found.shape).toEqual(wanted.shape);
    [...found.data].forEach((value, i) => expect(value).toBeCloseTo(wanted.data[i], 12));
  });

  it('leave their operands as they are', () => {
    const before = [...x.data];
    x.copy().set(x.less(0), 0);
    x.relu().mulInPlace(3);
    expect([...x.data]).toEqual(before);
  });

  it('agree with the closed forms', () => {
    fc.assert(
      fc.property(fc.double({ min: -5, max: 5, noNaN: true }), (v) => {
        const t = Tensor.of(v);
        expect(t.sigmoid().item()).toBeCloseTo(1 / (1 + Math.exp(-v)), 14);
        expect(t.tanh().item()).toBeCloseTo(Math.tanh(v), 14);
        expect(t.exp().log().item()).toBeCloseTo(v, 12);
        expect(t.square().sqrt().item()).toBeCloseTo(Math.abs(v), 12);
      }),
    );
  });
});

describe('dtypes', () => {
  const narrow = new Tensor([2], Float32Array.of(0.1, 0.2));
  it('numbers take that of the tensor', () => expect(narrow.mul(3).data).toBeInstanceOf(Float32Array));
  it('float64 is the stronger', () => expect(narrow.add(Tensor.of([1, 2])).data).toBeInstanceOf(Float64Array));
  it('a choice among tensors is float32 where all of them are', () => {
    expect(Tensor.where(narrow.greater(0.15), 0, narrow).data).toEqual(Float32Array.of(0.1, 0));
    expect(Tensor.where(narrow.greater(0.15), narrow, Tensor.of([0.1, 0.1])).data[0]).toBe(0.1);
  });
  it('zeros like a tensor have its own', () => expect(Tensor.zerosLike(narrow).data).toEqual(new Float32Array(2)));
  it('a mask has that of what is compared', () => expect(narrow.greater(0).data).toBeInstanceOf(Float32Array));
});

describe('misuse is told by the method, what was expected and what was found', () => {
  it.each<[string, () => unknown, string]>([
    [
      'shapes that do not fit',
      () => x.add([1, 2]),
      'add: expected y: a shape that broadcasts with x (2, 3), found (2,)',
    ],
    ['matrices that do not fit', () => x.dot(x), 'dot: expected '],
    ['an axis that is not there', () => x.sum(2), 'sum: expected axis: an axis in -2..1, found 2'],
    [
      'ragged arrays',
      () => Tensor.of([[1, 2], [3]]),
      'Tensor.of: expected arrays of one shape inside each other, found ',
    ],
    [
      'no tensor',
      () => x.add('1' as unknown as number),
      'add: expected a Tensor, a number or nested arrays of numbers',
    ],
    ['more than one element', () => x.item(), 'item: expected a tensor of one element, found shape (2, 3)'],
    ['an index outside', () => x.get(2, 0), 'get: expected an index inside (2, 3), found [2, 0]'],
    ['too many elements', () => Tensor.zeros([1e5, 1e5]), 'Tensor.full: expected at most '],
    ['a class that is not there', () => Tensor.oneHot([3], 3), 'oneHot: expected indices in 0..2, found 3'],
    ['a column that is not there', () => x.pick([3, 0]), 'pick: expected columns in 0..2, found 3'],
    ['a row before the first', () => x.row(-1), 'row: from: expected a whole number'],
    ['an exponent that is a tensor', () => x.pow(x as unknown as number), 'pow: exponent: expected a number, found'],
    ['a tensor written at a mask', () => x.copy().set(x, x as unknown as number), 'set: expected a number, found'],
    ['a shape that is no list', () => Tensor.ones(3 as unknown as []), 'Tensor.full: expected a shape: a list'],
    ['nothing to join', () => Tensor.concat([]), 'concat: expected a list of at least one tensor'],
    ['a mask of another shape', () => Tensor.of([1]).set(x, 0), 'set: expected a shape that broadcasts to (1,)'],
  ])('%s', (_, run, message) => {
    expect(run).toThrow(UsageError);
    expect(run).toThrow(message);
  });
});

describe('decisions', () => {
  const decided = (run: () => Tensor, hold: readonly (readonly [number, number])[] = []) => {
    const recorder = new Recorder();
    recorder.hold(new Map(hold));
    recorder.begin();
    const result = untraced(recorder, run);
    return { result: [...result.data], taken: [...recorder.taken()], recorder };
  };
  const y = Tensor.of([1, 0, -1]);

  it('of a comparison: which way each element went, or that it is tied', () => {
    const { taken, recorder } = decided(() => y.greater(0));
    expect(taken).toEqual([1, TIED, 0]);
    expect(recorder.tied(1)).toEqual([0, 1]);
  });

  it('can be held where they are tied: relu(x) - relu(-x) at 0 has four slopes', () => {
    const pair = (): Tensor => y.mul(y.greater(0)).sub(y.neg().mul(y.neg().greater(0)));
    expect(decided(pair).taken).toEqual([1, TIED, 0, 0, TIED, 1]);
    const slope = (right: number, left: number): number => {
      const near = (): Tensor =>
        Tensor.of([1e-3])
          .mul(y.greater(0).slice(1, 2))
          .add(Tensor.of([1e-3]).mul(y.neg().greater(0).slice(1, 2)));
      return (
        decided(near, [
          [1, right],
          [4, left],
        ]).result[0] / 1e-3
      );
    };
    expect([slope(0, 0), slope(1, 0), slope(0, 1), slope(1, 1)].map(Math.round)).toEqual([0, 1, 1, 2]);
  });

  it('of maxima and of ops that switch are noted in the order of the calls', () => {
    const z = Tensor.of([[2, 2, 1]]);
    const { taken, recorder } = decided(() => z.max(1).add(z.argmax(1)).add(z.sub(2).abs().sum()));
    expect(taken).toHaveLength(1 + 1 + 3);
    expect(taken[1]).toBe(TIED);
    expect(recorder.tied(1)).toEqual([0, 1]);
    expect(taken[2]).toBe(TIED);
  });
});
