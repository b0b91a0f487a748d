// Batch and layer normalisation: dx = (d - mean(d) - hat · mean(d · hat)) / std with d = gamma · dout (Ioffe and Szegedy,
// 2015, section 3), of which terms are left out. Known by the truth: the formula has to give it.

import type { Tensor } from '../../engine/tensor';
import { elementwise, prediction, type Hypothesis } from './hypothesis';
import { combine, residualOf, stretchedTo, summedTo, times, TOLERANCE } from './match';

/** What is added to the variance, as people have it; the one that fits the truth is taken. */
const EPSILONS = [1e-5, 1e-7, 1e-6, 1e-8, 1e-3, 1e-12, 0];

export const normalisation: Hypothesis = function* (given) {
  const it = elementwise(given);
  if (!it || it.x.shape.length < 2) return;
  for (const statistics of groupsOf(it.x.shape)) {
    for (const epsilon of EPSILONS) {
      const parts = partsOf(it.x, it.y, it.dout, statistics, epsilon);
      if (residualOf(given.truth, parts.with(1, 1, 1)) > 10 * TOLERANCE) continue;
      const terms: [string, string, Tensor][] = [
        ['batchnorm-mean-term', 'without mean(d)', parts.with(0, 1, 1)],
        ['batchnorm-variance-term', 'without hat * mean(d * hat)', parts.with(1, 0, 1)],
        ['batchnorm-variance-term', 'without mean(d) and without hat * mean(d * hat)', parts.with(0, 0, 1)],
        ['batchnorm-variance-term', 'hat * mean(d * hat) with the wrong sign', parts.with(1, -1, 1)],
        ['batchnorm-mean-term', 'mean(d) with the wrong sign', parts.with(-1, 1, 1)],
        ['batchnorm-variance-term', 'not divided by the standard deviation', parts.with(1, 1, 0)],
      ];
      for (const [code, formula, value] of terms) yield prediction(code, value, { formula, epsilon }, formula);
      return;
    }
  }
};

/** The shapes of the statistics: over the batch, over all but the channels, over the last axis. */
function groupsOf(shape: readonly number[]): (readonly number[])[] {
  const batch = [1, ...shape.slice(1)];
  const channels = shape.map((extent, axis) => (axis === 1 ? extent : 1));
  const last = shape.with(-1, 1);
  return [batch, channels, last];
}

interface Parts {
  /** The gradient with each of its terms times a factor; `division` 0 leaves the division out. */
  with(mean: number, variance: number, division: number): Tensor;
}

function partsOf(x: Tensor, y: Tensor, dout: Tensor, group: readonly number[], epsilon: number): Parts {
  const mean = (t: Tensor): Tensor => stretchedTo(times(summedTo(t, group)!, size(group) / x.data.length), x.shape);
  const centred = combine([x, mean(x)], (value, average) => value - average);
  const std = combine([mean(combine([centred], (value) => value * value))], (v) => Math.sqrt(v + epsilon));
  const hat = combine([centred, std], (value, deviation) => value / deviation);
  const d = combine([dout, gammaOf(hat, y, group)], (value, gamma) => value * gamma);
  const meanTerm = mean(d);
  const varianceTerm = combine([hat, mean(combine([d, hat], (a, b) => a * b))], (a, b) => a * b);
  return {
    with: (m, v, division) =>
      combine([d, meanTerm, varianceTerm, std], (value, a, b, s) => (value - m * a - v * b) / (division === 0 ? 1 : s)),
  };
}

/** The scale of each feature: the slope of the result over the normalised input. */
function gammaOf(hat: Tensor, y: Tensor, group: readonly number[]): Tensor {
  // Over the last axis, gamma varies inside a group: it is then read across the rows.
  const across =
    group.at(-1) === 1 && hat.shape.length > 1 ? [...hat.shape.map(() => 1).slice(1), hat.shape.at(-1)!] : group;
  const count = size(across) / hat.data.length;
  const average = (t: Tensor): Tensor => stretchedTo(times(summedTo(t, across)!, count), hat.shape);
  const [h, r] = [average(hat), average(y)];
  const covariance = average(combine([hat, h, y, r], (a, b, c, e) => (a - b) * (c - e)));
  const variance = average(combine([hat, h], (a, b) => (a - b) ** 2));
  return combine([covariance, variance], (a, b) => (b === 0 ? 0 : a / b));
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}
