// What a hypothesis is: a cause, and the gradient that the code would return if it were so.

import type { Tensor } from '../../engine/tensor';
import type { Case } from './case';

export interface Prediction {
  /** Of the report's faults. */
  readonly code: string;
  /** What stays the same when the layer is measured at other sizes: `scaled 2`, `bias-one-row 0`. */
  readonly identity: string;
  readonly predicted: Tensor;
  readonly evidence?: Readonly<Record<string, unknown>>;
  /** It says less about the layer, or supposes more: where something else explains every measurement too, it gives way. */
  readonly general?: true;
}

/** The predictions of one theme for one case; none where it does not apply. */
export type Hypothesis = (given: Met) => Iterable<Prediction>;

/** A case in which something of the operand's rank was returned. */
export interface Met extends Case {
  readonly found: Tensor;
}

/** The value of the operand itself. */
export function valueOf({ kind, operand, inputs, params }: Case): Tensor {
  return (kind === 'input' ? inputs : params).get(operand)!;
}

/** The cotangent and the result of a layer with a single output; null of others. */
export function onlyOutput({ douts, outputs }: Case): { readonly dout: Tensor; readonly out: Tensor } | null {
  if (outputs.size !== 1) return null;
  const [dout] = douts.values();
  const [out] = outputs.values();
  return { dout, out };
}

/** As `onlyOutput`, of a layer whose output has the operand's shape and whose truth is known everywhere. */
export function elementwise(given: Case): { readonly x: Tensor; readonly dout: Tensor; readonly y: Tensor } | null {
  const only = onlyOutput(given);
  const x = valueOf(given);
  if (!only || String(only.out.shape) !== String(x.shape)) return null;
  return { x, dout: only.dout, y: only.out };
}

export function prediction(
  code: string,
  predicted: Tensor,
  evidence: Prediction['evidence'] = {},
  detail = '',
): Prediction {
  return { code, identity: `${code} ${detail}`, predicted, evidence };
}

/** Extents that may be the batch: of the first input's first axis, or of its last where samples stand in columns. */
export function batchesOf({ inputs }: Case): readonly { readonly axis: number; readonly rows: number }[] {
  const shape = [...inputs.values()].at(0)?.shape ?? [];
  if (shape.length === 0) return [];
  const axes = shape.length > 1 ? [0, shape.length - 1] : [0];
  return axes.flatMap((axis) => (axis === 0 || shape[axis] > 1 ? [{ axis, rows: shape[axis] }] : []));
}
