// What a tensor is made of: a shape and its elements, which a person may read and write one by one.

import {
  flatOf,
  formatShape,
  sameShape,
  scalar,
  toNested,
  type Data,
  type Nested,
  type Shape,
  type Tensor,
} from '../../../engine/tensor';
import { UsageError } from '../host';
import { broadcast, misfit } from './elements';
import { refuseTraced, room } from './evaluate';

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
  set(where: Tensor | readonly number[], value: number): this {
    refuseTraced('set', this);
    if (!('data' in where)) this.data[this.positionOf('set', where)] = value;
    else {
      const [mask] = broadcast('set', [where, this]);
      if (!sameShape(mask.shape, this.shape)) throw misfit('set', this.shape, where.shape);
      for (let i = 0; i < this.size; i++) if (mask.data[i] !== 0) this.data[i] = value;
    }
    return this;
  }

  addInPlace(y: Tensor | number): this {
    return this.overwrite('addInPlace', y, (a, b) => a + b);
  }

  subInPlace(y: Tensor | number): this {
    return this.overwrite('subInPlace', y, (a, b) => a - b);
  }

  mulInPlace(y: Tensor | number): this {
    return this.overwrite('mulInPlace', y, (a, b) => a * b);
  }

  toArray(): Nested {
    refuseTraced('toArray', this);
    return toNested(this);
  }

  private positionOf(part: string, index: readonly number[]): number {
    const inside = index.length === this.ndim && index.every((at, axis) => at >= 0 && at < this.shape[axis]);
    if (inside && index.every(Number.isInteger)) return flatOf(this.shape, index);
    throw new UsageError('bad-value', part, `an index inside ${formatShape(this.shape)}`, `[${index.join(', ')}]`);
  }

  private overwrite(part: string, y: Tensor | number, f: (a: number, b: number) => number): this {
    refuseTraced(part, this);
    const [, other] = broadcast(part, [this, typeof y === 'number' ? scalar(y) : y]);
    if (!sameShape(other.shape, this.shape)) throw misfit(part, this.shape, other.shape);
    for (let i = 0; i < this.size; i++) this.data[i] = f(this.data[i], other.data[i]);
    return this;
  }
}
