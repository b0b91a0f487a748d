// Sums over what moves, lane by lane: movements times weights, as a loss is told and its roundings are.

import { forEachRun } from '../engine/box';
import type { Delta } from '../engine/difference';
import type { Data, Shape } from '../engine/tensor';
import { roundingOf } from './rounding';

/** Calls `visit` for every element of the box with its flat position, and where its lanes begin. */
function forEachElement({ box }: Delta, shape: Shape, lanes: number, visit: (flat: number, at: number) => void): void {
  let at = 0;
  forEachRun(shape, box, (start, count, step) => {
    for (let flat = start, k = 0; k < count; k++, flat += step, at += lanes) visit(flat, at);
  });
}

/** The movements times their weights. */
export function addProducts(delta: Delta, weights: Data, shape: Shape, lanes: number, into: Float64Array): void {
  const { data, points } = delta;
  if (points) {
    for (let lane = 0; lane < lanes; lane++) into[lane] += weights[points[lane]] * data[lane];
    return;
  }
  forEachElement(delta, shape, lanes, (flat, at) => {
    const weight = weights[flat];
    for (let lane = 0; lane < lanes; lane++) into[lane] += weight * data[at + lane];
  });
}

/** The squares of the movements times their weights. */
export function addSquares(delta: Delta, weights: Data, shape: Shape, lanes: number, into: Float64Array): void {
  const { data, points } = delta;
  if (points) {
    for (let lane = 0; lane < lanes; lane++) into[lane] += (weights[points[lane]] * data[lane]) ** 2;
    return;
  }
  forEachElement(delta, shape, lanes, (flat, at) => {
    const weight = weights[flat];
    for (let lane = 0; lane < lanes; lane++) {
      const off = weight * data[at + lane];
      into[lane] += off * off;
    }
  });
}

/** What one rounding in each of the movements comes to, `factor` times. */
export function addRoundings(
  delta: Delta,
  factor: number,
  weights: Data,
  least: number,
  shape: Shape,
  lanes: number,
  into: Float64Array,
): void {
  const { data, points } = delta;
  if (points) {
    for (let lane = 0; lane < lanes; lane++) {
      into[lane] += factor * roundingOf(weights[points[lane]], data[lane], least);
    }
    return;
  }
  forEachElement(delta, shape, lanes, (flat, at) => {
    const weight = factor * weights[flat];
    for (let lane = 0; lane < lanes; lane++) into[lane] += roundingOf(weight, data[at + lane], least);
  });
}
