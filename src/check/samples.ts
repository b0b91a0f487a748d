// Whether samples go apart through the network: how the loss moves is then a sum over them, and a param that they share
// can be followed through one after another, each as narrow as it is.

import { emptyBox, fullBox, type Box } from '../engine/box';
import type { Call, Op } from '../engine/op';
import type { ValueId } from '../engine/graph';
import type { Shape } from '../engine/tensor';
import type { Downstream } from './downstream';
import type { Carrier } from './transcribed';

/** `stages` are those downstream of the value, along whose first axis the samples lie. */
export function goApart({ graph, tape }: Carrier, stages: readonly Downstream[], id: ValueId): boolean {
  const { shape } = graph.values[id];
  if (shape.length === 0) return false;
  return stages.every(({ node, positions }) => {
    const { op, result } = graph.nodes[node];
    const call = tape.calls[node];
    if (op.addsSamples?.(call)) return result === graph.output && positions.every((k) => hasSamples(call, k, shape[0]));
    return positions.every((k) => hasSamples(call, k, shape[0]) && staysInSample(op, call, k));
  });
}

/** What of a value belongs to one sample. */
export function sampleBox(shape: Shape, sample: number): Box {
  const box = fullBox(shape);
  box.lo[0] = sample;
  box.hi[0] = sample + 1;
  return box;
}

function hasSamples({ operands }: Call, k: number, samples: number): boolean {
  return operands[k].shape[0] === samples;
}

/** Whether each sample of the operand reaches its own of the result alone. */
function staysInSample(op: Op, call: Call, k: number): boolean {
  const { shape } = call.operands[k];
  if (call.out.shape[0] !== shape[0]) return false;
  const reach = emptyBox(call.out.shape.length);
  for (let sample = 0; sample < shape[0]; sample++) {
    op.touch(k, sampleBox(shape, sample), call, reach);
    if (reach.lo[0] < reach.hi[0] && (reach.lo[0] !== sample || reach.hi[0] !== sample + 1)) return false;
  }
  return true;
}
