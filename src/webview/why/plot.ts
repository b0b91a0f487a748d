// The errors of all steps as the series of a plot: by step, on logarithmic axes.

import type { StepErrorsAnswer } from '../../protocol/messages';

/** Null where a series has nothing at a step. */
type Series = (number | null)[];

export interface ErrorSeries {
  /** From the smallest on. */
  readonly steps: number[];
  readonly errors: Series;
  /** Errors of steps in which a switch is thrown. */
  readonly switched: Series;
  readonly truncation: Series;
  readonly rounding: Series;
  /** The bound of the check's own value, at its own step. */
  readonly own: Series;
  /** How far the analytic value is from the numerical one. */
  readonly analytic: Series;
  /** The powers of ten that hold all errors. */
  readonly range: readonly [least: number, most: number];
}

/** Where there is no error at all, it is drawn so low. */
const BELOW = 10;

export function seriesOf(answer: StepErrorsAnswer, distance: number | null): ErrorSeries {
  const { points, truncation, rounding, own, bound } = answer;
  const steps = [...new Set([...points.map(({ h }) => h), ...(own ? [own.h] : [])])].sort((a, b) => a - b);
  const at = new Map(points.map((point) => [point.h, point]));
  const shown = [...points.map(({ error }) => error), ...(bound === null ? [] : [bound]), distance ?? 0];
  const positive = shown.filter((value) => value > 0 && value < Infinity);
  const range = [powerBelow(Math.min(...positive)), powerAbove(Math.max(...positive))] as const;
  const lowest = range[0] / BELOW;
  const errorsAt = (switched: boolean): Series =>
    steps.map((h) => {
      const point = at.get(h);
      return point?.switched === switched && Number.isFinite(point.error) ? Math.max(point.error, lowest) : null;
    });
  return {
    steps,
    errors: errorsAt(false),
    switched: errorsAt(true),
    truncation: steps.map((h) => truncation && truncation * h ** 2),
    rounding: steps.map((h) => rounding && rounding / h),
    own: steps.map((h) => (own?.h === h && bound !== null ? Math.max(bound, lowest) : null)),
    analytic: steps.map(() => (distance !== null && distance > 0 ? distance : null)),
    range: [lowest, range[1]],
  };
}

const powerBelow = (x: number): number => 10 ** Math.floor(Math.log10(x));
const powerAbove = (x: number): number => 10 ** Math.ceil(Math.log10(x));
