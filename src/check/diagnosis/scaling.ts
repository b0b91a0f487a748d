// The right gradient times a number, and what that number says.

import { sizeOf } from '../../engine/tensor';
import { batchesOf, onlyOutput, prediction, valueOf, type Hypothesis, type Prediction } from './hypothesis';
import { factorOf, near, residualOf, summedTo, times, TOLERANCE } from './match';

export const scaling: Hypothesis = function* (given) {
  const { found, truth, kind } = given;
  if (found.data.length !== truth.data.length || String(found.shape) !== String(truth.shape)) return;
  const factor = factorOf(found, truth);
  if (!Number.isFinite(factor) || near(factor, 1) || Math.abs(factor) < TOLERANCE) return;
  const scaled = times(truth, factor);
  const evidence = { factor: readable(factor) };
  if (near(factor, -1)) {
    yield prediction('sign-flipped', scaled, evidence);
    return;
  }
  const size = sizeOf(valueOf(given).shape);
  for (const { axis, rows } of batchesOf(given)) {
    const more = { ...evidence, batch: rows };
    const as = (code: string, evidence: Prediction['evidence']): Prediction => ({
      ...prediction(code, scaled, evidence, `axis ${axis}`),
      // Samples stand in rows nearly always.
      ...(axis > 0 && { general: true }),
    });
    if (near(factor, rows)) yield as('not-divided-by-batch', more);
    // Of a bias the same numbers are the mean over the batch.
    const divided = isSumOfRows(given) ? 'bias-mean' : 'divided-twice';
    if (near(factor, 1 / rows)) yield as(divided, more);
    if (kind === 'input' && size > rows && near(factor, rows / size)) {
      yield as('divided-by-size', { ...more, size });
    }
  }
  if (kind === 'input' && size > 1 && near(factor, size)) {
    yield prediction('not-divided-by-batch', scaled, { ...evidence, size }, 'size');
  }
  yield { ...prediction('scaled', scaled, evidence, readable(factor).toPrecision(4)), general: true };
};

function isSumOfRows(given: Parameters<Hypothesis>[0]): boolean {
  const only = onlyOutput(given);
  if (!only || given.kind !== 'param') return false;
  const sum = summedTo(only.dout, given.truth.shape);
  return sum !== null && residualOf(sum, given.truth) <= TOLERANCE;
}

/** 2 instead of 2.0000000003: the fraction of small whole numbers that is as near as the measurement tells. */
function readable(factor: number): number {
  for (let denominator = 1; denominator <= 64; denominator++) {
    const numerator = Math.round(factor * denominator);
    if (numerator !== 0 && near(factor, numerator / denominator)) return numerator / denominator;
  }
  return Number(factor.toPrecision(6));
}
