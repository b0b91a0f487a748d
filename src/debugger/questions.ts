// Questions about the numbers at a stop, and their answers: what variables, hovers, watches and conditions are made of.

import type { Column } from '../session/tensors/types';
import type { Summary } from '../session/types';
import type { Position } from './program';
import type { Share } from './progress';

export interface StopQuery {
  readonly at: Position;
  /**
   * A column of a tensor by the network's name for it; or an expression as in a network's layers, over all that has been
   * computed by then, with `grad(x)`, `num(x)`, `diff(x)`, `norm(x)` and `shape(x)`.
   */
  readonly of: Reference | string;
  /** A part of the result; left out, the whole in summary. */
  readonly page?: Page;
}

/** What is known of a tensor. */
export interface Reference {
  readonly column: Column;
  readonly tensor: string;
}

/** Functions of a tensor's name: what is known of it. */
export const COLUMNS: ReadonlyMap<string, Column> = new Map([
  ['grad', 'analytic'],
  ['num', 'numeric'],
  ['diff', 'difference'],
]);

/** As a person writes it: `grad(Affine1.W)`. */
export function expressionFor({ tensor, column }: Reference): string {
  const [name] = [...COLUMNS].find(([, one]) => one === column) ?? [];
  return name === undefined ? tensor : `${name}(${tensor})`;
}

/** Children [from, from + count) of what is below leading indices; of each, so many of its first elements. */
export interface Page {
  readonly leading: readonly number[];
  readonly from: number;
  readonly count: number;
  readonly head: number;
}

export type StopAnswer =
  | TensorValue
  /** A shape or a word. */
  | { readonly kind: 'text'; readonly text: string }
  /** It will be, further on. */
  | { readonly kind: 'not yet'; readonly message: string }
  | { readonly kind: 'mistake'; readonly message: string };

export interface TensorValue {
  readonly kind: 'tensor';
  readonly shape: readonly number[];
  /** Of a page its elements, child by child; of the whole its first ones. */
  readonly data: Float64Array;
  /** Null for a page. */
  readonly summary: Summary | null;
  /** Of a gradient to which steps to come will add. */
  readonly share: Share | null;
}

/** How many elements the answer about a whole tensor holds. */
export const HEAD = 16;
