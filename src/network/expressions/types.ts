// What an expression is before it becomes nodes, and what the reader of a layer type hands over.

import type { AttributeValue, Attributes, Expander, Op, Term } from '../../engine/op';
import type { Span } from '../../engine/span';
import type { Nested } from '../../engine/tensor';
import type { MistakeCode } from '../types';

/** The text of one expression and where its characters stand in the file. */
export interface Source {
  readonly text: string;
  /** The place of the characters [from, to) of the text. */
  span(from: number, to: number): Span;
}

/** A part of an expression's text: offsets in UTF-16 units, the end exclusive. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

export type Comparison = '<' | '<=' | '>' | '>=' | '==';
export type Operator = '+' | '-' | '*' | '/' | '.*' | './' | '^' | '.^' | Comparison;

export type Ast = Range &
  (
    | { readonly kind: 'literal'; readonly value: number | boolean | string }
    /** `x`, or `Lstm.h` for one of several outputs. */
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'array'; readonly items: readonly Ast[] }
    | { readonly kind: 'unary'; readonly operator: '-' | '+' | "'"; readonly operand: Ast }
    | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Ast; readonly right: Ast }
    | { readonly kind: 'call'; readonly name: string; readonly nameRange: Range; readonly args: readonly Ast[] }
    | { readonly kind: 'shape'; readonly of: Ast }
    | { readonly kind: 'index'; readonly of: Ast; readonly at: readonly Subscript[] }
  );

/** One place between the brackets of an index: an integer, or a half-open slice with either end left out. */
export type Subscript =
  | { readonly kind: 'at'; readonly index: Ast }
  | { readonly kind: 'slice'; readonly from: Ast | null; readonly to: Ast | null; readonly range: Range };

export interface Expression {
  readonly source: Source;
  readonly ast: Ast;
  /**
   * The names that it refers to, each where it stands first. Functions are not among them; `pi` and `e` are: they are
   * constants only where the file names nothing so (isConstant).
   */
  readonly names: ReadonlyMap<string, Range>;
}

/** A value that is known without running anything: attributes, numbers, shapes. */
export type Static = AttributeValue | Nested;

/** What a name means. */
export type Binding =
  { readonly kind: 'static'; readonly value: Static } | { readonly kind: 'tensor'; readonly term: Term };

export type Scope = ReadonlyMap<string, Binding>;

/** An expander that can be told what to call a node; left out, nodes are numbered after their op. */
export interface NodeMaker extends Expander {
  apply(op: Op, operands: readonly Term[], attributes?: Attributes, name?: string): Term;
}

/** A mistake in an expression or in a layer type, at its place in the file. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  constructor(
    readonly code: MistakeCode,
    readonly span: Span,
    readonly expected: string,
    readonly found: string,
    readonly nearest?: string,
  ) {
    super(`expected ${expected}, found ${found}`);
  }
}

/** A name that the file declares. */
export interface Declared {
  readonly name: string;
  readonly span: Span;
}

/** A layer type as it is written: the reader has checked its JSON types, nothing else. Maps keep the file's order. */
export interface LayerTypeText {
  readonly name: string;
  readonly inputs: readonly Declared[];
  /** Names with their defaults; undefined where every layer must give a value. */
  readonly attributes: readonly (Declared & { readonly default?: AttributeValue })[];
  /** Trainable tensors; an extent of a shape may be an expression such as `x.shape[1]` or `units`. */
  readonly params: readonly (Declared & { readonly shape: readonly (number | Source)[] })[];
  readonly let: readonly (Declared & { readonly source: Source })[];
  /** One expression, or one for each declared output. */
  readonly forward: Source | readonly (Declared & { readonly source: Source })[];
  /** By input or param; null where it is derived. */
  readonly backward: readonly (Declared & { readonly source: Source })[] | null;
}
