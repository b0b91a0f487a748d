// A param in which its layer is linear moves the layer's result by what the param is multiplied with,
// so that its slopes follow from those of the result, which have been measured. One product in the place of a
// perturbation for each element; but the product is the backward pass's own, and a mistake in it is in both.

import { operandOf, type ValueId } from '../engine/graph';
import { zeros, type Data, type Tensor } from '../engine/tensor';
import type { Base } from './base';

/** Where a value is used: in one place alone, by an op that is linear in it. */
export interface LinearUse {
  readonly node: number;
  readonly k: number;
  readonly result: ValueId;
}

/** Null where the value's slopes do not follow from those of one result. */
export function linearUse({ graph }: Base, id: ValueId): LinearUse | null {
  const uses = graph.nodes.flatMap(({ operands }, node) =>
    operands.flatMap((operand, k) => (operand === id ? [{ node, k }] : [])),
  );
  if (uses.length !== 1 || id === graph.output) return null;
  const [{ node, k }] = uses;
  const { op, result } = graph.nodes[node];
  return op.linearIn?.includes(operandOf(op, k).name) ? { node, k, result } : null;
}

/** The slopes of the value by those of the result; with `magnitudes`, a bound of theirs by the bounds of those. */
export function pulledThrough({ graph, tape }: Base, use: LinearUse, slopes: Data, magnitudes = false): Float64Array {
  const { op, operands } = graph.nodes[use.node];
  const call = tape.calls[use.node];
  const into = zeros(graph.values[operands[use.k]].shape);
  op.vjp({
    ...call,
    // The value's own numbers are not asked for.
    operands: magnitudes ? call.operands.map((each, k) => (k === use.k ? each : magnitudesOf(each))) : call.operands,
    dout: { shape: call.out.shape, data: slopes },
    grads: operands.map((_, k) => (k === use.k ? into : null)),
  });
  return into.data as Float64Array;
}

function magnitudesOf({ shape, data }: Tensor): Tensor {
  const magnitudes = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) magnitudes[i] = Math.abs(data[i]);
  return { shape, data: magnitudes };
}
