// The arithmetic of verdicts: how far an analytic value may lie from a numerical one whose own error is bounded.

import { unitRoundoff, type DType } from '../engine/tensor';
import type { ElementVerdict, TensorStatus } from './report';

/** Verdicts as they are stored per element, in the order of severity. */
export const UNCHECKED = 0;
export const PASS = 1;
export const KINK = 2;
export const UNDECIDED = 3;
export const FAIL = 4;
export type VerdictCode = typeof UNCHECKED | typeof PASS | typeof KINK | typeof UNDECIDED | typeof FAIL;

const NAMES: readonly (ElementVerdict | null)[] = [null, 'pass', 'kink', 'undecided', 'fail'];

/** tol = atol + rtol · max(|a|, |n|). */
export interface Tolerance {
  readonly atol: number;
  readonly rtol: number;
}

/** Where nothing is given: `share` of the tensor's largest slope is the atol. Slopes of carried differences are exact. */
export interface DefaultTolerance {
  readonly rtol: number;
  readonly share: number;
}

export function defaultTolerance(dtype: DType, exact = false): DefaultTolerance {
  if (dtype === 'float32') return { rtol: 1e-4, share: 1e-5 };
  return exact ? { rtol: 1e-10, share: 1e-13 } : { rtol: 1e-5, share: 1e-7 };
}

/** Slopes below this are not told from 0: products on their way are rounded by an absolute amount. */
export const NEGLIGIBLE = 2 ** -969;

export function toleranceAt({ atol, rtol }: Tolerance, analytic: number, numeric: number): number {
  return atol + rtol * Math.max(Math.abs(analytic), Math.abs(numeric));
}

/** Roundings of an analytic gradient, as errors of one rounding of the tensor's largest slope. */
const ANALYTIC_ROUNDINGS = 8;

export function roundingAllowance(dtype: DType, analytic: number, largest: number): number {
  return Number.isFinite(analytic)
    ? ANALYTIC_ROUNDINGS * unitRoundoff(dtype) * Math.max(Math.abs(analytic), largest)
    : 0;
}

/** `bound` is the numerical value's error bound and the analytic one's rounding allowance together. */
export function judge(analytic: number, numeric: number, bound: number, tolerance: Tolerance): VerdictCode {
  if (!Number.isFinite(numeric)) return UNDECIDED;
  if (!Number.isFinite(analytic)) return FAIL;
  const distance = Math.abs(analytic - numeric);
  const tol = toleranceAt(tolerance, analytic, numeric);
  if (distance + bound <= tol) return PASS;
  return distance - bound > tol ? FAIL : UNDECIDED;
}

/** The distance in units of what was allowed; orders elements from best to worst. */
export function badness(analytic: number, numeric: number, bound: number, tolerance: Tolerance): number {
  if (!Number.isFinite(numeric)) return 1;
  if (!Number.isFinite(analytic)) return Infinity;
  const distance = Math.abs(analytic - numeric);
  return distance === 0 ? 0 : distance / (toleranceAt(tolerance, analytic, numeric) + bound);
}

/** Null for an element that was not checked. */
export function verdictName(code: number): ElementVerdict | null {
  return NAMES[code];
}

/** A tensor's status is its worst element's; of none checked, nothing is wrong with it. */
export function worstOf(verdicts: Uint8Array): TensorStatus {
  let worst: number = PASS;
  for (const verdict of verdicts) if (verdict > worst) worst = verdict;
  return statusOf(worst);
}

/** Of a tensor whose worst element has this verdict. */
export function statusOf(worst: number): TensorStatus {
  return NAMES[worst] as TensorStatus;
}
