// How much the loss feels a rounding error in each value: the magnitudes that bounds are made of. By the ops' own vjps,
// whatever backward pass is under test; no slope is taken from here.

import { operandOf, type Graph } from '../engine/graph';
import type { Tape } from '../engine/run';
import { zeros, type Data, type Tensor } from '../engine/tensor';

/** By value: its gradient, as far down as code is not opaque, or the terms that cancel in it within an op. */
export type Sensitivity = readonly Data[];

/** Products of two numbers that are no farther from 1, and of a movement, do not underflow. */
const FAR = 2 ** 400;

const known = new WeakMap<Sensitivity, boolean>();

/** Whether some number is so small or so large that what is made of it may underflow. */
export function reachesFar(sensitivity: Sensitivity, { values }: Tape): boolean {
  const before = known.get(sensitivity);
  if (before !== undefined) return before;
  const far = sensitivity.some(isFar) || values.some(({ data }) => isFar(data));
  known.set(sensitivity, far);
  return far;
}

function isFar(data: Data): boolean {
  for (let i = 0; i < data.length; i++) {
    const size = Math.abs(data[i]);
    if (size > FAR || (size < 1 / FAR && size !== 0)) return true;
  }
  return false;
}

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
