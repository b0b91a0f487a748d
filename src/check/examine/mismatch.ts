// The cause of a wiring fault: how what a layer was given differs from the sum of what it was owed.

import type { Tensor } from '../../engine/tensor';
import type { Diagnosis } from '../diagnosis/case';
import { factorOf } from '../diagnosis/match';
import { largestOf } from '../scale';
import { distanceRatio, roundingOf } from './near';

/** What one use of a value adds to its gradient. */
export interface Contribution {
  /** The layer, or the layer's operand, that returned it. */
  readonly from: string;
  readonly gradient: Tensor;
}

export interface Mismatch {
  readonly found: Tensor;
  readonly expected: Tensor;
  readonly contributions: readonly Contribution[];
  /** What was returned elsewhere. */
  readonly others: readonly Contribution[];
  /** A layer that writes into its cotangent comes after the value. */
  readonly mutated: boolean;
}

const CERTAIN = 0.98;
const LIKELY = 0.7;
const UNSURE = 0.5;

export function mismatchOf(mismatch: Mismatch): Diagnosis {
  const { found, expected, mutated } = mismatch;
  if (found.data.length !== expected.data.length) {
    return { code: 'unknown', confidence: UNSURE, evidence: { shape: found.shape, expected: expected.shape } };
  }
  const known = branches(mismatch) ?? factors(mismatch) ?? strangers(mismatch);
  if (known) return known;
  if (mutated) return { code: 'argument-mutated', confidence: LIKELY, evidence: { argument: 'dout' } };
  return { code: 'unknown', confidence: UNSURE, evidence: {} };
}

/** Of a value with several uses: one of them alone, all but one, or one of them twice. */
function branches({ found, expected, contributions }: Mismatch): Diagnosis | null {
  if (contributions.length < 2) return null;
  for (const { from, gradient } of contributions) {
    if (largestOf(gradient.data) === 0 || gradient.data.length !== found.data.length) continue;
    const without = expected.data.map((x, i) => x - gradient.data[i]);
    const twice = expected.data.map((x, i) => x + gradient.data[i]);
    if (isNear(found, gradient.data)) return sure('fan-out-overwritten', { kept: from });
    if (isNear(found, without)) return sure('fan-out-overwritten', { missing: from });
    if (isNear(found, twice)) return sure('accumulated-twice', { twice: from });
  }
  return null;
}

function factors({ found, expected }: Mismatch): Diagnosis | null {
  if (largestOf(found.data) === 0) return sure('zero-gradient', {});
  const factor = factorOf(found, expected);
  const scaled = expected.data.map((x) => factor * x);
  if (!Number.isFinite(factor) || !isNear(found, scaled)) return null;
  // Of one number any other is a multiple.
  const confidence = found.data.length > 1 ? CERTAIN : LIKELY;
  if (isClose(factor, 2)) return { code: 'accumulated-twice', confidence, evidence: { factor } };
  if (isClose(factor, -1)) return { code: 'sign-flipped', confidence, evidence: {} };
  return { code: 'scaled', confidence, evidence: { factor } };
}

/** What belongs elsewhere, or is no gradient at all. */
function strangers({ found, others }: Mismatch): Diagnosis | null {
  const owner = others.find(
    ({ gradient }) => gradient.data.length === found.data.length && isNear(found, gradient.data),
  );
  if (owner) return { code: 'unknown', confidence: LIKELY, evidence: { from: owner.from } };
  return found.data.every((x) => x === 1) ? sure('upstream-ignored', {}) : null;
}

function sure(code: string, evidence: Diagnosis['evidence']): Diagnosis {
  return { code, confidence: CERTAIN, evidence };
}

function isNear(found: Tensor, expected: ArrayLike<number>): boolean {
  return distanceRatio(found.data, expected) <= roundingOf(found);
}

function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.abs(b);
}
