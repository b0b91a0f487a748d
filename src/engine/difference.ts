// Differences: how far a result moves when its operands move by given amounts, for many perturbations at once. The
// difference itself is carried from op to op (exp: y · expm1(d), product: x·dy + y·dx + dx·dy), so that nearly equal
// numbers are never subtracted. It is the calculus of finite differences, independent of every vjp.

import { boxSize, forEachRun, type Box } from './box';
import { oncePerCall } from './once';
import type { Call, VjpCall } from './op';
import type { Shape, Tensor } from './tensor';

/** How one value moves: in every lane, the movement that one perturbation causes. */
export interface Delta {
  /** What may move in any lane. */
  readonly box: Box;
  /** By element of the box, in row-major order, then by lane; where there are `points`, by lane alone. */
  readonly data: Float64Array;
  /** Where every lane moves one element alone: its flat position. */
  readonly points: Int32Array | null;
}

export interface DifferenceCall extends Call {
  /** The call at the point, by which is kept what is worked out once. */
  readonly point: Call;
  readonly lanes: number;
  /** Of each operand; null where it stands still. */
  readonly deltas: readonly (Delta | null)[];
  /** Of the result: every element of its data is to be written. */
  readonly change: Delta;
  /** By lane: to be set to 1 where a switch is thrown, or stood at its tie and moved. */
  readonly crossed: Uint8Array;
}

/** What an op declares of its differences. */
export interface DifferenceRule {
  /** Writes f(x + d) - f(x) to `change`, relative error a few roundings for each term of which it is the sum. */
  difference(call: DifferenceCall): void;
  /**
   * For ops by which one element of operand k moves one element of the result: where those at `points` go. False where
   * some moves none or several.
   */
  follow?(k: number, call: Call, points: Int32Array, into: Int32Array): boolean;
  /** Operands in which the result is linear: their vjp is that of every cotangent, and does not ask for their own values. */
  readonly linearIn?: readonly string[];
  /**
   * For rules whose terms cancel in the result's movement: adds to `grads`, as the vjp does, how large those terms are
   * together. So much of a rounding error is felt, however small the gradient that is left.
   */
  terms?(call: VjpCall): void;
  /**
   * Whether the rule reads operand k, where it alone moves, in the form of points though its result has not that form.
   * Others get it written out.
   */
  takesPoints?(k: number, call: Call): boolean;
  /**
   * For ops whose result has samples along its first axis: null where an element of operand k does not move one element
   * of each sample, by its own movement times a factor.
   */
  inSample?(k: number, call: Call): InSample | null;
  /** Whether the result is a sum over the samples, which lie along the first axis of every operand that moves. */
  addsSamples?(call: Call): boolean;
}

/**
 * Writes which elements of the operand move one of this sample, which, and by how much of their own movement, those
 * with the same goal side by side; how many there are. `wanted` has 1 for those that are asked for, null: all, and all of
 * them lie in from .. to, where that is given.
 */
export type InSample = (
  sample: number,
  wanted: Uint8Array | null,
  into: SampleMoves,
  from?: number,
  to?: number,
) => number;

/** Each as long as the operand. */
export interface SampleMoves {
  /** Flat positions in the operand. */
  readonly elements: Int32Array;
  /** Flat positions in the result. */
  readonly points: Int32Array;
  readonly factors: Float64Array;
}

/** Follows a point that stays at its flat position. */
export const staysInPlace: NonNullable<DifferenceRule['follow']> = (_k, _call, points, into) => {
  into.set(points);
  return true;
};

/** The place of a flat position among the elements of a box; -1 outside. */
export function placeIn({ lo, hi }: Box, shape: Shape, flat: number): number {
  let place = 0;
  let size = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const extent = shape[axis];
    const at = flat % extent;
    if (at < lo[axis] || at >= hi[axis]) return -1;
    place += (at - lo[axis]) * size;
    size *= hi[axis] - lo[axis];
    flat = (flat - at) / extent;
  }
  return place;
}

/** Calls `visit` for every element of a box, in row-major order, with its flat position and its place. */
export function forEachPlace(shape: Shape, box: Box, visit: (flat: number, place: number) => void): void {
  let place = 0;
  forEachRun(shape, box, (start, count, step) => {
    for (let i = start, k = 0; k < count; k++, i += step) visit(i, place++);
  });
}

/** Writes points out as a box: 0 but for each lane's own element. */
export function writeOut({ points, data }: Delta, lanes: number, shape: Shape, box: Box, into: Float64Array): void {
  into.fill(0, 0, boxSize(box) * lanes);
  for (let lane = 0; lane < lanes; lane++) into[placeIn(box, shape, points![lane]) * lanes + lane] = data[lane];
}

/** For every element of the result's box: the place of the operand's element that it is made of, or -1 where that stands still. */
export type Places = Int32Array;

/** `places`, worked out once for as long as the boxes of the call stay as they are. */
export const placesOf = (
  position: (call: Call, k: number, flat: number) => number,
): ((call: DifferenceCall, k: number) => Places) => {
  const known = oncePerCall(() => new Map<number, Places>());
  return (call, k) => {
    const places = known(call);
    let found = places.get(k);
    if (!found) {
      found = new Int32Array(boxSize(call.change.box));
      const delta = call.deltas[k]!;
      const { shape } = call.operands[k];
      const into = found;
      forEachPlace(call.out.shape, call.change.box, (flat, place) => {
        into[place] = placeIn(delta.box, shape, position(call, k, flat));
      });
      places.set(k, found);
    }
    return found;
  };
};

/** e^d - 1 and log(1 + s): by their series where d is so small that it is exact, which differences mostly are. */
const SMALL = 2 ** -10;
/** Here two terms are enough: the third is below a quarter of an ulp. */
const TINY = 2 ** -26;

export function expm1(d: number): number {
  if (d < TINY && d > -TINY) return d * (1 + d / 2);
  if (d > SMALL || d < -SMALL) return Math.expm1(d);
  return d * (1 + d * (1 / 2 + d * (1 / 6 + d * (1 / 24 + d * (1 / 120 + d * (1 / 720))))));
}

export function log1p(s: number): number {
  if (s < TINY && s > -TINY) return s * (1 - s / 2);
  if (s > SMALL || s < -SMALL) return Math.log1p(s);
  return s * (1 - s * (1 / 2 - s * (1 / 3 - s * (1 / 4 - s * (1 / 5 - s * (1 / 6))))));
}

/** logistic(x + d) - logistic(x), where `q` is logistic(x) and `p` logistic(-x): downwards it is -1 times that of -x upwards. */
export function logisticChange(q: number, p: number, d: number): number {
  if (d < 0) return -logisticChange(p, q, -d);
  const m = expm1(d);
  return m === Infinity ? p : (q * p * m) / (1 + q * m);
}

/** log(1 + e^(x + d)) - log(1 + e^x); far downwards by softplus(x) = x + softplus(-x). */
export function softplusChange(q: number, p: number, d: number): number {
  return d < -1 ? d + log1p(p * expm1(-d)) : log1p(q * expm1(d));
}

export function copyLanes(from: Float64Array, at: number, into: Float64Array, to: number, lanes: number): void {
  for (let k = 0; k < lanes; k++) into[to + k] = from[at + k];
}

/** What a row of lanes is that stands still. */
let zeros = new Float64Array(256);
export function stillLanes(lanes: number): Float64Array {
  if (zeros.length < lanes) zeros = new Float64Array(2 * lanes);
  return zeros;
}

/**
 * Of a function of which nothing is known but its results: it is run at every lane's operands, and the results are
 * subtracted. `run` writes the result for moved operands.
 */
export function differenceByRunning(
  run: (operands: readonly Tensor[], into: Tensor) => void,
): DifferenceRule['difference'] {
  return ({ operands, out, deltas, change, lanes }) => {
    const result = { shape: out.shape, data: new Float64Array(out.data.length) };
    for (let lane = 0; lane < lanes; lane++) {
      const moved = operands.map((operand, k) => {
        const delta = deltas[k];
        if (!delta) return operand;
        const data = Float64Array.from(operand.data);
        forEachPlace(operand.shape, delta.box, (flat, place) => {
          data[flat] += delta.data[place * lanes + lane];
        });
        return { shape: operand.shape, data };
      });
      run(moved, result);
      forEachPlace(out.shape, change.box, (flat, place) => {
        change.data[place * lanes + lane] = result.data[flat] - out.data[flat];
      });
    }
  };
}
