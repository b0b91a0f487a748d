// What an op is. One op, one file: everything that the rest of the house knows of it is declared there.

import type { Box } from './box';
import type { DifferenceRule } from './difference';
import { sameShape, type Shape, type Tensor } from './tensor';

export type AttributeValue = number | boolean | string | readonly number[];
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

/** How an attribute is written in a network file; the JSON schema and the completions are made from it. */
export type AttributeSpec = {
  readonly summary: string;
  readonly default?: AttributeValue;
  readonly required?: true;
} & (
  | { readonly type: 'number'; readonly min?: number; readonly below?: number }
  | { readonly type: 'integer'; readonly min?: number }
  | { readonly type: 'integers'; readonly scalar?: true; readonly min?: number }
  | { readonly type: 'boolean' }
  | { readonly type: 'choice'; readonly choices: readonly string[] }
);

/** How a layer's own trainable tensor starts where the network gives no value. */
export type Initial = 'weights' | 'zeros' | 'ones';

/**
 * One operand of an op. `data` comes from the network's wiring; `param` is owned by the layer unless it is shared;
 * `mask` is made by the network reader, seeded, and is never differentiated.
 */
export interface Operand {
  readonly name: string;
  readonly kind: 'data' | 'param' | 'mask';
  readonly summary: string;
  /** False for class labels and indices, for which no gradient exists. Default true. */
  readonly differentiable?: false;
  /** Any number of data operands, at least one, in place of this one. */
  readonly variadic?: true;
  /** A classification target: class indices are accepted in place of a one-hot row. */
  readonly target?: true;
  /** For `param` and `mask`: its shape, from the shapes of the data operands. Null: absent under these attributes. */
  shape?(data: readonly Shape[], attributes: Attributes): Shape | null;
  readonly initial?: Initial;
  /** How many inputs feed one output of this weight: the fan-in that He's and Xavier's initial values divide by. */
  fanIn?(shape: Shape): number;
}

/** One evaluation of an op: where its operands are and where its result goes. */
export interface Call {
  readonly operands: readonly Tensor[];
  readonly attributes: Attributes;
  readonly out: Tensor;
}

/** One backward step: adds to `grads[k]` the vector-Jacobian product for operand k; null where it is not wanted. */
export interface VjpCall extends Call {
  readonly dout: Tensor;
  readonly grads: readonly (Tensor | null)[];
}

/** One step of forward mode: to first order, how the result moves along with its operands. */
export interface JvpCall extends Call {
  /** The call at the point, by which is kept what is worked out once. */
  readonly point: Call;
  /** How each operand moves; null where it stands still. */
  readonly tangents: readonly (Tensor | null)[];
  /** How the result does: its elements in `box` are to be written, and no others. */
  readonly into: Tensor;
  readonly box: Box;
}

/**
 * Forward mode, by dual numbers, without a vjp or a difference. `linear`: the result is linear in all operands together,
 * and moves as the op itself makes it of the tangents. `bilinear`: it is linear in each of the first two, and in all
 * others together. `held`: it is linear while its switches stand. `expansion`: by the ops that it is composed of.
 */
export type Jvp = 'linear' | 'bilinear' | 'held' | 'expansion' | ((call: JvpCall) => void);

/** An element where several branches give the same value. */
export const TIED = -1;

/** For ops that choose: which side of zero, which maximum. The check finds kinks by comparing the choices. */
export interface Switches {
  /** Writes, for every element of `box` of the result, the branch that computed it or TIED, at its flat position. */
  branches(call: Call, box: Box, into: Int32Array): void;
  /** The branches that agree at a tied element. */
  tied(call: Call, flat: number): readonly number[];
  /** The element of the result when the branch is held fixed whatever the values say. */
  force(call: Call, flat: number, branch: number): number;
}

/**
 * For code that is opaque but records which way it went: greater or not, which maximum. The decisions of one forward
 * pass are numbered in the order in which they were taken.
 */
export interface Decisions {
  /** Of the last forward pass: the branch of each decision, or TIED. */
  taken(): Int32Array;
  /** The branches of a decision that is tied in the last forward pass. */
  tied(decision: number): readonly number[];
  /** From the next forward pass on these decisions go so, by their number; an empty map: as the values say. */
  hold(branches: ReadonlyMap<number, number>): void;
}

/** A value inside a composite op's expansion. */
export interface Term {
  readonly shape: Shape;
}

/** What a composite op's expansion is built with. Nodes are named after their op and numbered: `exp1`, `mul2`. */
export interface Expander {
  apply(op: Op, operands: readonly Term[], attributes?: Attributes): Term;
  constant(value: number | Tensor): Term;
}

/** How the property tests draw an operand's elements: uniformly, kept away from the values where the op has a kink. */
export interface Sample {
  readonly shapes: readonly Shape[];
  readonly attributes?: Attributes;
  /** Range of each operand; default (-2, 2). `integer` draws whole numbers in [lo, hi). */
  readonly ranges?: readonly { readonly lo: number; readonly hi: number; readonly integer?: true }[];
}

export type Category = 'arithmetic' | 'reduction' | 'shape' | 'activation' | 'layer' | 'loss';

export interface Op extends DifferenceRule {
  /** As it is spelled in a network file. In expressions: the same in lower case. */
  readonly name: string;
  readonly category: Category;
  readonly summary: string;
  readonly operands: readonly Operand[];
  readonly attributes: Readonly<Record<string, AttributeSpec>>;
  /** The result's shape. Throws ShapeError where the operands do not fit. */
  infer(shapes: readonly Shape[], attributes: Attributes): Shape;
  /** Throws ShapeError where the operands' values do not fit, such as a class index outside its range. */
  validate?(operands: readonly Tensor[], attributes: Attributes): void;
  /** Writes the elements of `box` of the result, and no others. Pure: equal operands give equal bits. */
  forward(call: Call, box: Box): void;
  /**
   * Sets `reach` to a box of the result that holds every element that may change with `changed` of operand k; it is
   * empty (`lo` not below `hi`) where none does.
   */
  touch(k: number, changed: Box, call: Call, reach: Box): void;
  vjp(call: VjpCall): void;
  /** Null for code of which nothing is known but its results. */
  readonly jvp: Jvp | null;
  readonly switches?: Switches;
  /**
   * For code of which nothing is known but its results: any of them may change with any operand, its differences are
   * those of a black box, and kinks are known only where it records its decisions.
   */
  readonly opaque?: true | Decisions;
  /** For a composite op: the same function as a subgraph of primitive ones. */
  expand?(to: Expander, operands: readonly Term[], attributes: Attributes): Term;
  /** As a person reads it: `tanh(x)`, and per differentiable operand the local derivative or gradient. */
  readonly formula: { readonly forward: string; readonly gradients: Readonly<Record<string, string>> };
  /** Cases for the property tests; each draws its operands afresh from a seed. */
  readonly samples: readonly Sample[];
}

/** Declares an op. Its place in the registry is in `ops/index.ts`. */
export function defineOp<const T extends Op>(op: T): T {
  return op;
}

/** Attributes as given, and the defaults of those that are not. */
export function withDefaults(op: Op, given: Attributes): Attributes {
  const attributes: Record<string, AttributeValue | undefined> = { ...given };
  for (const [name, spec] of Object.entries(op.attributes)) attributes[name] ??= spec.default;
  return attributes;
}

/** What is left out is `undefined`. */
export function sameAttributes(a: Attributes, b: Attributes): boolean {
  return Object.keys({ ...a, ...b }).every((name) => sameAttribute(a[name], b[name]));
}

function sameAttribute(a: Attributes[string], b: Attributes[string]): boolean {
  return typeof a === 'object' && typeof b === 'object' ? sameShape(a, b) : Object.is(a, b);
}

/** Operands that do not fit. Who catches it adds the layer and the position. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
  constructor(
    /** The operand at fault, as the op names it. */
    readonly operand: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`${operand}: expected ${expected}, found ${found}`);
  }
}
