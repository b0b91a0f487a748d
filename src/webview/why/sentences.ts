// What the numbers of one element say, in words.

import { formatError, formatNumber } from '../../protocol/format';
import type { ElementAnswer, StepErrorsAnswer, StepPoint } from '../../protocol/messages';

/** Why the verdict is what it is, after the distance, the bound and the tolerance. */
export function judgement({ analytic, numeric, verdict }: ElementAnswer): string {
  if (analytic === null) return 'It is not differentiated.';
  if (numeric === null || verdict === null)
    return 'It was not checked: the check has taken others of the tensor, or directions of it.';
  switch (verdict) {
    case 'pass':
      return 'Even with the bound added, the distance is within the tolerance.';
    case 'kink':
      return 'It stands at a kink, where any slope between those of the two sides is right.';
    case 'fail':
      return Number.isFinite(analytic)
        ? 'Even with the bound taken off, the distance is more than the tolerance.'
        : 'The numerical gradient is a number, and the analytic one is none.';
    case 'undecided':
      return Number.isFinite(numeric)
        ? 'The bound leaves open on which side of the tolerance the distance is.'
        : 'There is no numerical gradient to compare with.';
  }
}

/** At a kink: where the analytic value lies among the slopes to both sides. */
export function amongSlopes(analytic: number, [left, right]: readonly [number, number], tolerance: number): string {
  const is = (slope: number): boolean => Math.abs(analytic - slope) <= tolerance;
  if (is(left)) return 'The analytic gradient is the slope to the left.';
  if (is(right)) return 'The analytic gradient is the slope to the right.';
  if (is((left + right) / 2)) return 'The analytic gradient is the mean of both slopes.';
  const inside = analytic > Math.min(left, right) && analytic < Math.max(left, right);
  return inside
    ? 'The analytic gradient lies between both slopes.'
    : 'The analytic gradient lies outside of what both slopes span.';
}

/** The step at which the plain difference is least wrong. */
function bestOf(points: readonly StepPoint[]): StepPoint | null {
  const told = points.filter(({ error }) => Number.isFinite(error));
  return told.length === 0 ? null : told.reduce((best, point) => (point.error < best.error ? point : best));
}

/** What the plot of the errors shows, sentence by sentence. */
export function describeSteps(answer: StepErrorsAnswer, kinked: boolean): string[] {
  const { points, truncation, rounding, reference } = answer;
  const best = bestOf(points);
  if (!best || reference === null)
    return ['There is no numerical gradient that errors could be told from: the element was not checked.'];
  if (points.every(({ error }) => error === 0))
    return ['The plain central difference is exact at every step, as far as numbers go.'];
  if (kinked) {
    return [
      `At a kink no step helps: the plain central difference goes to the mean of both slopes, ${formatError(best.error)} away from the numerical gradient at best.`,
    ];
  }
  return [
    `The plain central difference (L(x + h) − L(x − h)) / 2h is best at h = ${formatError(best.h)}, off by ${formatError(best.error)}.`,
    truncation === null
      ? ''
      : `Above that its error grows with h², by truncation: about ${formatError(truncation)} · h².`,
    rounding === null
      ? ''
      : `Below it grows with 1/h, because L(x + h) and L(x − h) agree in more and more digits: about ${formatError(rounding)} / h.`,
    switchedFrom(points),
    ownStep(answer, best),
  ].filter(Boolean);
}

function switchedFrom(points: readonly StepPoint[]): string {
  const switched = points.filter((point) => point.switched).map(({ h }) => h);
  if (switched.length === 0) return '';
  return `From h = ${formatError(Math.min(...switched))} on a switch is thrown within the step, such as that of a ReLU: those differences mix two branches.`;
}

function ownStep({ own, bound }: StepErrorsAnswer, best: StepPoint): string {
  if (bound === null) return '';
  const known = `its error bound is ${formatError(bound)}`;
  if (!own) return `The check has this slope from others, without a step of its own: ${known}.`;
  if (!own.carried)
    return `The check took h = ${formatError(own.h)}, and other steps where that did not decide: ${known}.`;
  const times =
    best.error > bound && bound > 0
      ? `, ${formatNumber(Number((best.error / bound).toPrecision(2)))} times less than that of the best plain difference`
      : '';
  return `The check took h = ${formatError(own.h)} and carried the difference itself from op to op, so that nothing cancels: ${known}${times}.`;
}
