// How much the loss feels a rounding error in each value: the magnitudes that bounds are made of. By the ops' own vjps,
// whatever backward pass is under test; no slope is taken from here.

import { operandOf, type Graph } from '../engine/graph';
import type { Tape } from '../engine/run';
import { zeros, type Data, type Tensor } from '../engine/tensor';

/** By value: its gradient, as far down as code is not opaque, or the terms that cancel in it within an op. */
export type Sensitivity = readonly Data[];

export function sensitivityOf({ values, nodes, output }: Graph, tape: Tape, cotangent: Data): Sensitivity {
  const gradients = values.map(({ shape }) => zeros(shape));
  const terms = values.map(() => null as Tensor | null);
  gradients[output].data.set(cotangent);
  for (let n = nodes.length - 1; n >= 0; n--) {
    const { op, operands, result } = nodes[n];
    if (op.opaque) continue;
    const grads = operands.map((id, k) => (operandOf(op, k).differentiable === false ? null : gradients[id]));
    const call = { ...tape.calls[n], dout: gradients[result], grads };
    op.vjp(call);
    op.terms?.({ ...call, grads: operands.map((id, k) => grads[k] && (terms[id] ??= zeros(values[id].shape))) });
  }
  return gradients.map(({ data }, id) => {
    const within = terms[id];
    return within ? data.map((slope, i) => Math.max(Math.abs(slope), within.data[i])) : data;
  });
}
