// Numbers and tensors as JSON can hold them.

import { sizeOf, type Shape } from '../engine/tensor';
import type { JsonNested, JsonNumber } from './report';
import { UNCHECKED } from './verdict';

export function jsonNumber(x: number): JsonNumber {
  return Number.isFinite(x) ? x : (String(x) as JsonNumber);
}

/** Row-major data nested by its shape; null in the place of what was not checked, where verdicts are given. */
export function jsonTensor(shape: Shape, data: ArrayLike<number>, verdicts?: Uint8Array): JsonNested {
  const build = (axis: number, start: number, size: number): JsonNested => {
    if (axis === shape.length) return verdicts?.[start] === UNCHECKED ? null : jsonNumber(data[start]);
    const inner = size / Math.max(1, shape[axis]);
    return Array.from({ length: shape[axis] }, (_, i) => build(axis + 1, start + i * inner, inner));
  };
  return build(0, 0, sizeOf(shape));
}
