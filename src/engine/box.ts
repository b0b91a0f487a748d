// Boxes: the rectangular part of a tensor that a change can reach. `lo` is inclusive, `hi` exclusive, per axis.
// They are written in place: the check moves one box per tensor some hundred thousand times.

import type { Shape } from './tensor';

export interface Box {
  readonly lo: Int32Array;
  readonly hi: Int32Array;
}

export function emptyBox(rank: number): Box {
  return { lo: new Int32Array(rank), hi: new Int32Array(rank).fill(-1) };
}

export function fullBox(shape: Shape): Box {
  return { lo: new Int32Array(shape.length), hi: Int32Array.from(shape) };
}

export function setFull(box: Box, shape: Shape): void {
  for (let axis = 0; axis < shape.length; axis++) {
    box.lo[axis] = 0;
    box.hi[axis] = shape[axis];
  }
}

/** Exactly the element at a flat position. */
export function setElement(box: Box, shape: Shape, flat: number): void {
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const at = flat % shape[axis];
    box.lo[axis] = at;
    box.hi[axis] = at + 1;
    flat = (flat - at) / shape[axis];
  }
}

export function copyBox(from: Box, into: Box): void {
  into.lo.set(from.lo);
  into.hi.set(from.hi);
}

/** Grows `into` until it holds `other` too. */
export function growBox(into: Box, other: Box): void {
  for (let axis = 0; axis < into.lo.length; axis++) {
    if (other.lo[axis] < into.lo[axis]) into.lo[axis] = other.lo[axis];
    if (other.hi[axis] > into.hi[axis]) into.hi[axis] = other.hi[axis];
  }
}

export function boxSize(box: Box): number {
  let size = 1;
  for (let axis = 0; axis < box.lo.length; axis++) size *= Math.max(0, box.hi[axis] - box.lo[axis]);
  return size;
}

export function isFull(box: Box, shape: Shape): boolean {
  for (let axis = 0; axis < shape.length; axis++) {
    if (box.lo[axis] !== 0 || box.hi[axis] !== shape[axis]) return false;
  }
  return true;
}

/** A run of equally spaced flat positions: `start`, `start + step`, ... `count` of them. */
export type Run = (start: number, count: number, step: number) => void;

/**
 * Calls `run` for the box's elements as few, long, strided runs: a full box is one run, a column of a matrix is one
 * run with the row length as its step. In row-major order.
 */
export function forEachRun(shape: Shape, box: Box, run: Run): void {
  const { lo, hi } = box;
  // The inner loop goes over the last axis that the box spans with more than one element ...
  let axis = shape.length - 1;
  let step = 1;
  let start = 0;
  while (axis > 0 && hi[axis] - lo[axis] === 1) {
    start += lo[axis] * step;
    step *= shape[axis--];
  }
  if (axis < 0) return run(0, 1, 1);
  // ... joined with the axes before it as long as the box spans the whole axis inside them.
  let count = hi[axis] - lo[axis];
  start += lo[axis] * step;
  let stride = step * shape[axis];
  while (axis > 0 && hi[axis] - lo[axis] === shape[axis]) {
    axis--;
    start += lo[axis] * stride;
    count *= hi[axis] - lo[axis];
    stride *= shape[axis];
  }
  if (count > 0) outerRuns(shape, box, 0, axis, 0, stride, start, count, step, run);
}

/** The runs for all positions on the axes up to `inner`; `at` is the flat position on those before `axis`. */
function outerRuns(
  shape: Shape,
  box: Box,
  axis: number,
  inner: number,
  at: number,
  stride: number,
  start: number,
  count: number,
  step: number,
  run: Run,
): void {
  if (axis === inner) return run(at * stride + start, count, step);
  for (let i = box.lo[axis]; i < box.hi[axis]; i++) {
    outerRuns(shape, box, axis + 1, inner, at * shape[axis] + i, stride, start, count, step, run);
  }
}
