// What is differenced in a tensor: its elements one by one, or the tensor along a few random directions.

import type { Value } from '../engine/graph';
import { randomStream } from '../engine/random';
import type { Data } from '../engine/tensor';
import type { Base } from './base';
import type { CheckSettings } from './problem';
import type { Line } from './propagate';
import { relativeStep, scaleOf } from './scale';
import { sampledElements } from './select';

/** An element of less than this of its tensor's scale is small beside others. */
const SMALL = 2 ** -8;

export interface Probes {
  /** Of `analytic`, and of all that is measured. */
  readonly size: number;
  /** Those that are checked, in order. */
  readonly order: Int32Array;
  /** What the backward pass says of each. */
  readonly analytic: Data;
  aim(line: Line, k: number): void;
  stepAt(k: number): number;
  /** By its own magnitude alone, however small that is beside others. */
  ownStepAt(k: number): number;
  /** Whether that is far below the step: there may be a pole between. */
  isSmall(k: number): boolean;
}

export function elementProbes({ tape }: Base, { id, name }: Value, gradient: Data, settings: CheckSettings): Probes {
  const x = tape.values[id].data;
  const scale = scaleOf(x);
  const h = relativeStep(settings);
  return {
    size: x.length,
    order: sampledElements(x.length, settings.sample, settings.seed, name),
    analytic: gradient,
    aim: (line, flat) => line.aim(flat),
    stepAt: (flat) => h * Math.max(Math.abs(x[flat]), scale),
    ownStepAt: (flat) => h * (Math.abs(x[flat]) || scale),
    isSmall: (flat) => x[flat] !== 0 && Math.abs(x[flat]) < SMALL * scale,
  };
}

/** A tensor whose gradient is wrong is unlikely to be right along all of so many directions. */
const DIRECTIONS = 3;

/** Drawn by the seed, a stream for each tensor. */
export function directionsOf({ name }: Value, size: number, seed: number): readonly Float64Array[] {
  const random = randomStream(seed, `project ${name}`);
  return Array.from({ length: DIRECTIONS }, () => Float64Array.from({ length: size }, () => random.normal()));
}

export function directionProbes({ tape }: Base, value: Value, gradient: Data, settings: CheckSettings): Probes {
  const scale = scaleOf(tape.values[value.id].data);
  const directions = directionsOf(value, gradient.length, settings.seed);
  const h = relativeStep(settings);
  return {
    size: DIRECTIONS,
    order: Int32Array.from(directions.keys()),
    analytic: Float64Array.from(directions, (direction) => dot(direction, gradient)),
    aim: (line, k) => line.aimAlong(directions[k]),
    stepAt: () => h * scale,
    ownStepAt: () => h * scale,
    isSmall: () => false,
  };
}

export function dot(a: Float64Array, b: Data): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
