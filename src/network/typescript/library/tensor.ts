// The tensors of a person's program: NumPy's methods on the engine's kernels.

import type { Attributes, Op } from '../../../engine/op';
import { registry } from '../../../engine/ops';
import {
  dtypeOf,
  formatShape,
  scalar,
  zeros,
  type DType,
  type Nested,
  type Shape,
  type Tensor as Plain,
} from '../../../engine/tensor';
import { UsageError } from '../host';
import { COMPARISONS } from '../../expressions/comparison';
import type { Comparison } from '../../expressions/types';
import { checkAttributes } from './attributes';
import { evaluate, kindOf, refuseTraced, room } from './evaluate';
import { argmax, broadcast, compare } from './elements';
import { currentTrace, transcriber } from './running';
import { select } from './select';
import { Elements, plainOf } from './storage';

export type TensorLike = Tensor | Nested;
type Axis = number | readonly number[];

export class Tensor extends Elements {
  static of(nested: TensorLike): Tensor {
    return asTensor('Tensor.of', nested);
  }

  static full(shape: Shape, value: number): Tensor {
    return new Tensor(shape, room('Tensor.full', shape, 'float64').fill(value));
  }

  static zeros(shape: Shape): Tensor {
    return Tensor.full(shape, 0);
  }

  static ones(shape: Shape): Tensor {
    return Tensor.full(shape, 1);
  }

  /** Of the shape and the dtype of another. */
  static zerosLike(x: Tensor): Tensor {
    return wrap(zeros(x.shape, dtypeOf(x)));
  }

  /** One row for each index, 1 at it. */
  static oneHot(indices: TensorLike, classes: number): Tensor {
    const { data } = asTensor('oneHot', indices);
    const out = Tensor.zeros([data.length, classes]);
    data.forEach((index, row) => {
      if (!Number.isInteger(index) || index < 0 || index >= classes) {
        throw new UsageError('bad-value', 'oneHot', `indices in 0..${classes - 1}`, String(index));
      }
      out.data[row * classes + index] = 1;
    });
    return out;
  }

  static concat(tensors: readonly TensorLike[], axis = 0): Tensor {
    if (!Array.isArray(tensors) || tensors.length === 0) {
      throw new UsageError('bad-value', 'concat', 'a list of at least one tensor', kindOf(tensors));
    }
    return run('concat', registry.Concat, tensors as readonly TensorLike[], { axis });
  }

  /** Elements of `a` where the mask is not 0, of `b` elsewhere; the three broadcast. */
  static where(mask: TensorLike, a: TensorLike, b: TensorLike): Tensor {
    const [m, x, y] = broadcast('where', [asTensor('where', mask), asTensor('where', a), asTensor('where', b)]);
    const out = room('where', m.shape, jointDType([mask, a, b]));
    for (let i = 0; i < out.length; i++) out[i] = m.data[i] === 0 ? y.data[i] : x.data[i];
    transcriber()?.note(select, [m, x, y], {}, out);
    return new Tensor(m.shape, out);
  }

  /** The axes in reverse order. */
  get T(): Tensor {
    return run('T', registry.Transpose, [this]);
  }

  add(y: TensorLike): Tensor {
    return run('add', registry.Add, [this, y]);
  }

  sub(y: TensorLike): Tensor {
    return run('sub', registry.Sub, [this, y]);
  }

  mul(y: TensorLike): Tensor {
    return run('mul', registry.Mul, [this, y]);
  }

  div(y: TensorLike): Tensor {
    return run('div', registry.Div, [this, y]);
  }

  pow(exponent: number): Tensor {
    return run('pow', registry.Pow, [this], { exponent });
  }

  neg(): Tensor {
    return run('neg', registry.Neg, [this]);
  }

  exp(): Tensor {
    return run('exp', registry.Exp, [this]);
  }

  log(): Tensor {
    return run('log', registry.Log, [this]);
  }

  sqrt(): Tensor {
    return run('sqrt', registry.Sqrt, [this]);
  }

  square(): Tensor {
    return run('square', registry.Square, [this]);
  }

  abs(): Tensor {
    return run('abs', registry.Abs, [this]);
  }

  sin(): Tensor {
    return run('sin', registry.Sin, [this]);
  }

  cos(): Tensor {
    return run('cos', registry.Cos, [this]);
  }

  tanh(): Tensor {
    return run('tanh', registry.Tanh, [this]);
  }

  sigmoid(): Tensor {
    return run('sigmoid', registry.Sigmoid, [this]);
  }

  relu(): Tensor {
    return run('relu', registry.ReLU, [this]);
  }

  /** The matrix product; vectors as NumPy's `dot` takes them. */
  dot(y: TensorLike): Tensor {
    const other = asTensor('dot', y);
    if (this.ndim === 0 || other.ndim === 0) return this.mul(other);
    if (this.ndim === 1 && other.ndim === 1) return this.mul(other).sum();
    const left = this.ndim === 1 ? this.reshape([1, this.size]) : this;
    const right = other.ndim === 1 ? other.reshape([other.size, 1]) : other;
    const product = run('dot', registry.MatMul, [left, right]);
    const kept = product.shape.filter(
      (_, axis) => !(axis === product.ndim - 2 && this.ndim === 1) && !(axis === product.ndim - 1 && other.ndim === 1),
    );
    return kept.length === product.ndim ? product : product.reshape(kept);
  }

  transpose(axes?: readonly number[]): Tensor {
    return run('transpose', registry.Transpose, [this], axes ? { axes } : {});
  }

  /** One extent may be -1: what is left. */
  reshape(shape: Shape): Tensor {
    return run('reshape', registry.Reshape, [this], { shape });
  }

  flatten(): Tensor {
    return this.reshape([-1]);
  }

  sum(axis?: Axis, keepDims = false): Tensor {
    return run('sum', registry.Sum, [this], over(axis, keepDims));
  }

  mean(axis?: Axis, keepDims = false): Tensor {
    return run('mean', registry.Mean, [this], over(axis, keepDims));
  }

  max(axis?: Axis, keepDims = false): Tensor {
    return run('max', registry.Max, [this], over(axis, keepDims));
  }

  min(axis?: Axis, keepDims = false): Tensor {
    return run('min', registry.Min, [this], over(axis, keepDims));
  }

  maximum(y: TensorLike): Tensor {
    return run('maximum', registry.Maximum, [this, y]);
  }

  minimum(y: TensorLike): Tensor {
    return run('minimum', registry.Minimum, [this, y]);
  }

  clip(min: number, max: number): Tensor {
    return run('clip', registry.Clamp, [this], { min, max });
  }

  /** 1 where the comparison holds, 0 elsewhere; so do those that follow. */
  greater(y: TensorLike): Tensor {
    return compared('greater', this, y, '>');
  }

  greaterEqual(y: TensorLike): Tensor {
    return compared('greaterEqual', this, y, '>=');
  }

  less(y: TensorLike): Tensor {
    return compared('less', this, y, '<');
  }

  lessEqual(y: TensorLike): Tensor {
    return compared('lessEqual', this, y, '<=');
  }

  equal(y: TensorLike): Tensor {
    return compared('equal', this, y, '==');
  }

  /** Of a mask: 1 where it is 0, 0 elsewhere. */
  not(): Tensor {
    refuseTraced('not', this);
    const out = this.data.map((value) => (value === 0 ? 1 : 0));
    transcriber()?.note(COMPARISONS['=='].op, [this, scalar(0)], {}, out);
    return new Tensor(this.shape, out);
  }

  /** The position of the largest element along an axis, of several the first; of all where no axis is given. */
  argmax(axis?: number): Tensor {
    refuseTraced('argmax', this);
    return axis === undefined ? wrap(argmax(this.flatten(), 0)) : wrap(argmax(this, axis));
  }

  /** Each element by a function of numbers; of its kinks the check learns by their slopes alone. */
  map(f: (value: number, at: number) => number): Tensor {
    refuseTraced('map', this);
    return new Tensor(this.shape, this.data.map(f));
  }

  /** The part from one position up to another, exclusive, on each axis; axes not given are whole. */
  slice(from: Axis, to: Axis): Tensor {
    return run('slice', registry.Slice, [this], { from, to });
  }

  /** The part at one position of the first axis, without that axis. */
  row(at: number): Tensor {
    return run('row', registry.Slice, [this], { from: at, to: at + 1 }).reshape(this.shape.slice(1));
  }

  /** Of a matrix, one element of each row: `y[arange(N), columns]`. */
  pick(columns: TensorLike): Tensor {
    refuseTraced('pick', this);
    const at = asTensor('pick', columns).data;
    const [rows, width] = this.shape;
    if (this.ndim !== 2 || at.length !== rows) {
      throw new UsageError('shape-mismatch', 'pick', 'a matrix and a column for each row', formatShape(this.shape));
    }
    const out = zeros([rows], dtypeOf(this));
    at.forEach((column, row) => {
      if (!Number.isInteger(column) || column < 0 || column >= width) {
        throw new UsageError('bad-value', 'pick', `columns in 0..${width - 1}`, String(column));
      }
      out.data[row] = this.data[row * width + column];
    });
    const places = Float64Array.from(at, (column, row) => row * width + column);
    const flat = this.flatten();
    transcriber()?.note(registry.Gather, [flat, { shape: [rows], data: places }], { axis: 0 }, out.data);
    return wrap(out);
  }

  copy(): Tensor {
    refuseTraced('copy', this);
    const copy = new Tensor(this.shape, this.data.slice());
    transcriber()?.same(copy.data, this);
    return copy;
  }
}

/** Runs an op on what a person gave. Throws UsageError where that does not fit. */
function run(part: string, op: Op, given: readonly TensorLike[], attributes: Attributes = {}): Tensor {
  const operands = given.map((operand) => asTensor(part, operand));
  checkAttributes(part, op, attributes);
  const { shape, data } = evaluate(part, op, operands, attributes, jointDType(given));
  const result = new Tensor(shape, data);
  currentTrace()?.note(op, operands, attributes, result);
  return result;
}

/** Throws UsageError where it is no tensor, number or nested array of numbers. */
export function asTensor(part: string, value: unknown): Tensor {
  return value instanceof Tensor ? value : wrap(plainOf(part, value));
}

/** Numbers and literals take the dtype of the tensors; of tensors, float64 is the stronger. */
function jointDType(operands: readonly TensorLike[]): DType {
  const tensors = operands.filter((operand) => operand instanceof Tensor);
  return tensors.length > 0 && tensors.every((tensor) => dtypeOf(tensor) === 'float32') ? 'float32' : 'float64';
}

function over(axis: Axis | undefined, keepDims: boolean): Attributes {
  return axis === undefined ? { keepDims } : { axis, keepDims };
}

function wrap({ shape, data }: Plain): Tensor {
  return new Tensor(shape, data);
}

function compared(part: string, x: Tensor, y: TensorLike, sign: Comparison): Tensor {
  return wrap(compare(part, x, asTensor(part, y), COMPARISONS[sign]));
}
