// The steps of a finished check, each with what it adds to gradients: engine code is run for that, a person's never is.

import { canBeOpened } from '../engine/opened';
import { operandOf, type Graph, type Layer, type ValueId } from '../engine/graph';
import type { Op } from '../engine/op';
import { reachedBy } from '../engine/run';
import { zeros, type Tensor } from '../engine/tensor';
import type { Finished } from '../session/tensors/kept';
import type { Position, Program, Slot, Step } from './program';
import { isDone, pullsAt } from './progress';

/** A step of the backward pass, and what it adds to the gradient of one of the values that it pulls at. */
interface Pull extends Step {
  readonly inside: readonly Pull[];
  add(to: Tensor, id: ValueId): void;
}

interface Trace extends Program {
  readonly backward: readonly Pull[];
}

/** Structured clones of a program leave out how its steps add. */
export function programOf(finished: Finished): Program {
  const plain = ({ inside, ...step }: Pull): Step => {
    const { add: _, ...data } = step;
    return { ...data, inside: inside.map(plain) };
  };
  const { network, forward, backward } = traceOf(finished);
  return { network, forward, backward: backward.map(plain) };
}

const traces = new WeakMap<object, Trace>();

export function traceOf(finished: Finished): Trace {
  const { network, checked } = finished;
  let trace = traces.get(checked);
  if (!trace) {
    const { graph } = checked;
    const reached = reachedBy(graph);
    trace = {
      network: network.name,
      forward: graph.layers.map((layer) => forwardStep(finished, layer)),
      backward: backwardOrder(finished)
        .filter(({ outputs }) => [...outputs.values()].some((id) => reached[id]))
        .map((layer) => layerPull(finished, layer)),
    };
    traces.set(checked, trace);
  }
  return trace;
}

/** A gradient as far as it has been added up, in the order and so with the roundings of the backward pass itself. */
export function gradientSoFar(finished: Finished, at: Position, id: ValueId): Tensor {
  const trace = traceOf(finished);
  const { graph } = finished.checked;
  const { name, shape } = graph.values[id];
  const sum = zeros(shape, graph.dtype);
  if (id === graph.output) sum.data.set(finished.network.cotangent.data);
  for (const one of pullsAt(trace, name)) {
    if (!isDone(one, at)) continue;
    const layer = trace.backward[one.step];
    (one.inner === null ? layer : layer.inside[one.inner]).add(sum, id);
  }
  return sum;
}

/** Of a model that wires its own passes, the order is its own. */
function backwardOrder({ network, checked: { graph, passes } }: Finished): readonly Layer[] {
  if (!network.ownBackward) return graph.layers.toReversed();
  return [...passes.keys()].flatMap((name) => graph.layers.find((layer) => layer.name === name) ?? []);
}

function forwardStep(finished: Finished, layer: Layer): Step {
  const { graph } = finished.checked;
  return { ...layerStep(finished, layer), inside: innerNodes(graph, layer).map((n) => nodeStep(graph, layer, n)) };
}

function layerStep({ network, checked: { graph } }: Finished, layer: Layer): Step {
  const slots = (ids: Iterable<readonly [string, ValueId]>): Slot[] =>
    [...ids].map(([name, id]) => ({ name, tensor: graph.values[id].name }));
  const only = layer.endNode - layer.firstNode === 1 && !layer.code ? graph.nodes[layer.firstNode].op : null;
  return {
    name: layer.name,
    type: layer.type,
    span: network.layerSpans.get(layer.name) ?? null,
    inputs: slots(inputsOf(graph, layer)),
    params: slots(layer.params),
    outputs: slots(layer.outputs),
    pulls: [],
    formula: only?.formula ?? null,
    inside: [],
    closed: !layer.code && canBeOpened(graph, layer),
  };
}

/** The layer's own names for what it is given. */
function inputsOf({ nodes }: Graph, { operands, code, firstNode, endNode }: Layer): (readonly [string, ValueId])[] {
  const single = endNode - firstNode === 1 ? nodes[firstNode].op : null;
  const declared = single?.operands.filter(({ kind }) => kind === 'data') ?? [];
  return operands.map((id, k) => {
    const own = code?.inputs[k] ?? (declared.length > 0 ? nameIn(declared, k) : undefined);
    return [own ?? (operands.length === 1 ? 'x' : `x${k + 1}`), id] as const;
  });
}

function nameIn(operands: Op['operands'], k: number): string {
  const { name, variadic } = operands[Math.min(k, operands.length - 1)];
  return variadic ? `${name}${k + 1}` : name;
}

/** Of a layer that is one node there is nothing inside, and of opaque code nothing is known. */
function innerNodes({ nodes }: Graph, { firstNode, endNode }: Layer): number[] {
  const all = Array.from({ length: endNode - firstNode }, (_, k) => firstNode + k);
  return all.length === 1 || all.some((n) => nodes[n].op.opaque) ? [] : all;
}

function nodeStep(graph: Graph, layer: Layer, n: number): Step {
  const { op, operands, result } = graph.nodes[n];
  const { name } = graph.values[result];
  return {
    name: innerName(layer, name),
    type: op.name,
    span: null,
    inputs: operands.map((id, k) => ({ name: nameIn(op.operands, k), tensor: graph.values[id].name })),
    params: [],
    outputs: [{ name: 'out', tensor: name }],
    pulls: [],
    formula: op.formula,
    inside: [],
    closed: false,
  };
}

/** `exp1` of `Gate/exp1.out`; the layer's output is called so. */
export function innerName({ name: layer }: { readonly name: string }, tensor: string): string {
  return tensor.slice(layer.length + 1).replace(/\.out$/, '');
}

function layerPull(finished: Finished, layer: Layer): Pull {
  const { network, checked } = finished;
  const { graph, gradients } = checked;
  const step = layerStep(finished, layer);
  const isPulled = ({ tensor }: Slot): boolean =>
    gradients[graph.values.findIndex(({ name }) => name === tensor)] !== null;
  const pulls = [...step.params, ...step.inputs].filter(isPulled);
  const text = network.backwardTexts.get(layer.name);
  const written = text?.kind === 'method' ? text.method.span : undefined;
  const inside = layer.code ? writtenPulls(finished, layer, step, pulls) : nodePulls(finished, layer);
  const add = layer.code ? codeAdds(finished, layer) : (to: Tensor, id: ValueId) => addNodes(finished, layer, to, id);
  return { ...step, span: written ?? step.span, pulls, inside, add };
}

/** One step for each gradient that is written as an expression. */
function writtenPulls(finished: Finished, layer: Layer, step: Step, pulls: readonly Slot[]): Pull[] {
  const text = finished.network.backwardTexts.get(layer.name);
  if (text?.kind !== 'expressions') return [];
  const add = codeAdds(finished, layer);
  return [...text.expressions].flatMap(([operand, { span, text: expression }]): Pull[] => {
    const slot = pulls.find(({ name }) => name === operand);
    if (!slot) return [];
    const formula = { forward: '', gradients: { [operand]: expression } };
    return [{ ...step, name: `d${operand}`, type: '', span, pulls: [slot], formula, inside: [], closed: false, add }];
  });
}

function nodePulls(finished: Finished, layer: Layer): Pull[] {
  const { graph, gradients } = finished.checked;
  return innerNodes(graph, layer)
    .reverse()
    .map((n) => {
      const step = nodeStep(graph, layer, n);
      const { operands } = graph.nodes[n];
      const pulls = step.inputs.filter((_, k) => gradients[operands[k]] !== null);
      return { ...step, inside: [], pulls, add: (to: Tensor, id: ValueId) => addNode(finished, n, to, id) };
    });
}

/** What the layer's own code gave when the network was checked. */
function codeAdds({ checked: { passes } }: Finished, layer: Layer): Pull['add'] {
  return (to, id) => {
    const returned = passes.get(layer.name)?.returned;
    layer.operands.forEach((operand, k) => {
      if (operand === id) accumulate(to, returned?.inputs[k] ?? null);
    });
    for (const [name, param] of layer.params) if (param === id) accumulate(to, returned?.params.get(name) ?? null);
  };
}

function accumulate(to: Tensor, part: Tensor | null): void {
  if (part?.data.length !== to.data.length) {
    if (part) to.data.fill(NaN);
    return;
  }
  for (let i = 0; i < to.data.length; i++) to.data[i] += part.data[i];
}

function addNodes(finished: Finished, { firstNode, endNode }: Layer, to: Tensor, id: ValueId): void {
  for (let n = endNode - 1; n >= firstNode; n--) addNode(finished, n, to, id);
}

function addNode({ checked: { graph, tape, gradients } }: Finished, n: number, to: Tensor, id: ValueId): void {
  const { op, operands, result } = graph.nodes[n];
  const dout = gradients[result];
  const grads = operands.map((operand, k) => (operand === id && operandOf(op, k).differentiable !== false ? to : null));
  if (dout && grads.some((grad) => grad !== null)) op.vjp({ ...tape.calls[n], dout, grads });
}
