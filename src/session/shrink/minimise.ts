// Makes a failing case smaller for as long as it fails: first its extents, then its numbers.

import type { Shape, Tensor } from '../../engine/tensor';
import {
  cotangentLike,
  extentsOf,
  holdsProbabilities,
  tensorsOf,
  withExtents,
  withTensors,
  type Extent,
  type SmallCase,
} from './small-case';

/** What a case is tried on. */
export interface Bench {
  /** The shape of the layer's output; null where the case does not fit together. */
  outputShape(trial: SmallCase): Promise<Shape | null>;
  /** Whether it still has the same fault. False for ever once the time that was given is over. */
  fails(trial: SmallCase): Promise<boolean>;
}

export async function minimise(start: SmallCase, bench: Bench): Promise<SmallCase> {
  const batch = batchOf(start);
  const narrow = await smallerExtents(start, batch, bench);
  return smallerExtents(await simplerNumbers(narrow, bench), batch, bench);
}

/** Extents that are equal may be one and the same: they shrink together, and where that does not do, some of them. */
async function smallerExtents(start: SmallCase, batch: ReadonlySet<string>, bench: Bench): Promise<SmallCase> {
  let best = start;
  for (let before: SmallCase | null = null; before !== best;) {
    before = best;
    const sizes = new Set(extentsOf(best).map(({ size }) => size));
    for (const size of [...sizes].sort((a, b) => b - a)) {
      // What does not shrink is left alone until the others have.
      for (let smaller: SmallCase | null = best; smaller;) {
        best = smaller;
        smaller = size > 1 ? await oneSmaller(best, size, batch, bench) : null;
      }
    }
  }
  return best;
}

/** The inputs that are as long as the first: their rows belong to each other. */
function batchOf({ inputs }: SmallCase): ReadonlySet<string> {
  const [first] = inputs.values();
  const alike = [...inputs].filter(([, { shape }]) => shape.length > 0 && shape[0] === first.shape[0]);
  return new Set(alike.map(([name]) => name));
}

/** Some of the extents of a size made smaller. */
async function oneSmaller(
  best: SmallCase,
  size: number,
  batch: ReadonlySet<string>,
  bench: Bench,
): Promise<SmallCase | null> {
  const alike = extentsOf(best).filter((extent) => extent.size === size);
  const sizes = [...new Set([1, 2, 3, Math.ceil(size / 2)])].filter((to) => to < size);
  for (const some of subsets(unitsOf(alike, batch))) {
    for (const to of sizes) {
      const trial = withExtents(best, some, to);
      const shape = await bench.outputShape(trial);
      if (!shape) continue;
      const fitted = { ...trial, upstream: cotangentLike(best.upstream, shape) };
      if (await bench.fails(fitted)) return fitted;
    }
  }
  return null;
}

/** Of more extents than so, only all and each one alone are tried. */
const MOST = 6;

/** What shrinks together for certain. */
function unitsOf(extents: readonly Extent[], batch: ReadonlySet<string>): readonly (readonly Extent[])[] {
  const isRows = ({ part, name, axis }: Extent): boolean => part === 'inputs' && axis === 0 && batch.has(name);
  const rows = extents.filter(isRows);
  const others = extents.filter((extent) => !isRows(extent)).map((extent) => [extent]);
  return rows.length > 0 ? [rows, ...others] : others;
}

/** Larger ones first. */
function subsets(units: readonly (readonly Extent[])[]): readonly (readonly Extent[])[] {
  if (units.length === 0) return [];
  if (units.length > MOST) return [units.flat(), ...units];
  const all = Array.from({ length: 2 ** units.length - 1 }, (_, bits) =>
    units.filter((_, k) => ((bits + 1) >> k) & 1).flat(),
  );
  return all.sort((a, b) => b.length - a.length);
}

const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37];

/** Numbers for the elements of the t-th tensor, all different, so that no coincidence hides the fault. */
const PATTERNS: readonly ((i: number, t: number) => number)[] = [
  (i, t) => PRIMES[(i + t) % PRIMES.length],
  (i, t) => (i % 2 === 0 ? 1 : -1) * PRIMES[(i + t) % PRIMES.length],
  (i, t) => (i % 2 === 0 ? 1 : -1) * (i + t + 1),
  (i, t) => ((i % 2 === 0 ? 1 : -1) * (i + t + 1)) / 2,
];

/** Each number by itself, from coarse to fine. */
const ROUNDINGS: readonly ((x: number) => number)[] = [
  Math.round,
  (x) => Math.round(2 * x) / 2,
  (x) => Math.round(10 * x) / 10,
  (x) => Number(x.toPrecision(2)),
];

async function simplerNumbers(start: SmallCase, bench: Bench): Promise<SmallCase> {
  const best = await withPatterns(start, bench);
  return withZeros(best, bench);
}

/** One pattern for all, otherwise one for each tensor that takes one, and each number of the others rounded. */
async function withPatterns(start: SmallCase, bench: Bench): Promise<SmallCase> {
  const names = [...tensorsOf(start).keys()];
  for (const pattern of PATTERNS) {
    const trial = withTensors(start, new Map(names.map((name, t) => [name, filledBy(start, name, pattern, t)])));
    if (await bench.fails(trial)) return trial;
  }
  let best = start;
  for (const [t, name] of names.entries()) best = await simplerTensor(best, name, t, bench);
  return best;
}

async function simplerTensor(start: SmallCase, name: string, t: number, bench: Bench): Promise<SmallCase> {
  for (const pattern of PATTERNS) {
    const trial = withTensors(start, new Map([[name, filledBy(start, name, pattern, t)]]));
    if (await bench.fails(trial)) return trial;
  }
  for (const rounding of ROUNDINGS) {
    const { shape, data } = tensorsOf(start).get(name)!;
    const trial = withTensors(start, new Map([[name, { shape, data: data.map(rounding) }]]));
    if (await bench.fails(trial)) return trial;
  }
  return start;
}

/** Probabilities and whole numbers, such as class indices, are left: layers may count on them, and they are easy. */
function filledBy(from: SmallCase, name: string, pattern: (i: number, t: number) => number, t: number): Tensor {
  const tensor = tensorsOf(from).get(name)!;
  const { shape, data } = tensor;
  if (holdsProbabilities(tensor) || data.every((x) => x >= 0 && x < 100 && x % 1 === 0)) return tensor;
  return { shape, data: Float64Array.from(data, (_, i) => pattern(i, t)) };
}

/** Params that have no part in it: a bias of zeros is easier to add. */
async function withZeros(start: SmallCase, bench: Bench): Promise<SmallCase> {
  let best = start;
  for (const [name, { shape, data }] of start.params) {
    if (shape.length > 1) continue;
    const trial = { ...best, params: new Map([...best.params, [name, { shape, data: data.map(() => 0) }]]) };
    if (await bench.fails(trial)) best = trial;
  }
  return best;
}
