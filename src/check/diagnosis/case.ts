// One wrong gradient of one layer by itself: all that a diagnosis may look at.

import type { Tensor } from '../../engine/tensor';
import type { Steps } from '../estimate';

/** A layer run forward and backward once, with what its backward pass should have returned for one operand. */
export interface Case {
  readonly layer: string;
  /** The class or layer type. */
  readonly type: string;
  /** The operand whose gradient is wrong, by the layer's own name for it. */
  readonly operand: string;
  readonly kind: 'input' | 'param';
  /** Values by the layer's own names, in order. */
  readonly inputs: ReadonlyMap<string, Tensor>;
  readonly params: ReadonlyMap<string, Tensor>;
  readonly outputs: ReadonlyMap<string, Tensor>;
  /** The cotangents by output; random, never all ones. */
  readonly douts: ReadonlyMap<string, Tensor>;
  /** What the backward pass returned for the operand, of whatever shape; null: nothing. */
  readonly found: Tensor | null;
  /** What it returned for every operand, this one included. */
  readonly returned: ReadonlyMap<string, Tensor | null>;
  /** The true gradient, by differences; NaN at elements that were not measured. */
  readonly truth: Tensor;
  /** The largest error bound of an element of the truth. */
  readonly bound: number;
}

/** How a layer is to be run again. What is left out stays as it is. */
export interface Variation {
  /** Another number of rows in all inputs that share the batch. */
  readonly batch?: number;
  /** Widths that are all different from each other, from the batch and from what they were. */
  readonly widths?: 'distinct';
  /** The values of inputs, params and cotangents are always drawn anew, from this. */
  readonly seed: number;
  /** A forward pass on other values comes before the one that counts. */
  readonly after?: 'another-forward';
  /** Backward is run so many times in a row, and the last result counts; 1 where left out. */
  readonly backwards?: number;
  /** The inputs and params are as in the given case; only what the other fields say is changed. */
  readonly keep?: 'values';
  /** All cotangents times this. */
  readonly scale?: number;
}

/** The bench on which a layer can be measured again. */
export interface Lab {
  /** As it was met in the network. */
  readonly met: Case;
  /** The contracts that the layer breaks: `mutates-dout`, `ignores-dout`, `accumulates-grads`, `state-leak` ... */
  readonly broken: ReadonlySet<string>;
  /** Null where the layer's code cannot be run so, such as at another width. */
  measure(variation: Variation): Steps<Case | null>;
}

export interface Diagnosis {
  /** One of the codes of faults of the report. */
  readonly code: string;
  /** In (0, 1]. */
  readonly confidence: number;
  /** Numbers and short texts: `factor`, `residual`, `formula`, `alternatives`, what decided between them. */
  readonly evidence: Readonly<Record<string, unknown>>;
}
