// What one rounding of a movement comes to in the loss, near underflow too, where it is no share of what is rounded.

import type { ValueId } from '../engine/graph';
import type { Data } from '../engine/tensor';
import type { Moving } from './base';
import type { Sensitivity } from './sensitivity';

/** What is rounded below this is off by as much as this is. */
const LEAST_NORMAL = 2 ** -1022;
/** Products of two numbers that are no farther from 1, and of a movement, do not underflow. */
const FAR = 2 ** 400;

export interface Floor {
  /** Whether some number is so small or so large that what is made of it may underflow. */
  readonly far: boolean;
  /** By value: what is rounded below this is off by as much; by more where its op multiplies what has underflowed. */
  readonly least: Float64Array;
}

const known = new WeakMap<Sensitivity, Floor>();

export function floorOf(base: Moving): Floor {
  const sensitivity = base.sensitivity();
  const before = known.get(sensitivity);
  if (before) return before;
  const { graph, tape } = base.carrier();
  const far = sensitivity.some(isFar) || tape.values.some(({ data }) => isFar(data));
  const least = new Float64Array(graph.values.length).fill(LEAST_NORMAL);
  const largest = (id: ValueId): number => largestFinite(tape.values[id].data);
  if (far) {
    for (const { operands, result } of graph.nodes) least[result] *= Math.max(1, ...[...operands, result].map(largest));
  }
  const floor = { far, least };
  known.set(sensitivity, floor);
  return floor;
}

/**
 * In roundings of 1. Not only the movement is rounded, but also the cotangent that a backward pass has in its place, and
 * the loss: so each of them counts for the least magnitude at least.
 */
export function roundingOf(gradient: number, movement: number, least: number): number {
  return (Math.abs(gradient) + least) * (Math.abs(movement) + least) + least;
}

function isFar(data: Data): boolean {
  for (let i = 0; i < data.length; i++) {
    const size = Math.abs(data[i]);
    if (size > FAR || (size < 1 / FAR && size !== 0)) return true;
  }
  return false;
}

function largestFinite(data: Data): number {
  let largest = 0;
  for (let i = 0; i < data.length; i++) {
    const size = Math.abs(data[i]);
    if (size > largest && size < Infinity) largest = size;
  }
  return largest;
}
