// Whether the check could have failed at all: what this network's data cannot show, and what it stays clear of.

import { fullBox } from '../../engine/box';
import { operandOf, type Layer, type Node } from '../../engine/graph';
import { TIED, type Call } from '../../engine/op';
import { clamp } from '../../engine/ops/clamp';
import { div } from '../../engine/ops/div';
import { leakyReLU } from '../../engine/ops/leaky-relu';
import { log } from '../../engine/ops/log';
import { reciprocal } from '../../engine/ops/reciprocal';
import { relu } from '../../engine/ops/relu';
import type { Tensor } from '../../engine/tensor';
import type { Checked, CheckedTensor } from '../checked';
import type { Steps } from '../estimate';
import type { Warning } from '../report';
import { UNCHECKED } from '../verdict';
import { largestOf } from '../scale';
import { attempt, runForward } from './run';
import { instanceOf, type HandSubject } from './subject';

/** `ofLayers`: of those that are written by hand, in the order in which they are to be spoken of. */
export function* worthOf(checked: Checked, ofLayers: readonly Warning[]): Steps<Warning[]> {
  const warnings = [...zeroParams(checked), ...equalLabels(checked)];
  for (const layer of checked.graph.layers.toReversed()) {
    if (!layer.code) warnings.push(...builtIn(checked, layer));
    yield;
  }
  return [...warnings, ...ofLayers];
}

/** Of a layer that is written by hand. */
export function worthOfLayer(subject: HandSubject): Warning[] {
  return [...singleRow(subject), ...oneWay(subject), ...unprotected(subject), ...stateUntested(subject)];
}

function vacuous(layer: string | null, reason: string, tensor?: string): Warning {
  return { code: 'vacuous-check', layer, ...(tensor !== undefined && { tensor }), reason };
}

/** Params whose gradient is 0 by both accounts, where that of others is not: of no factor would anything be seen. */
function zeroParams({ tensors }: Checked): Warning[] {
  const params = tensors.filter(({ value, status }) => value.role === 'param' && status === 'pass');
  const zero = params.filter(isZero);
  return zero.length === params.length
    ? []
    : zero.map(({ layer, value }) => vacuous(layer, 'zero-gradient', value.name));
}

function isZero({ gradient, numeric, verdicts }: CheckedTensor): boolean {
  return (
    (gradient?.every((slope) => slope === 0) ?? true) &&
    verdicts.every((verdict, k) => verdict === UNCHECKED || numeric[k] === 0)
  );
}

/** Of targets that are all of one class, whichever sample's is taken. */
function equalLabels({ graph, tape }: Checked): Warning[] {
  return graph.layers.flatMap((layer) =>
    layer.operands.flatMap((id, k) => {
      const { name, role, differentiable } = graph.values[id];
      const isTarget = layer.code ? !differentiable : isTargetOf(graph.nodes[layer.firstNode], k);
      return role === 'input' && isTarget && hasEqualRows(tape.values[id])
        ? [vacuous(layer.name, 'labels-equal', name)]
        : [];
    }),
  );
}

function isTargetOf({ op }: Node, k: number): boolean {
  return operandOf(op, k).target === true;
}

function hasEqualRows({ shape, data }: Tensor): boolean {
  const rows = shape[0] ?? 1;
  if (rows < 2) return false;
  const width = data.length / rows;
  return data.every((element, i) => element === data[i % width]);
}

/** Ops that let through or do not; which of several maxima is taken matters at every value. */
const GATES: readonly string[] = [relu.name, leakyReLU.name, clamp.name];

/** A value so small that what divides by it, or takes its logarithm, is all but undone. */
const TINY = 1e-12;

function builtIn({ graph, tape }: Checked, layer: Layer): Warning[] {
  const warnings: Warning[] = [];
  for (let n = layer.firstNode; n < layer.endNode; n++) {
    const { op, result } = graph.nodes[n];
    const call = tape.calls[n];
    const { name } = graph.values[result];
    if (GATES.includes(op.name) && neverSwitches(op.switches!, call)) {
      warnings.push(vacuous(layer.name, 'no-switch', name));
    }
    const risky = op.name === div.name ? call.operands[1] : isInverse(op.name) ? call.operands[0] : null;
    if (risky?.data.some((x) => Math.abs(x) <= TINY)) {
      warnings.push({ code: 'unprotected-log', layer: layer.name, tensor: name });
    }
  }
  return warnings;
}

function isInverse(op: string): boolean {
  return op === log.name || op === reciprocal.name;
}

function neverSwitches(switches: NonNullable<Node['op']['switches']>, call: Call): boolean {
  const branches = new Int32Array(call.out.data.length);
  switches.branches(call, fullBox(call.out.shape), branches);
  return branches.length > 1 && isOneWay(branches);
}

function isOneWay(branches: Int32Array): boolean {
  return branches[0] !== TIED && branches.every((branch) => branch === branches[0]);
}

/** Of fewer decisions it is no wonder that they go the same way. */
const DECISIONS = 8;

function oneWay(subject: HandSubject): Warning[] {
  const instance = instanceOf(subject);
  if (!instance.decisions) return [];
  runForward(instance, subject.values);
  const taken = instance.decisions.taken();
  return taken.length >= DECISIONS && isOneWay(taken) ? [vacuous(subject.layer.name, 'no-switch')] : [];
}

/** In a batch of one a sum over it, its mean and any of its rows are the same. */
function singleRow({ layer, values, outputs }: HandSubject): Warning[] {
  const sums = values.params.size > 0 || (outputs.length === 1 && outputs[0].data.length === 1);
  const batches = values.inputs.filter(({ shape }) => shape.length > 1);
  const isSingle = batches.length > 0 && batches.every(({ shape }) => shape[0] === 1);
  return sums && isSingle ? [vacuous(layer.name, 'batch-of-one')] : [];
}

/** What one call leaves behind for the next is tried on copies. */
function stateUntested({ layer, code }: HandSubject): Warning[] {
  return code.fresh() ? [] : [vacuous(layer.name, 'state-untested')];
}

/** Exponentials overflow from about 709 on. */
const EXTREME = 1e3;

/** The same, but with a largest element of that size. */
function grown({ shape, data }: Tensor): Tensor {
  const factor = Math.max(1, EXTREME / largestOf(data));
  return { shape, data: data.map((x) => (x === 0 ? 0 : factor * x)) };
}

/** Of large inputs: exponentials that overflow, logarithms of what has underflown. */
function unprotected(subject: HandSubject): Warning[] {
  const { values, operands, outputs, layer } = subject;
  if (!outputs.every(({ data }) => data.every(Number.isFinite))) return [];
  const inputs = values.inputs.map((input, k) => {
    const isLabel = !operands[k].differentiable || input.data.every(Number.isInteger);
    return isLabel ? input : grown(input);
  });
  const results = attempt(() => runForward(instanceOf(subject), { inputs, params: values.params }));
  // An exponential by itself may well be infinite; a loss may not, nor may anything be no number.
  const isBroken = ({ data }: Tensor): boolean =>
    data.some((x) => Number.isNaN(x) || (data.length === 1 && !Number.isFinite(x)));
  return results?.some(isBroken) ? [{ code: 'unprotected-log', layer: layer.name }] : [];
}
