// Faults of a model that wires its own passes: what a layer was given on the way back is not what the layers after it
// had returned; what gradient() returned for a param is not what the layers had left for it.

import { operandOf, type Layer, type ValueId } from '../../engine/graph';
import type { PullbackCall, Returned } from '../../engine/hand-written';
import { backward } from '../../engine/run';
import { zeros, type Tensor } from '../../engine/tensor';
import type { Checked, Finding } from '../checked';
import type { Problem } from '../problem';
import type { Guilt } from './guilt';
import { run, withBackward } from './run';
import { mismatchOf, type Contribution } from './mismatch';
import { distanceRatio, roundingOf } from './near';
import { handSubjectOf } from './subject';

export function wiringFaults(checked: Checked, problem: Problem, guilts: readonly Guilt[]): Finding[] {
  const { graph, passes, tensors, gradients } = checked;
  const owed = owedGradients(checked, problem);
  const failed = new Set(tensors.filter(({ status }) => status === 'fail').map(({ value }) => value.id));
  const mutators = guilts
    .filter(({ bench }) => bench.broken.has('mutates-dout'))
    .map(({ bench }) => bench.subject.layer);
  const faults: Finding[] = [];
  const compare = (layer: Layer, id: ValueId, received: Tensor | null): void => {
    const expected = owed[id];
    if (!expected || !failed.has(id)) return;
    const found = received ?? zeros(expected.shape);
    if (found.data.length === expected.data.length && isNear(found, expected)) return;
    const contributions = contributionsTo(checked, owed, id);
    const mutated = mutators.some(({ operands }) => operands.some((operand) => isBelow(checked, id, operand)));
    const mismatch = mismatchOf({ found, expected, contributions, others: othersThan(checked, id), mutated });
    faults.push({ layer: layer.name, input: null, tensor: graph.values[id].name, ...mismatch });
  };
  for (const layer of graph.layers.toReversed()) {
    const pass = passes.get(layer.name);
    if (layer.code) [...layer.outputs.values()].forEach((id, k) => compare(layer, id, pass?.douts[k] ?? null));
  }
  const produced = new Set(graph.layers.flatMap(({ outputs }) => [...outputs.values()]));
  for (const layer of graph.layers.toReversed()) {
    for (const id of [...layer.operands, ...layer.params.values()]) {
      const isNew = !faults.some(({ tensor }) => tensor === graph.values[id].name);
      if (graph.sources.has(id) && !produced.has(id) && isNew) compare(layer, id, gradients[id]);
    }
  }
  return faults;
}

/** What every value would be given if all that the layers returned were added up as the graph says. */
function owedGradients(checked: Checked, { cotangent }: Problem): readonly (Tensor | null)[] {
  const { graph, passes, tape } = checked;
  const layers = graph.layers.map((layer) => {
    const subject = handSubjectOf(graph, tape, layer);
    if (!subject) return layer;
    const pass = passes.get(layer.name);
    // What was never run backward returns what it would have.
    const returned = ({ douts }: PullbackCall): Returned =>
      pass?.returned ?? run(subject.code.fresh() ?? subject.code, subject.values, douts).returned;
    return { ...layer, code: withBackward(subject.code, returned) };
  });
  return backward({ ...graph, layers }, tape, cotangent);
}

/** What each use of a value adds to its gradient. */
function contributionsTo(checked: Checked, owed: readonly (Tensor | null)[], id: ValueId): Contribution[] {
  const { graph, passes, tape } = checked;
  const contributions: Contribution[] = [];
  const add = (from: string, gradient: Tensor | null | undefined): void => {
    if (gradient) contributions.push({ from, gradient });
  };
  for (const layer of graph.layers) {
    if (layer.code) {
      const returned = passes.get(layer.name)?.returned;
      layer.operands.forEach((operand, k) => operand === id && add(layer.name, returned?.inputs[k]));
      for (const [name, param] of layer.params) if (param === id) add(layer.name, returned?.params.get(name));
      continue;
    }
    for (let n = layer.firstNode; n < layer.endNode; n++) {
      const { op, operands, result } = graph.nodes[n];
      const dout = owed[result];
      operands.forEach((operand, k) => {
        if (operand !== id || !dout || operandOf(op, k).differentiable === false) return;
        const gradient = zeros(graph.values[id].shape, graph.dtype);
        op.vjp({ ...tape.calls[n], dout, grads: operands.map((_, at) => (at === k ? gradient : null)) });
        add(layer.name, gradient);
      });
    }
  }
  return contributions;
}

/** All that was returned anywhere for another value. */
function othersThan({ graph, passes }: Checked, id: ValueId): Contribution[] {
  const others: Contribution[] = [];
  for (const layer of graph.layers) {
    const returned = passes.get(layer.name)?.returned;
    if (!returned) continue;
    const add = (value: ValueId, name: string, gradient: Tensor | null | undefined): void => {
      if (gradient && value !== id) others.push({ from: `${layer.name}.${name}`, gradient });
    };
    layer.operands.forEach((value, k) => add(value, layer.code?.inputs[k] ?? '', returned.inputs[k]));
    for (const [name, value] of layer.params) add(value, name, returned.params.get(name));
  }
  return others;
}

function isNear(a: Tensor, b: Tensor): boolean {
  return distanceRatio(a.data, b.data) <= roundingOf(b);
}

/** Whether `value` was computed from `from`, or is it. */
function isBelow({ graph }: Checked, from: ValueId, value: ValueId): boolean {
  const below = new Set([from]);
  for (const { operands, result } of graph.nodes) if (operands.some((id) => below.has(id))) below.add(result);
  return below.has(value);
}
