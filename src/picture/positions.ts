// Elements by index and by flat position, row-major, as the engine has them.

import type { Shape } from '../engine/tensor';

export { flatOf, indexOf, sizeOf, stridesOf, type Shape } from '../engine/tensor';

export function isInside(shape: Shape, index: readonly number[] | null): index is readonly number[] {
  return index?.length === shape.length && index.every((i, axis) => i >= 0 && i < shape[axis]);
}
