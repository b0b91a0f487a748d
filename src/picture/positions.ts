// Elements by index and by flat position, row-major.

export type Shape = readonly number[];

export function stridesOf(shape: Shape): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides.unshift(stride);
    stride *= shape[axis];
  }
  return strides;
}

export function sizeOf(shape: Shape): number {
  return shape.reduce((size, extent) => size * extent, 1);
}

export function flatOf(shape: Shape, index: readonly number[]): number {
  return index.reduce((flat, i, axis) => flat * shape[axis] + i, 0);
}

export function indexOf(shape: Shape, flat: number): number[] {
  return stridesOf(shape).map((stride, axis) => Math.floor(flat / stride) % shape[axis]);
}

export function isInside(shape: Shape, index: readonly number[] | null): index is readonly number[] {
  return index?.length === shape.length && index.every((i, axis) => i >= 0 && i < shape[axis]);
}
