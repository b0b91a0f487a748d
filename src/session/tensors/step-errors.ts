// Plain central differences of one element, step by step, and how far each is off: truncation costs h², rounding 1 / h.

import { prepareBase, type Base } from '../../check/base';
import type { Checked, CheckedTensor } from '../../check/checked';
import { carriedDifferences } from '../../check/differences';
import { Lanes } from '../../check/lanes';
import { Line } from '../../check/propagate';
import { scaleOf } from '../../check/scale';
import type { Tensor } from '../../engine/tensor';
import { comparedAt, flatIn, numbersOf } from './columns';
import type { Finished } from './kept';
import type { ElementQuery } from './types';

export interface StepErrorsAnswer {
  readonly tensor: string;
  readonly index: readonly number[];
  /** What errors are told from: the check's own numerical value, or that of carried differences; null where there is none. */
  readonly reference: number | null;
  /** How far the reference may be off itself; null where it was not checked. */
  readonly bound: number | null;
  /** From the largest step on. */
  readonly points: readonly StepPoint[];
  /** Above the best step errors are about this · h² ... */
  readonly truncation: number | null;
  /** ... and below it about this / h; each null where the points do not tell. */
  readonly rounding: number | null;
  /** How the check itself has measured the element; null where it has not, or where it follows from other slopes. */
  readonly own: NonNullable<ReturnType<CheckedTensor['stepOf']>> | null;
}

export interface StepPoint {
  readonly h: number;
  /** (L(x + h) - L(x - h)) / 2h. */
  readonly slope: number;
  /** |slope - reference|; NaN without a reference. */
  readonly error: number;
  /** Within the step some switch is thrown: this is no longer the slope of one branch. */
  readonly switched: boolean;
}

const PER_DECADE = 4;
/** A function bends on a scale of 1 as well as on that of the element: steps go from this share of the larger ... */
const LARGEST = 0.1;
/** ... to this of the smaller, ... */
const SMALLEST = 1e-13;
/** ... within reason. */
const MOST_SCALE = 1e6;

/**
 * Throws RangeError where the network has no such tensor, or the tensor no such element. Yields between evaluations of
 * the loss.
 */
export function* stepErrors(
  { network, checked }: Finished,
  { tensor, index }: ElementQuery,
): Generator<void, StepErrorsAnswer> {
  const numbers = numbersOf(checked, tensor);
  const { value } = numbers;
  const flat = flatIn(value, index);
  const base = baseOf(checked, network.cotangent);
  const known = comparedAt(numbers, flat);
  const reference = known ? known.numeric[flat] : carriedSlope(base, value, flat);
  yield;
  const line = new Line(base, value.id);
  line.aim(flat);
  const { data } = base.tape.values[value.id];
  const points: StepPoint[] = [];
  for (const h of stepsAround(Math.max(Math.abs(data[flat]), scaleOf(data)))) {
    points.push(pointAt(line, h, reference));
    yield;
  }
  return {
    tensor,
    index,
    reference,
    bound: known?.bound[flat] ?? null,
    points,
    ...guidesOf(points),
    own: known?.stepOf(flat) ?? null,
  };
}

/** Of the check that was asked about last: other elements of it are likely to follow. */
let bases = new WeakMap<Checked, Base>();

function baseOf(checked: Checked, cotangent: Tensor): Base {
  let base = bases.get(checked);
  if (!base) bases = new WeakMap([[checked, (base = prepareBase(checked.graph, checked.tape, cotangent))]]);
  return base;
}

/** Of an element that was not checked. */
function carriedSlope(base: Base, value: CheckedTensor['value'], flat: number): number | null {
  const lanes = new Lanes(base, base.carrier().ids[value.id]);
  if (!lanes.canCarry) return null;
  const size = base.tape.values[value.id].data.length;
  const work = carriedDifferences(base, value, { size, order: Int32Array.of(flat) }, lanes);
  for (let step = work.next(); ; step = work.next()) {
    if (step.done) return step.value.measured[flat] ? step.value.slope[flat] : null;
  }
}

/** So many in each power of ten, of which none is a power of two: those would be spared the rounding of x + h. */
function stepsAround(scale: number): number[] {
  const rounded = 10 ** Math.round(Math.log10(Math.min(Math.max(scale, 1 / MOST_SCALE), MOST_SCALE)));
  const largest = LARGEST * Math.max(1, rounded);
  const decades = Math.round(Math.log10(largest / (SMALLEST * Math.min(1, rounded))));
  return Array.from({ length: decades * PER_DECADE + 1 }, (_, k) => largest * 10 ** (-k / PER_DECADE));
}

function pointAt(line: Line, h: number, reference: number | null): StepPoint {
  const right = line.at(h);
  let switched = line.crossed || line.broken;
  const left = line.at(-h);
  switched ||= line.crossed || line.broken;
  const slope = (right - left) / (2 * h);
  return { h, slope, error: reference === null ? NaN : Math.abs(slope - reference), switched };
}

/** Nearer to the best step than so many times both errors count. */
const APART = 3;
/** Farther away than this the next term of truncation, and the rounding of x + h itself, count too. */
const FAR = 1e4;
const FEWEST = 4;
/** Errors that go with h² have a quotient by it that hardly changes. */
const STEADY = 4;

function guidesOf(points: readonly StepPoint[]): Pick<StepErrorsAnswer, 'truncation' | 'rounding'> {
  const usable = points.filter(({ error, switched }) => !switched && error > 0 && error < Infinity);
  if (usable.length === 0) return { truncation: null, rounding: null };
  const best = usable.reduce((least, point) => (point.error < least.error ? point : least)).h;
  const above = usable.filter(({ h }) => h > APART * best && h < FAR * best).map(({ h, error }) => error / h ** 2);
  const below = usable.filter(({ h }) => h < best / APART && h > best / FAR).map(({ h, error }) => error * h);
  const bends = above.length >= FEWEST && Math.max(...above) <= STEADY * Math.min(...above);
  return { truncation: bends ? median(above) : null, rounding: below.length >= FEWEST ? median(below) : null };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
