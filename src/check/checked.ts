// What a finished check holds: both gradients of every tensor, element by element, and the verdict on each.

import type { Graph, Value } from '../engine/graph';
import type { Gradients, LayerPass, Tape } from '../engine/run';
import type { Data } from '../engine/tensor';
import type { CheckSettings } from './problem';
import type { Fault, TensorMethod, TensorStatus, Warning } from './report';
import type { Tolerance } from './verdict';

export interface CheckedTensor {
  readonly value: Value;
  /** The layer that it belongs to; null for inputs and shared params. */
  readonly layer: string | null;
  readonly status: TensorStatus;
  /** What gave the numbers of most elements; null where nothing was computed. */
  readonly method: TensorMethod | null;
  /** The gradient by the backward pass; null where there is none. */
  readonly gradient: Data | null;
  /** Of an element: slopes that are known exactly are asked for more. */
  toleranceOf(k: number): Tolerance;
  /** By which step an element was moved, the first where there were several; null where its slope follows from others. */
  stepOf(k: number): { readonly h: number; readonly carried: boolean } | null;
  /** What was compared: one number per element, NaN where unchecked; of a projection, one per direction. */
  readonly analytic: Data;
  readonly numeric: Float64Array;
  /** Error bound of the numerical value plus the rounding allowance of the analytic one. */
  readonly bound: Float64Array;
  /** Codes of verdict.ts. */
  readonly verdicts: Uint8Array;
  /** A rule of the tool's own told other slopes than plain differences do: these are plain ones. */
  readonly suspect: boolean;
  /** At kinks, by flat position: the slopes to the left and to the right. */
  readonly slopes: ReadonlyMap<number, readonly [number, number]>;
}

export interface Checked {
  readonly graph: Graph;
  readonly settings: CheckSettings;
  readonly loss: number;
  /** All values, in the network's own dtype. */
  readonly tape: Tape;
  readonly gradients: Gradients;
  /** What passed through the hand-written layers, by name, in the order of the backward pass. */
  readonly passes: ReadonlyMap<string, LayerPass>;
  /** In the order of the graph's values; constants, and tensors that no glob selects, are left out. */
  readonly tensors: readonly CheckedTensor[];
  readonly warnings: readonly Warning[];
}

/** A fault as the check finds it: of the report's, all but what the file's text has to say. */
export type Finding = Omit<Fault, 'fix' | 'span'>;

/** What was found out about the layers by themselves. */
export interface Examination {
  /** In the order of the backward pass. */
  readonly faults: readonly Finding[];
  readonly warnings: readonly Warning[];
  /** Names of tensors that are wrong only because a layer further on in the backward pass is. */
  readonly inherited: ReadonlySet<string>;
}
