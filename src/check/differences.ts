// The slopes of a tensor's elements by carried differences: central, at a step so small that truncation is below rounding
// and that hardly an element meets a kink, since nothing is lost to cancellation however small it is.

import type { Value } from '../engine/graph';
import type { Base } from './base';
import type { Lanes } from './lanes';
import type { Probes } from './probes';
import { scaleOf } from './scale';
import { blocksOf, chooseTiling } from './tiling';

/** Of the element's magnitude, or its tensor's scale: h² is then below half an ulp. */
const STEP = 2 ** -27;
/** The second step, no power of two times the first: rounding then differs, and can be seen. */
const WIDER = 1.5;
/** Truncation goes with h²: of D(h) it is 1 / (1.5² - 1) of what D(1.5 h) differs by; half as much again, to be safe. */
const TRUNCATION = 1.5 / (WIDER * WIDER - 1);
/**
 * Roundings of every movement on the way that are allowed for: a rule makes two or three, and is told operands that are
 * themselves rounded. As many again for the backward pass, whose sums have the same terms.
 */
const ROUNDINGS = 16;
const UNIT = 2 ** -53;
/** Two steps may differ by so many times their rounding: more is no longer a small part of the slope's error. */
const BENDS = 8;

export interface Differences {
  readonly slope: Float64Array;
  readonly bound: Float64Array;
  /** 1 where the element could be measured so: no switch was thrown, the loss is smooth at this step. */
  readonly measured: Uint8Array;
}

/** Whether differences can be carried from this value to the loss: all code on the way has rules, all numbers are finite. */
export function canCarry({ graph, tape }: Base, lanes: Lanes): boolean {
  return lanes.nodes.every((node) => {
    const { op, operands, result } = graph.nodes[node];
    return !op.opaque && [...operands, result].every((id) => tape.values[id].data.every(Number.isFinite));
  });
}

/** Yields how many elements have been measured since it last did. */
export function* carriedDifferences(
  base: Base,
  value: Value,
  probes: Probes,
  lanes: Lanes,
): Generator<number, Differences, void> {
  const { data } = base.tape.values[value.id];
  const scale = scaleOf(data);
  const slope = new Float64Array(probes.size).fill(NaN);
  const bound = new Float64Array(probes.size).fill(Infinity);
  const measured = new Uint8Array(probes.size);
  const wanted = probes.order.length < probes.size ? maskOf(probes) : null;
  const tiling = chooseTiling(lanes, value.shape);
  const scales = new Float64Array(tiling.lanes);
  const [up, down, farUp, farDown, rounding] = Array.from({ length: 5 }, () => new Float64Array(tiling.lanes));
  for (const { points, box } of blocksOf(value.shape, tiling, wanted)) {
    points.forEach((flat, lane) => (scales[lane] = Math.max(Math.abs(data[flat]), scale)));
    lanes.plan(points, box);
    lanes.crossed.fill(0);
    lanes.run(scales, STEP, up);
    lanes.rounding(rounding);
    lanes.run(scales, -STEP, down);
    lanes.run(scales, WIDER * STEP, farUp);
    lanes.run(scales, -WIDER * STEP, farDown);
    for (let lane = 0; lane < points.length; lane++) {
      const flat = points[lane];
      const twice = 2 * STEP * scales[lane];
      const near = (up[lane] - down[lane]) / twice;
      const far = (farUp[lane] - farDown[lane]) / (WIDER * twice);
      const rounded = (2 * ROUNDINGS * UNIT * rounding[lane]) / twice;
      const spread = Math.abs(near - far);
      slope[flat] = near;
      bound[flat] = TRUNCATION * spread + rounded;
      // Where two steps differ by more than rounding does, the loss bends within them.
      if (lanes.crossed[lane] === 0 && spread <= BENDS * rounded) measured[flat] = 1;
    }
    yield points.length;
  }
  return { slope, bound, measured };
}

function maskOf({ order, size }: Probes): Uint8Array {
  const mask = new Uint8Array(size);
  for (const k of order) mask[k] = 1;
  return mask;
}
