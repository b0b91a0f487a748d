// Layers that let the cotangent through or not: ReLU and its like, dropout. The mask is read off the truth, which is the
// cotangent times one of two numbers.

import type { Tensor } from '../../engine/tensor';
import { elementwise, prediction, type Hypothesis, type Met } from './hypothesis';
import { combine, near, residualOf, times } from './match';

/** The two numbers that the truth is a multiple by, the smaller first; equal where the mask is the same everywhere. */
interface Slopes {
  readonly low: number;
  readonly high: number;
}

export const masks: Hypothesis = function* (given) {
  const it = elementwise(given);
  const slopes = it && slopesOf(it.dout, given);
  if (!it || !slopes) return;
  const { dout } = it;
  const { truth, found } = given;
  const { low, high } = slopes;
  if (high === 1) {
    yield prediction(
      'mask-from-dout',
      combine([dout], (d) => d * (d > 0 ? high : low)),
      { formula: 'dout * (dout > 0)' },
    );
  }
  yield prediction(
    'mask-inverted',
    combine([truth, dout], (t, d) => (low + high) * d - t),
    {
      passes: share(truth, dout, high),
    },
  );
  yield prediction('mask-omitted', dout, { passes: share(truth, dout, high) });
  if (high === 1) return;
  yield prediction('mask-omitted', times(dout, high), { passes: share(truth, dout, high) }, 'scaled');
  // Dropout divides what it keeps by the share of it.
  const rate = 1 - 1 / high;
  if (low === 0) {
    for (const [text, factor] of [
      ['not divided', 1 / high],
      ['divided twice', high],
      ['multiplied', 1 / high ** 2],
    ] as const) {
      yield prediction('dropout-scale', times(truth, factor), { rate, factor }, text);
    }
    if (isOtherMask(found, dout, high) && residualOf(found, truth) > 0.01) {
      yield prediction('dropout-fresh-mask', found, { rate, differing: differing(found, truth) });
    }
  }
};

function slopesOf(dout: Tensor, { truth, bound }: Met): Slopes | null {
  const seen: number[] = [];
  for (let i = 0; i < truth.data.length; i++) {
    const ratio = truth.data[i] / dout.data[i];
    // What the truth is known to says nothing where the cotangent is as small.
    if (!Number.isFinite(ratio) || bound > 1e-6 * Math.abs(dout.data[i])) continue;
    const value = Math.abs(ratio) < 1e-6 ? 0 : ratio;
    if (!seen.some((known) => near(known, value, 1e-5))) seen.push(value);
    if (seen.length > 2) return null;
  }
  if (seen.length === 0) return null;
  const [low, high] = seen.length === 1 ? [0, seen[0] === 0 ? 1 : seen[0]] : seen.toSorted((a, b) => a - b);
  const round = (value: number): number => (near(value, 1, 1e-5) ? 1 : value);
  return low >= 0 && high > 0 ? { low: round(low), high: round(high) } : null;
}

/** How many of the known elements the mask lets through. */
function share(truth: Tensor, dout: Tensor, high: number): number {
  let passed = 0;
  for (let i = 0; i < truth.data.length; i++) if (near(truth.data[i] / dout.data[i], high, 1e-5)) passed++;
  return passed / truth.data.length;
}

/** Whether what was returned is the cotangent times 0 or the same factor, at other elements. */
function isOtherMask(found: Tensor, dout: Tensor, high: number): boolean {
  let [kept, dropped] = [0, 0];
  for (let i = 0; i < found.data.length; i++) {
    const ratio = found.data[i] / dout.data[i];
    if (Math.abs(ratio) < 1e-9) dropped++;
    else if (near(ratio, high)) kept++;
    else return false;
  }
  return kept > 0 && dropped > 0;
}

/** Elements that one of the two lets through and the other does not. */
function differing(found: Tensor, truth: Tensor): number {
  let count = 0;
  for (let i = 0; i < found.data.length; i++) if ((found.data[i] === 0) !== (truth.data[i] === 0)) count++;
  return count;
}
