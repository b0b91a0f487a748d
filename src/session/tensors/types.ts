// Questions about the tensors of a finished check, and their answers: numbers in typed arrays, to be passed on by transfer.

import type { ElementVerdict } from '../../check/report';

/** What there is of every element. `difference` is analytic - numeric; `verdicts` are codes of check/verdict.ts. */
export type Column = 'value' | 'analytic' | 'numeric' | 'bound' | 'difference' | 'verdicts';

/** Elements by flat position, by row, or all below leading indices: `[2]` of a (3, 4) tensor is its last row. */
export type Selection =
  | { readonly leading: readonly number[] }
  | { readonly from: number; readonly count: number }
  | { readonly at: readonly number[] };

export interface TensorQuery {
  /** As the report names it. */
  readonly tensor: string;
  /** Of what to give elements and matrices. */
  readonly columns: readonly Column[];
  readonly elements?: Selection;
  /** So many of the worst elements. */
  readonly worst?: number;
  readonly matrix?: MatrixQuery;
}

/** The tensor, or what is below leading indices of it, as a matrix of at most so many rows and columns. */
export interface MatrixQuery {
  readonly rows: number;
  readonly columns: number;
  readonly leading?: readonly number[];
}

export interface TensorAnswer {
  readonly tensor: string;
  readonly shape: readonly number[];
  /** Without the columns that the tensor does not have: no gradients where it is not differentiated. NaN where unchecked. */
  readonly elements: Columns<Float64Array> | null;
  /** From the worst on. */
  readonly worst: readonly RankedElement[];
  readonly matrices: Columns<Matrix>;
}

export type Columns<T> = Partial<Readonly<Record<Column, T>>>;

/** Of each block of elements the one of the largest magnitude, with its sign; NaN where the block holds no number. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  /** Row-major. */
  readonly data: Float64Array;
  /** How many rows and columns of the tensor there are; as many as of the matrix where nothing was put together. */
  readonly of: { readonly rows: number; readonly columns: number };
}

/** An element of a tensor, and both gradients. */
export interface RankedElement {
  readonly index: readonly number[];
  readonly value: number;
  readonly analytic: number;
  readonly numeric: number;
  readonly bound: number;
  /** |analytic - numeric| in units of what was allowed, tolerance and bound together. */
  readonly badness: number;
  readonly verdict: ElementVerdict;
}

export interface ElementQuery {
  readonly tensor: string;
  readonly index: readonly number[];
}

/** One element, and by which steps its gradient came to it. Null is what is not known of it. */
export interface ElementAnswer {
  readonly tensor: string;
  readonly index: readonly number[];
  readonly value: number;
  readonly analytic: number | null;
  readonly numeric: number | null;
  /** Error bound of the numerical value plus the rounding allowance of the analytic one. */
  readonly bound: number | null;
  /** atol + rtol · max(|analytic|, |numeric|). */
  readonly tolerance: number | null;
  readonly verdict: ElementVerdict | null;
  /** At a kink: the slopes to the left and to the right. */
  readonly slopes: readonly [number, number] | null;
  /** Of an element of the output, whose gradient is given: the given part of it. */
  readonly cotangent: number | null;
  /** One for each place where it is used. Their sums and the cotangent together are what its gradient should be. */
  readonly steps: readonly ChainStep[];
}

/** The chain rule through one node: sum of upstream × local derivative over the elements that this one reaches. */
export interface ChainStep {
  /** The node's result, as the report names it. */
  readonly to: string;
  readonly op: string;
  /** The operand that the element belongs to. */
  readonly operand: string;
  /** The operand's gradient as a formula; empty where there is none. */
  readonly formula: string;
  /** The backward pass through it is code under test: what it gave need not be the sum. */
  readonly handWritten: boolean;
  /** Those of the largest products. */
  readonly terms: readonly ChainTerm[];
  /** How many elements are reached. */
  readonly reached: number;
  readonly sum: number;
}

export interface ChainTerm {
  readonly index: readonly number[];
  /** The gradient at the element reached, by the backward pass. */
  readonly upstream: number;
  readonly local: number;
  readonly product: number;
}
