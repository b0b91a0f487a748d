// How near two tensors are, and arithmetic on small tensors that hypotheses make their predictions with.

import type { Attributes, Op } from '../../engine/op';
import { broadcastTo } from '../../engine/ops/broadcast-to';
import { matMul } from '../../engine/ops/matmul';
import { transpose } from '../../engine/ops/transpose';
import { runAlone } from '../../engine/run';
import { allocate, sameShape, sizeOf, stridesOf, zeros, type Shape, type Tensor } from '../../engine/tensor';

/** Accepted residual, in units of the norms. */
export const TOLERANCE = 1e-6;

/**
 * ‖found - predicted‖ over the larger norm, at the elements that the prediction knows; infinite where shapes differ or
 * where it knows none.
 */
export function residualOf(found: Tensor, predicted: Tensor): number {
  if (!sameShape(found.shape, predicted.shape)) return Infinity;
  let [distance, a, b, known] = [0, 0, 0, 0];
  for (let i = 0; i < found.data.length; i++) {
    const [x, y] = [found.data[i], predicted.data[i]];
    if (Number.isNaN(y)) continue;
    known++;
    distance += (x - y) ** 2;
    a += x * x;
    b += y * y;
  }
  const norm = Math.sqrt(Math.max(a, b));
  if (known === 0 || Number.isNaN(distance)) return Infinity;
  return norm === 0 ? 0 : Math.sqrt(distance) / norm;
}

export function normOf({ data }: Tensor): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) if (!Number.isNaN(data[i])) sum += data[i] ** 2;
  return Math.sqrt(sum);
}

/** Elementwise over tensors of one shape. */
export function combine(tensors: readonly Tensor[], f: (...values: number[]) => number): Tensor {
  const [first] = tensors;
  const out = zeros(first.shape);
  const values = new Array<number>(tensors.length);
  for (let i = 0; i < out.data.length; i++) {
    for (let k = 0; k < tensors.length; k++) values[k] = tensors[k].data[i];
    out.data[i] = f(...values);
  }
  return out;
}

export function times(t: Tensor, factor: number): Tensor {
  return combine([t], (x) => factor * x);
}

/** The factor k that makes k · b nearest to a, where both are known: ⟨a, b⟩ / ⟨b, b⟩. */
export function factorOf(a: Tensor, b: Tensor): number {
  let [ab, bb] = [0, 0];
  for (let i = 0; i < a.data.length; i++) {
    if (Number.isNaN(b.data[i])) continue;
    ab += a.data[i] * b.data[i];
    bb += b.data[i] ** 2;
  }
  return ab / bb;
}

export function near(x: number, y: number, tolerance = TOLERANCE): boolean {
  return Math.abs(x - y) <= tolerance * Math.max(Math.abs(x), Math.abs(y));
}

function applied(op: Op, t: readonly Tensor[], attributes: Attributes = {}): Tensor {
  return runAlone(op, t, attributes, (shape) => allocate('float64', sizeOf(shape))).out;
}

/** The axes in another order. */
export function permuted(t: Tensor, axes: readonly number[]): Tensor {
  return applied(transpose, [t], { axes });
}

export function transposed(t: Tensor): Tensor {
  return applied(transpose, [t]);
}

/** The product of two matrices; null where they do not fit. */
export function product(a: Tensor, b: Tensor): Tensor | null {
  return a.shape.length === 2 && b.shape.length === 2 && a.shape[1] === b.shape[0] ? applied(matMul, [a, b]) : null;
}

/** Where each element of `wide` falls in `narrow` by broadcasting; null where the one does not broadcast to the other. */
export function foldOf(wide: Shape, narrow: Shape): Int32Array | null {
  const lead = wide.length - narrow.length;
  if (lead < 0 || !narrow.every((extent, axis) => extent === 1 || extent === wide[axis + lead])) return null;
  const strides = stridesOf(narrow).map((stride, axis) => (narrow[axis] === 1 ? 0 : stride));
  const outer = stridesOf(wide);
  return Int32Array.from({ length: sizeOf(wide) }, (_, at) => {
    let to = 0;
    for (let axis = 0; axis < narrow.length; axis++) {
      to += (Math.floor(at / outer[axis + lead]) % wide[axis + lead]) * strides[axis];
    }
    return to;
  });
}

/** Summed over what broadcasting has stretched; null where the shape is none that it may have been stretched from. */
export function summedTo(t: Tensor, shape: Shape): Tensor | null {
  const fold = foldOf(t.shape, shape);
  if (!fold) return null;
  const out = zeros(shape);
  for (let i = 0; i < t.data.length; i++) out.data[fold[i]] += t.data[i];
  return out;
}

/** Stretched to a shape by broadcasting. */
export function stretchedTo(t: Tensor, shape: Shape): Tensor {
  return applied(broadcastTo, [t], { shape });
}

/** Sums along an axis, which stays with extent 1. */
export function summedOver(t: Tensor, axis: number): Tensor {
  return summedTo(t, t.shape.with(axis, 1))!;
}
