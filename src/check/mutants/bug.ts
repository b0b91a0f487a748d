// What a bug is: another gradient in the place of the one that a layer passes on to one of its operands.

import type { Layer } from '../../engine/graph';
import type { Attributes, Op } from '../../engine/op';
import type { Data, Tensor } from '../../engine/tensor';

/** A layer's backward step at the network's own data, as seen from one operand. Every tensor is read, never written. */
export interface Scene {
  readonly layer: Layer;
  /** Where the layer is one node of a built-in op; null where it is written by hand or as expressions. */
  readonly op: Op | null;
  readonly attributes: Attributes;
  /** By the layer's own name for it. */
  readonly operand: string;
  readonly kind: 'input' | 'param';
  readonly value: Tensor;
  readonly inputs: readonly Tensor[];
  readonly params: ReadonlyMap<string, Tensor>;
  readonly outputs: readonly Tensor[];
  readonly douts: readonly Tensor[];
  /** What the layer rightly adds to the gradient of the operand. */
  readonly right: Tensor;
  /** The whole gradient of the operand, what other layers add to it included. */
  readonly whole: Tensor;
  /** How many layers the operand goes to. */
  readonly uses: number;
  /** Whether its forward pass chooses between branches. */
  readonly switches: boolean;
  /** What it would rightly add if its cotangents were these. */
  pull(douts: readonly Tensor[]): Tensor;
}

/** Why a bug changes nothing on this data. */
export type Hiding =
  | 'zero-gradient'
  | 'unit-cotangent'
  | 'no-switch'
  | 'batch-of-one'
  | 'one-element'
  | 'symmetric'
  | 'nothing-dropped'
  | 'same-numbers';

export interface Bug {
  /** As the report calls the fault. */
  readonly code: string;
  /** Where several bugs have one code: which of them. */
  readonly variant?: string;
  /** The wrong gradient; null where the layer does not let this mistake be made. */
  inject(scene: Scene): Data | null;
  /** Asked where the wrong gradient is the right one. */
  hiding?(scene: Scene): Hiding | null;
}

/** Rows of the first input that has any: what a loss averages over. */
export function batchOf({ inputs }: Scene): number {
  return inputs.find(({ shape }) => shape.length > 0)?.shape[0] ?? 1;
}

/** A layer that is its own loss, or written so. */
export function isLoss({ op, outputs, value, kind }: Scene): boolean {
  if (op) return op.category === 'loss';
  return kind === 'input' && outputs.length === 1 && outputs[0].data.length === 1 && value.data.length > 1;
}

const SAME = 1e-9;

/** Whether the layer's right gradient is given by a formula: how hand-written layers are told apart. */
export function isGivenBy({ right }: Scene, formula: ArrayLike<number>, within = SAME): boolean {
  if (formula.length !== right.data.length) return false;
  let largest = 0;
  let apart = 0;
  for (let i = 0; i < formula.length; i++) {
    largest = Math.max(largest, Math.abs(formula[i]));
    apart = Math.max(apart, Math.abs(formula[i] - right.data[i]));
  }
  return largest > 0 && apart <= within * largest;
}

export function hidesInBatchOfOne(scene: Scene): Hiding | null {
  return batchOf(scene) === 1 ? 'batch-of-one' : null;
}
