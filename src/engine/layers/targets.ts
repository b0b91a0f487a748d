// Targets of the classification losses: rows of probabilities (one-hot or soft), or one class index per row.

import { ShapeError, type Expander, type Operand, type Term } from '../op';
import { add } from '../ops/add';
import { div } from '../ops/div';
import { gather } from '../ops/gather';
import { expectIndices } from '../ops/indices';
import { mul } from '../ops/mul';
import { neg } from '../ops/neg';
import { reshape } from '../ops/reshape';
import { sum } from '../ops/sum';
import { formatShape, tensor, type Shape, type Tensor } from '../tensor';

/** The operand itself. */
export const TARGET: Operand = {
  name: 't',
  kind: 'data',
  summary: 'probabilities (N, C), or class indices (N)',
  differentiable: false,
  target: true,
};

/** The scores' rows and classes, and whether the target holds indices in place of probabilities. */
export interface Targets {
  readonly rows: number;
  readonly classes: number;
  readonly indices: boolean;
}

/**
 * Tells the two apart by shape alone. Scores (C) are a batch of one, and take the targets of scores (1, C) and, without
 * the batch axis, (C) or a single index.
 */
export function targetsFor(operand: string, scores: Shape, t: Shape): Targets {
  if (scores.length !== 1 && scores.length !== 2) throw new ShapeError(operand, '(N, C)', formatShape(scores));
  const single = scores.length === 1;
  const [rows, classes] = single ? [1, scores[0]] : scores;
  const is = (...shape: number[]): boolean =>
    t.length === shape.length && t.every((extent, axis) => extent === shape[axis]);
  if (is(rows, classes) || (single && is(classes))) return { rows, classes, indices: false };
  if (is(rows) || is(rows, 1) || (single && is())) return { rows, classes, indices: true };
  const probabilities = `${formatShape(scores)} probabilities`;
  throw new ShapeError(
    't',
    `${probabilities}, or ${single ? 'one class index' : `${formatShape([rows])} class indices`}`,
    formatShape(t),
  );
}

/** Throws where class indices are not classes. */
export function validateTargets(operand: string, [scores, t]: readonly Tensor[]): void {
  const { classes, indices } = targetsFor(operand, scores.shape, t.shape);
  if (indices) expectIndices('t', t, classes);
}

/** -Σ t · logarithms / N by primitive ops: the mean over the rows of the target's negative log-likelihood. */
export function meanNegativeLog(to: Expander, logarithms: Term, t: Term): Term {
  const { rows, classes, indices } = targetsFor('x', logarithms.shape, t.shape);
  const flat = (term: Term, length: number) => to.apply(reshape, [term], { shape: [length] });
  const chosen = indices
    ? to.apply(gather, [flat(logarithms, rows * classes), placesOf(to, flat(t, rows), rows, classes)], { axis: 0 })
    : to.apply(mul, [flat(t, rows * classes), flat(logarithms, rows * classes)]);
  return to.apply(div, [to.apply(neg, [to.apply(sum, [chosen])]), to.constant(rows)]);
}

/** The flat position of every row's class. */
function placesOf(to: Expander, t: Term, rows: number, classes: number): Term {
  const starts = tensor(
    [rows],
    Array.from({ length: rows }, (_, row) => row * classes),
  );
  return to.apply(add, [t, to.constant(starts)]);
}
