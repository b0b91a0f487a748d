// The right numbers at the wrong places: transposes, axes in another order, sums that are missing or over too much.

import { filled, sameShape, sizeOf, type Shape, type Tensor } from '../../engine/tensor';
import { onlyOutput, prediction, type Hypothesis, type Met, type Prediction } from './hypothesis';
import { combine, foldOf, permuted, product, residualOf, summedTo, times, TOLERANCE, transposed } from './match';

/** The same elements with the axes in another order, or from the other end. */
export const places: Hypothesis = function* ({ found, truth }) {
  const rank = truth.shape.length;
  if (found.shape.length !== rank || rank === 0) return;
  for (const axes of permutations(rank)) {
    if (axes.every((axis, k) => axis === k)) continue;
    const moved = permuted(truth, axes);
    if (!sameShape(moved.shape, found.shape)) continue;
    const reversed = axes.every((axis, k) => axis === rank - 1 - k);
    const code = rank === 2 && reversed ? 'transposed' : 'axis-swapped';
    yield prediction(code, moved, { axes }, String(axes));
  }
  for (let axis = 0; axis < rank; axis++) {
    const flipped = reversedAlong(truth, axis);
    yield prediction('axis-swapped', flipped, { reversed: axis }, `reversed ${axis}`);
  }
};

/** Products of the same two matrices with other transposes than the right one has. */
export const products: Hypothesis = function* (given) {
  const { truth, found } = given;
  if (truth.shape.length !== 2 || found.shape.length !== 2) return;
  const matrices = matricesOf(given);
  for (const [left, a] of matrices) {
    for (const [right, b] of matrices) {
      if (a === b) continue;
      const ways = productsOf(left, a, right, b);
      const isRight = ways.some(({ value }) => residualOf(value, truth) <= TOLERANCE);
      if (!isRight) continue;
      for (const { text, value } of ways) {
        if (residualOf(value, truth) <= TOLERANCE || residualOf(transposed(value), truth) <= TOLERANCE) continue;
        yield prediction('missing-transpose', value, { formula: text }, text);
      }
    }
  }
};

function matricesOf({ douts, inputs, params }: Met): [name: string, value: Tensor][] {
  const named = [
    ...[...douts].map(([name, value]): [string, Tensor] => [name === 'out' ? 'dout' : `d${name}`, value]),
    ...inputs,
    ...params,
  ];
  return named.filter(([, { shape }]) => shape.length === 2);
}

function productsOf(
  left: string,
  a: Tensor,
  right: string,
  b: Tensor,
): { readonly text: string; readonly value: Tensor }[] {
  return [
    { text: `${left} · ${right}`, value: product(a, b) },
    { text: `${left}ᵀ · ${right}`, value: product(transposed(a), b) },
    { text: `${left} · ${right}ᵀ`, value: product(a, transposed(b)) },
    { text: `${left}ᵀ · ${right}ᵀ`, value: product(transposed(a), transposed(b)) },
  ].flatMap(({ text, value }) => (value ? [{ text, value }] : []));
}

/** Of an operand that was stretched over the batch: what its gradient is before it is summed, and sums gone wrong. */
export const sums: Hypothesis = function* (given) {
  const { found, truth } = given;
  if (!sameShape(found.shape, truth.shape)) {
    // Not summed: then the sum of what was returned is right.
    const sum = summedTo(found, truth.shape);
    if (sum && residualOf(sum, truth) <= TOLERANCE) {
      yield prediction('broadcast-not-summed', found, { expected: truth.shape, found: found.shape });
    }
    return;
  }
  for (const [formula, term] of termsOf(given)) {
    yield* sumsOf(term, truth, formula);
  }
};

function* sumsOf(term: Tensor, truth: Tensor, formula: string): Generator<Prediction> {
  const right = summedTo(term, truth.shape);
  if (!right || residualOf(right, truth) > TOLERANCE) return;
  const count = sizeOf(term.shape) / sizeOf(truth.shape);
  if (count > 1) {
    for (const [row, slice] of slicesOf(term, truth.shape)) {
      yield prediction('bias-one-row', slice, { row, formula }, String(row));
    }
    yield prediction('bias-mean', times(right, 1 / count), { count, formula });
  }
  const total = Array.from(term.data).reduce((sum, value) => sum + value, 0);
  // Of a batch of one too; of a single number the sum is right.
  if (truth.data.length > 1) yield prediction('bias-summed-over-all', filled(truth.shape, total), { formula });
}

/** Tensors whose sum may be the gradient: the cotangent, and its product with an operand of its shape. */
function termsOf(given: Met): [formula: string, term: Tensor][] {
  const only = onlyOutput(given);
  if (!only) return [];
  const { dout } = only;
  const others = [...given.inputs, ...given.params].filter(
    ([name, { shape }]) => name !== given.operand && sameShape(shape, dout.shape),
  );
  const products = others.map(([name, value]): [string, Tensor] => [
    `dout * ${name}`,
    combine([dout, value], (d, x) => d * x),
  ]);
  return [['dout', dout], ...products];
}

/** The parts of a term at one position of what is summed over: the first and the last. */
function slicesOf(term: Tensor, shape: Shape): [row: string, slice: Tensor][] {
  const fold = foldOf(term.shape, shape);
  if (!fold) return [];
  const first = filled(shape, NaN);
  const last = filled(shape, NaN);
  for (let i = 0; i < fold.length; i++) {
    if (Number.isNaN(first.data[fold[i]])) first.data[fold[i]] = term.data[i];
    last.data[fold[i]] = term.data[i];
  }
  return [
    ['first', first],
    ['last', last],
  ];
}

function reversedAlong(t: Tensor, axis: number): Tensor {
  const inner = sizeOf(t.shape.slice(axis + 1));
  const extent = t.shape[axis];
  const data = t.data.slice();
  for (let i = 0; i < data.length; i++) {
    const k = Math.floor(i / inner) % extent;
    data[i] = t.data[i + (extent - 1 - 2 * k) * inner];
  }
  return { shape: t.shape, data };
}

function permutations(rank: number): number[][] {
  if (rank > 4) return [Array.from({ length: rank }, (_, k) => rank - 1 - k)];
  const extend = (start: readonly number[]): number[][] =>
    start.length === rank
      ? [[...start]]
      : Array.from({ length: rank }, (_, axis) => axis)
          .filter((axis) => !start.includes(axis))
          .flatMap((axis) => extend([...start, axis]));
  return extend([]);
}
