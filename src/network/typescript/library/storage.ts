// What a tensor is made of: a shape and its elements, which a person may read and write one by one.

import type { Op } from '../../../engine/op';
import { registry } from '../../../engine/ops';
import {
  flatOf,
  formatShape,
  fromNested,
  hasIndex,
  sameShape,
  toNested,
  type Data,
  type Nested,
  type Shape,
  type Tensor,
} from '../../../engine/tensor';
import { UsageError } from '../host';
import { broadcast, misfit } from './elements';
import { kindOf, refuseTraced, room } from './evaluate';
import { transcriber } from './running';
import { select } from './select';

export class Elements implements Tensor {
  /** The elements in row-major order; they may be written. */
  data: Data;

  constructor(
    readonly shape: Shape,
    data: Data | readonly number[],
  ) {
    this.data = Array.isArray(data) ? Float64Array.from(data as readonly number[]) : (data as Data);
    if (this.data.length !== room('Tensor', shape, 'float64').length) {
      const expected = `the elements of shape ${formatShape(shape)}`;
      throw new UsageError('shape-mismatch', 'Tensor', expected, String(data.length));
    }
  }

  get size(): number {
    return this.data.length;
  }

  get ndim(): number {
    return this.shape.length;
  }

  item(): number {
    refuseTraced('item', this);
    if (this.size === 1) return this.data[0];
    throw new UsageError('shape-mismatch', 'item', 'a tensor of one element', `shape ${formatShape(this.shape)}`);
  }

  get(...index: readonly number[]): number {
    refuseTraced('get', this);
    return this.data[this.positionOf('get', index)];
  }

  /** Writes a value in place: where a mask is not 0, or at one index. */
  set(where: Elements | readonly number[], value: number): this {
    refuseTraced('set', this);
    if (typeof value !== 'number') throw new UsageError('wrong-type', 'set', 'a number', kindOf(value));
    const written = { shape: this.shape, data: this.data.slice().fill(value) };
    if (!(where instanceof Elements)) {
      const at = this.positionOf('set', where);
      const mask = { shape: this.shape, data: new Float64Array(this.size) };
      mask.data[at] = 1;
      transcriber()?.note(select, [mask, written, this], {}, this.data);
      this.data[at] = value;
    } else {
      const [mask] = broadcast('set', [where, this]);
      if (!sameShape(mask.shape, this.shape)) throw misfit('set', this.shape, where.shape);
      transcriber()?.note(select, [mask, written, this], {}, this.data);
      for (let i = 0; i < this.size; i++) if (mask.data[i] !== 0) this.data[i] = value;
    }
    return this;
  }

  addInPlace(y: Elements | Nested): this {
    return this.overwrite('addInPlace', y, registry.Add, (a, b) => a + b);
  }

  subInPlace(y: Elements | Nested): this {
    return this.overwrite('subInPlace', y, registry.Sub, (a, b) => a - b);
  }

  mulInPlace(y: Elements | Nested): this {
    return this.overwrite('mulInPlace', y, registry.Mul, (a, b) => a * b);
  }

  toArray(): Nested {
    refuseTraced('toArray', this);
    return toNested(this);
  }

  private positionOf(part: string, index: readonly number[]): number {
    if (!Array.isArray(index)) throw new UsageError('wrong-type', part, 'a mask or an index', kindOf(index));
    if (hasIndex(this.shape, index)) return flatOf(this.shape, index);
    throw new UsageError('bad-value', part, `an index inside ${formatShape(this.shape)}`, `[${index.join(', ')}]`);
  }

  private overwrite(part: string, y: Elements | Nested, op: Op, f: (a: number, b: number) => number): this {
    refuseTraced(part, this);
    const [, other] = broadcast(part, [this, plainOf(part, y)]);
    if (!sameShape(other.shape, this.shape)) throw misfit(part, this.shape, other.shape);
    transcriber()?.note(op, [this, other], {}, this.data);
    for (let i = 0; i < this.size; i++) this.data[i] = f(this.data[i], other.data[i]);
    return this;
  }
}

/** What a person gives as a tensor. Throws UsageError where it is no tensor, number or nested array of numbers. */
export function plainOf(part: string, value: unknown): Tensor {
  if (value instanceof Elements) return value;
  if (isNumbers(value)) {
    try {
      const plain = fromNested(value);
      if (plain.data.length > 0) return plain;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new UsageError('bad-value', part, 'arrays of one shape inside each other', error.message);
    }
  }
  throw new UsageError('wrong-type', part, 'a Tensor, a number or nested arrays of numbers', kindOf(value));
}

function isNumbers(value: unknown): value is Nested {
  return typeof value === 'number' || (Array.isArray(value) && value.every(isNumbers));
}
