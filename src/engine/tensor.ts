// Tensors: a shape and a contiguous row-major typed array. Nothing is a view; transposing copies.

export type DType = 'float64' | 'float32';
export type Data = Float64Array | Float32Array;
export type Shape = readonly number[];

/** A tensor of any rank; a scalar has shape `[]` and one element. The last axis varies fastest. */
export interface Tensor {
  readonly shape: Shape;
  readonly data: Data;
}

/** Numbers nested as in JSON: `[[1, 2], [3, 4]]`. */
export type Nested = number | readonly Nested[];

/** The number of elements of a shape; 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const extent of shape) size *= extent;
  return size;
}

/** Row-major strides, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

export function allFinite(data: Data): boolean {
  // x - x is 0, or no number.
  for (let i = 0; i < data.length; i++) if (data[i] - data[i] !== 0) return false;
  return true;
}

export function hasNaN(data: Data): boolean {
  for (let i = 0; i < data.length; i++) if (data[i] !== data[i]) return true;
  return false;
}

export function allocate(dtype: DType, size: number): Data {
  return dtype === 'float32' ? new Float32Array(size) : new Float64Array(size);
}

export function zeros(shape: Shape, dtype: DType = 'float64'): Tensor {
  return { shape, data: allocate(dtype, sizeOf(shape)) };
}

export function filled(shape: Shape, value: number, dtype: DType = 'float64'): Tensor {
  const result = zeros(shape, dtype);
  result.data.fill(value);
  return result;
}

export function scalar(value: number, dtype: DType = 'float64'): Tensor {
  return filled([], value, dtype);
}

/** A tensor over a copy of `values`, converted to `dtype`. Throws RangeError where their count is not the shape's. */
export function tensor(shape: Shape, values: ArrayLike<number>, dtype: DType = 'float64'): Tensor {
  const result = zeros(shape, dtype);
  if (values.length !== result.data.length) {
    throw new RangeError(`shape ${formatShape(shape)} has ${result.data.length} elements, found ${values.length}`);
  }
  result.data.set(values);
  return result;
}

export function dtypeOf(t: Tensor): DType {
  return t.data instanceof Float32Array ? 'float32' : 'float64';
}

/** Half the distance from 1 to the next number: the largest relative error of one rounding. */
export function unitRoundoff(dtype: DType): number {
  return dtype === 'float32' ? 2 ** -24 : 2 ** -53;
}

/** The same elements in another dtype; the tensor itself where it already has it. */
export function cast(t: Tensor, dtype: DType): Tensor {
  return dtypeOf(t) === dtype ? t : tensor(t.shape, t.data, dtype);
}

export function copyOf(t: Tensor): Tensor {
  return { shape: t.shape, data: t.data.slice() };
}

/** Element by element, signs of 0 and NaN included. */
export function sameBits(a: Data, b: Data): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}

export function sameTensor(a: Tensor, b: Tensor): boolean {
  return sameShape(a.shape, b.shape) && sameBits(a.data, b.data);
}

/** `(3, 4)`, `(3,)`, `()`: as NumPy prints it. */
export function formatShape(shape: Shape): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
}

/** The multi-index of a flat position. */
export function indexOf(shape: Shape, flat: number): number[] {
  const index = new Array<number>(shape.length);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = flat % shape[axis];
    flat = (flat - index[axis]) / shape[axis];
  }
  return index;
}

/** Whether a multi-index is one of an element. */
export function hasIndex(shape: Shape, index: readonly number[]): boolean {
  return (
    index.length === shape.length && index.every((at, axis) => Number.isInteger(at) && at >= 0 && at < shape[axis])
  );
}

/** The flat position of a multi-index. */
export function flatOf(shape: Shape, index: readonly number[]): number {
  let flat = 0;
  for (let axis = 0; axis < shape.length; axis++) flat = flat * shape[axis] + index[axis];
  return flat;
}

export function toNested(t: Tensor): Nested {
  let at = 0;
  const build = (axis: number): Nested =>
    axis === t.shape.length ? t.data[at++] : Array.from({ length: t.shape[axis] }, () => build(axis + 1));
  return build(0);
}

/** Throws RangeError where the nesting is ragged. */
export function fromNested(nested: Nested, dtype: DType = 'float64'): Tensor {
  const shape: number[] = [];
  for (let level = nested; typeof level !== 'number'; level = level[0]) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const result = zeros(shape, dtype);
  let at = 0;
  const fill = (level: Nested, axis: number): void => {
    if (typeof level === 'number') {
      if (axis !== shape.length) throw new RangeError(`ragged at axis ${axis}`);
      result.data[at++] = level;
    } else {
      if (axis >= shape.length || level.length !== shape[axis]) throw new RangeError(`ragged at axis ${axis}`);
      for (const next of level) fill(next, axis + 1);
    }
  };
  fill(nested, 0);
  return result;
}
