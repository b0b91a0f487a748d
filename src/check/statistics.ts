// What a tensor's row in the report says of its elements.

import type { CheckedTensor } from './checked';
import { jsonNumber } from './json';
import type { TensorReport } from './report';
import { FAIL, KINK, UNCHECKED, UNDECIDED, badness } from './verdict';

type Statistics = Pick<
  TensorReport,
  'checked' | 'failed' | 'kinks' | 'undecided' | 'maxRelError' | 'maxAbsError' | 'meanAbsError' | 'boundMax'
> & {
  /** Position of the worst element; null where none was checked. */
  readonly worst: number | null;
};

/** Relative errors are not taken of less than this share of the tensor's largest slope. */
const RELATIVE_FLOOR = 1e-6;

export function statisticsOf(tensor: CheckedTensor): Statistics {
  const { analytic, numeric, bound, verdicts } = tensor;
  let [checked, failed, kinks, undecided] = [0, 0, 0, 0];
  let [maxRel, maxAbs, sumAbs, boundMax] = [0, 0, 0, 0];
  let [worst, worstBadness, compared] = [-1, -1, 0];
  const floor = RELATIVE_FLOOR * largestOf(numeric, verdicts);
  for (let k = 0; k < verdicts.length; k++) {
    if (verdicts[k] === UNCHECKED) continue;
    checked++;
    if (verdicts[k] === FAIL) failed++;
    else if (verdicts[k] === KINK) kinks++;
    else if (verdicts[k] === UNDECIDED) undecided++;
    const [a, n] = [analytic[k], numeric[k]];
    const bad = badness(a, n, bound[k], tensor.toleranceOf(k));
    if (bad > worstBadness) [worst, worstBadness] = [k, bad];
    // An element without a numerical value has no error.
    if (!Number.isFinite(n)) continue;
    compared++;
    const error = Number.isFinite(a) ? Math.abs(a - n) : Infinity;
    sumAbs += error;
    maxAbs = Math.max(maxAbs, error);
    maxRel = Math.max(
      maxRel,
      error === Infinity ? Infinity : error === 0 ? 0 : error / Math.max(Math.abs(a), Math.abs(n), floor),
    );
    boundMax = Math.max(boundMax, bound[k]);
  }
  return {
    checked,
    failed,
    kinks,
    undecided,
    maxRelError: jsonNumber(maxRel),
    maxAbsError: jsonNumber(maxAbs),
    meanAbsError: jsonNumber(compared === 0 ? 0 : sumAbs / compared),
    boundMax: jsonNumber(boundMax),
    worst: worst < 0 ? null : worst,
  };
}

/** Euclidean; scaled, so that no square overflows. */
export function normOf(gradient: ArrayLike<number>): number {
  let scale = 0;
  let sum = 1;
  for (let i = 0; i < gradient.length; i++) {
    const x = Math.abs(gradient[i]);
    if (Number.isNaN(x)) return NaN;
    if (x === Infinity) return Infinity;
    if (x > scale) {
      sum = 1 + sum * (scale / x) ** 2;
      scale = x;
    } else if (x > 0) sum += (x / scale) ** 2;
  }
  return scale * Math.sqrt(sum);
}

function largestOf(numeric: Float64Array, verdicts: Uint8Array): number {
  let largest = 0;
  for (let k = 0; k < numeric.length; k++) {
    const slope = Math.abs(numeric[k]);
    if (verdicts[k] !== UNCHECKED && slope > largest && slope < Infinity) largest = slope;
  }
  return largest;
}
