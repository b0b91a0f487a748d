// A layer by itself as a network of its own: its operands are the sources, its outputs, one after another, the output.
// So it is checked by the very check that networks are.

import { GraphBuilder, type Graph, type Layer, type ValueId } from '../../engine/graph';
import type { HandWritten, Placed } from '../../engine/hand-written';
import { concat } from '../../engine/ops/concat';
import { reshape } from '../../engine/ops/reshape';
import { cast, sizeOf, tensor, type Tensor } from '../../engine/tensor';
import { checkGradients } from '../check';
import type { Checked, CheckedTensor } from '../checked';
import type { Steps } from '../estimate';
import type { CheckMemory } from '../memory';
import type { CheckSettings } from '../problem';
import { valueOf } from './draw';
import { withBackward } from './run';
import { instanceOf, isHandWritten, type HandSubject, type Subject, type Values } from './subject';

export interface Local {
  readonly graph: Graph;
  readonly layer: Layer;
  /** By the subject's operands; operands of a built-in layer that are one value in the network are one here. */
  readonly sources: readonly ValueId[];
}

/** Throws what the layer's code throws, and ShapeError where the values do not fit it. */
export function localOf(subject: Subject, values: Values): Local {
  return isHandWritten(subject) ? withCode(subject, values, instanceOf(subject)) : withNodes(subject, values);
}

/** With `backward` in the place of the code's own. */
export function withCode(
  subject: HandSubject,
  values: Values,
  code: HandWritten,
  backward?: HandWritten['backward'],
): Local {
  const { graph, layer, operands } = subject;
  const builder = new GraphBuilder(graph.dtype);
  const placed = operands.map(({ name, kind, differentiable }, k): Placed => {
    const value = cast(valueOf(values, subject, k), graph.dtype);
    return { id: builder.source(name, kind, value, differentiable), value };
  });
  const inputs = placed.slice(0, layer.operands.length);
  const params = new Map([...layer.params.keys()].map((name, k) => [name, placed[inputs.length + k]]));
  const outputs = code.build(builder, layer.name, inputs, params);
  const sources = placed.map(({ id }) => id);
  return finish(builder, { ...layer, code: backward ? withBackward(code, backward) : code }, sources, outputs);
}

/** A built-in layer: its own nodes, over copies of what comes to them from outside. */
function withNodes(subject: Subject, values: Values): Local {
  const { graph, layer, operands } = subject;
  const builder = new GraphBuilder(graph.dtype);
  const ids = new Map<ValueId, ValueId>();
  operands.forEach(({ name, kind, id, differentiable }, k) => {
    if (!ids.has(id)) ids.set(id, builder.source(name, kind, valueOf(values, subject, k), differentiable));
  });
  const local = (id: ValueId): ValueId => {
    const known = ids.get(id);
    if (known !== undefined) return known;
    const constant = builder.source(graph.values[id].name, 'constant', graph.sources.get(id)!);
    ids.set(id, constant);
    return constant;
  };
  for (const { op, operands, attributes, result } of graph.nodes.slice(layer.firstNode, layer.endNode)) {
    const { name, role } = graph.values[result];
    ids.set(result, builder.apply(op, operands.map(local), attributes, name, role));
  }
  const outputs = new Map([...layer.outputs].map(([name, id]) => [name, local(id)]));
  return finish(
    builder,
    layer,
    operands.map(({ id }) => local(id)),
    outputs,
  );
}

function finish(
  builder: GraphBuilder,
  layer: Layer,
  sources: readonly ValueId[],
  outputs: ReadonlyMap<string, ValueId>,
): Local {
  const placed: Layer = {
    ...layer,
    operands: sources.slice(0, layer.operands.length),
    params: new Map([...layer.params.keys()].map((name, k) => [name, sources[layer.operands.length + k]])),
    outputs,
    firstNode: 0,
    endNode: builder.nodeCount,
  };
  builder.layer(placed);
  return { graph: builder.finish(joined(builder, [...outputs.values()])), layer: placed, sources };
}

/** Several outputs as one vector. */
function joined(builder: GraphBuilder, outputs: readonly ValueId[]): ValueId {
  if (outputs.length === 1) return outputs[0];
  const flat = outputs.map((id, k) =>
    builder.apply(reshape, [id], { shape: [sizeOf(builder.shapeOf(id))] }, `flat${k + 1}`, 'node'),
  );
  return builder.apply(concat, flat, { axis: 0 }, 'outputs', 'node');
}

/** The cotangent of the one output, from those of the layer's. */
function joinedDouts({ graph }: Local, douts: readonly Tensor[]): Tensor {
  const values = douts.flatMap(({ data }) => [...data]);
  return tensor(graph.values[graph.output].shape, values, graph.dtype);
}

export interface LocalRun {
  readonly local: Local;
  readonly checked: Checked;
  readonly douts: readonly Tensor[];
  /** By the subject's operands; null of one that is not differentiated or was not asked for. */
  readonly tensors: readonly (CheckedTensor | null)[];
}

/** How a local check is run. */
export interface LocalSettings {
  /** At most so many elements of each operand. */
  readonly sample: number;
  /** Names of the operands; left out, all. */
  readonly only?: readonly string[];
  /** Of checks of the same layer at the same values. */
  readonly memory?: CheckMemory;
}

/** Checks a layer's gradients at given values, under given cotangents. */
export function* checkLocal(
  subject: Subject,
  local: Local,
  douts: readonly Tensor[],
  settings: CheckSettings,
  { sample, only = subject.operands.map(({ name }) => name), memory }: LocalSettings,
): Steps<LocalRun> {
  const steps = checkGradients({
    graph: local.graph,
    cotangent: joinedDouts(local, douts),
    settings: localSettings(settings, sample, only),
    ...(memory && { memory }),
  });
  for (;;) {
    const step = steps.next();
    if (step.done) return { local, checked: step.value, douts, tensors: tensorsOf(local, step.value) };
    yield;
  }
}

/** A tolerance that is absolute belongs to the network's loss; a projection tells no elements apart. */
function localSettings(
  { method, h, rtol, seed }: CheckSettings,
  sample: number,
  tensors: readonly string[],
): CheckSettings {
  return {
    method: method === 'projection' ? 'auto' : method,
    ...(h !== undefined && { h }),
    ...(rtol !== undefined && { rtol }),
    tensors,
    sample,
    seed,
  };
}

function tensorsOf({ sources }: Local, { tensors }: Checked): (CheckedTensor | null)[] {
  return sources.map((id) => tensors.find(({ value, status }) => value.id === id && status !== 'skipped') ?? null);
}
