// What a check is given and what it yields on the way.

import type { Graph } from '../engine/graph';
import type { Pulled } from '../engine/run';
import type { Tensor } from '../engine/tensor';
import type { Helpers } from './helpers';
import type { CheckMemory } from './memory';
import type { Method, Warning } from './report';

export interface CheckSettings {
  readonly method: Method;
  /** Step of the differences, times the element's scale; left out, chosen from the dtype and the scale. */
  readonly h?: number;
  readonly rtol?: number;
  /** Absolute; left out, a fraction of the tensor's largest numerical gradient. */
  readonly atol?: number;
  /** Globs over report names (`Affine1.*`, `*.W`); empty: all tensors. */
  readonly tensors: readonly string[];
  /** At most so many elements of each tensor, drawn by the seed; left out: all. */
  readonly sample?: number;
  readonly seed: number;
}

export interface Problem {
  readonly graph: Graph;
  /** The cotangent of the graph's output; the loss is sum(cotangent × output). */
  readonly cotangent: Tensor;
  readonly settings: CheckSettings;
  /** Of checks of nearly the same network. */
  readonly memory?: CheckMemory;
  /** Threads that measure parts of it; what is found is the same without them. */
  readonly helpers?: Helpers;
  /** The backward pass of a model that wires its own; left out, the engine's, which runs the layers' own backward code. */
  readonly ownBackward?: () => Pulled;
  /** Of a program: branches of the code under test that have not run so far. */
  neverRan?(): readonly Pick<Warning, 'span' | 'source'>[];
}

/** Elements done of all that will be checked. Yielded at least every few milliseconds, so that a run can be ended. */
export interface Progress {
  readonly done: number;
  readonly total: number;
  /** The tensor at work. */
  readonly tensor: string;
}
