// `model(name, instance, { inputs, loss, gradient })`: a model that wires its own passes, as the book's TwoLayerNet does.
// Its layers are instrumented: the graph is what they compute while its loss runs, and its gradients are what passes
// through them while its own gradient method runs.

import type { ValueId } from '../../../engine/graph';
import type { Gradients, LayerPass, Pulled } from '../../../engine/run';
import { cast, copyOf, sameShape, zeros, type DType, type Tensor as Plain } from '../../../engine/tensor';
import { UsageError } from '../host';
import type { Built } from '../reader';
import { LayerCode, overwrite } from './code';
import { kindOf } from './evaluate';
import { cloneOf, inputNames, type Instance } from './instance';
import { declare } from './layer';
import {
  gradOfLayer,
  layersOf,
  modelParams,
  paramsOfLayer,
  type Method,
  type Model,
  type ModelLayer,
} from './model-parts';
import { finish, type Building, type NetworkBuilder, type Settings } from './network';
import { untraced } from './running';
import { asTensor, Tensor } from './tensor';

export interface ModelDefinition {
  readonly kind: 'model';
  readonly name: string;
  readonly settings: Settings;
  readonly instance: Model;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly loss: string;
  readonly gradient: string;
}

/** One call of a layer's forward pass while the loss was traced. */
interface LayerCall {
  readonly name: string;
  readonly layer: ModelLayer;
  readonly code: LayerCode;
}

/** What a layer's backward pass was given and returned, in the order of the calls. */
interface BackwardCall {
  readonly layer: ModelLayer;
  readonly douts: readonly Tensor[];
  readonly result: unknown;
}

export function buildModel(builder: NetworkBuilder, definition: ModelDefinition): Built {
  return new Instrumented(builder, definition).build();
}

class Instrumented {
  private readonly building: Building;
  private readonly layers: readonly ModelLayer[];
  private readonly inputs: ReadonlyMap<string, Tensor>;
  private readonly params: ReadonlyMap<string, Tensor>;
  private readonly calls: LayerCall[] = [];
  /** Losses that are plain numbers, and the tensors that stand for them. */
  private readonly numbers = new Map<number, Tensor>();
  private backwards: BackwardCall[] | null = null;

  constructor(
    private readonly builder: NetworkBuilder,
    private readonly definition: ModelDefinition,
  ) {
    const { name, settings, instance, inputs } = definition;
    this.building = { ...builder.start(settings, () => undefined), instanceAgain: () => null };
    const { tracer } = this.building;
    this.layers = layersOf(`model("${name}")`, instance);
    this.inputs = new Map(Object.entries(inputs).map(([key, value]) => [key, asTensor(`input ${key}`, value)]));
    this.params = modelParams(`model("${name}")`, instance);
    for (const [key, value] of this.inputs) tracer.source(tracer.names.take('model', key), 'input', value);
    for (const [key, value] of this.params) tracer.source(tracer.names.take('model', key), 'param', value);
    for (const layer of this.layers) this.instrument(layer);
  }

  build(): Built {
    const { name, settings, instance, loss } = this.definition;
    const { tracer } = this.building;
    const result = this.builder.run(this.building, () =>
      methodOf(name, instance, loss).apply(instance, [...this.inputs.values()]),
    );
    const output = typeof result === 'number' ? this.numbers.get(result) : result;
    const id = output instanceof Tensor ? tracer.idOf(output) : undefined;
    if (id === undefined) {
      const expected = `a loss that its layers or tensor methods have computed`;
      throw new UsageError('wrong-type', `${name}.${loss}`, expected, kindOf(result));
    }
    const built = finish(this.building, name, settings, id);
    return { ...built, ownBackward: () => this.pullBack(built) };
  }

  /** From here on its passes go by what is going on: the loss is traced, the gradient recorded, or a check runs one layer. */
  private instrument(layer: ModelLayer): void {
    const { instance, forward, backward } = layer;
    this.building.backwards.set(layer.name, backward);
    instance.forward = (...given) =>
      this.builder.current === this.building ? this.trace(layer, given) : forward.apply(instance, given);
    instance.backward = (...given) => {
      if (!this.backwards) return backward.apply(instance, given);
      const douts = given.map((dout) => copied(asTensor(`${layer.name}.backward`, dout)));
      const result = backward.apply(instance, given);
      this.backwards.push({ layer, douts, result: snapshot(result) });
      return result;
    };
  }

  private trace(layer: ModelLayer, given: readonly unknown[]): unknown {
    const { building, calls } = this;
    const { tracer } = building;
    const data = given.map((value) => asTensor(`${layer.name}.forward`, value));
    const again = calls.filter((call) => call.layer === layer).length;
    const name = tracer.names.take('model', again === 0 ? layer.name : `${layer.name}_${again + 1}`);
    const params = paramsOfLayer(layer, (value) => tracer.tracks(value));
    for (const [param, value] of params) if (!tracer.tracks(value)) tracer.source(`${name}.${param}`, 'param', value);
    const { instance, forward, backward, type } = layer;
    const own: Instance = bound(instance, forward, backward);
    const pristine = cloneOf(asWritten(layer));
    const declaration = declare(
      building,
      { name, type, inputs: inputNames({ ...own, forward }, data.length), params, outputs: ['out'] },
      () => pristine && cloneOf(pristine),
      null,
      {
        // What stands for the instance holds nothing of its own.
        gradOf: (held, param) => gradOfLayer(name, held === own ? instance : held, param),
        paramsOf: (again) => paramsOfLayer({ name, instance: again }, (_, field) => params.has(field)),
      },
    );
    const code = new LayerCode(own, declaration);
    let result: unknown;
    const results = code.runAs(data, () => (result = forward.apply(instance, [...given])));
    const tracked = result instanceof Tensor && !tracer.tracks(result) ? [result] : results;
    tracer.addHandWritten(name, type, code, data, params, tracked);
    calls.push({ name, layer, code });
    if (typeof result === 'number') this.numbers.set(result, tracked[0]);
    return typeof result === 'number' ? result : tracked[0];
  }

  /** Runs the model's own gradient method, and reads the gradients off what passed through its layers. */
  private pullBack({ graph }: Built): Pulled {
    const { name, instance, gradient, settings } = this.definition;
    for (const [key, value] of this.params) overwrite(value, cast(sourceOf(graph, key), settings.dtype));
    this.backwards = [];
    let found: unknown;
    let done: readonly BackwardCall[];
    try {
      const inputs = [...this.inputs].map(([key]) => copied(sourceOf(graph, key)));
      found = untraced(null, () => methodOf(name, instance, gradient).apply(instance, inputs));
    } finally {
      done = this.backwards;
      this.backwards = null;
    }
    const passes = this.passesOf(done);
    return { passes, gradients: this.gradientsOf(graph, passes, found) };
  }

  /** Of a layer that was called twice, the last call comes back first. */
  private passesOf(done: readonly BackwardCall[]): ReadonlyMap<string, LayerPass> {
    const passes = new Map<string, LayerPass>();
    for (const layer of this.layers) {
      const calls = this.calls.filter((call) => call.layer === layer).reverse();
      done
        .filter((call) => call.layer === layer)
        .forEach(({ douts, result }, k) => {
          const call = calls.at(k);
          if (call) passes.set(call.name, { douts, returned: call.code.returned(result) });
        });
    }
    // In the order of the backward pass.
    const order = done.map(({ layer }) => layer);
    return new Map([...passes].sort(([a], [b]) => order.indexOf(this.layerOf(a)) - order.indexOf(this.layerOf(b))));
  }

  private layerOf(name: string): ModelLayer {
    return this.calls.find((call) => call.name === name)!.layer;
  }

  private gradientsOf(graph: Built['graph'], passes: Pulled['passes'], found: unknown): Gradients {
    const gradients = new Array<Plain | null>(graph.values.length).fill(null);
    const { dtype } = graph;
    for (const layer of graph.layers) {
      const pass = passes.get(layer.name);
      if (!pass) continue;
      [...layer.outputs.values()].forEach((id, k) => {
        gradients[id] = fitted(graph.values[id].shape, pass.douts[k] ?? null, dtype);
      });
    }
    for (const { id, name, role } of graph.values) {
      if (!graph.values[id].differentiable) continue;
      if (role === 'input') gradients[id] = inputGradient(graph, id, passes);
      if (role === 'param')
        gradients[id] = fitted(graph.values[id].shape, this.paramGradient(graph, name, id, found, passes), dtype);
    }
    return gradients;
  }

  /** What the gradient method returned under the param's name; of a layer's own param, what the layer left. */
  private paramGradient(
    graph: Built['graph'],
    name: string,
    id: ValueId,
    found: unknown,
    passes: Pulled['passes'],
  ): Plain | null {
    const record = (found instanceof Map ? Object.fromEntries(found as Map<string, unknown>) : found) as
      Record<string, unknown> | null | undefined;
    if (this.params.has(name)) {
      const value = record?.[name];
      return value === undefined || value === null ? null : asTensor(`${this.definition.gradient}(): ${name}`, value);
    }
    for (const { name: layer, params } of graph.layers) {
      const param = [...params].find(([, value]) => value === id)?.[0];
      if (param !== undefined) return passes.get(layer)?.returned.params.get(param) ?? null;
    }
    return null;
  }
}

/** The sum over the layers that take it; null where something else takes it too, of which nobody asked the gradient. */
function inputGradient(
  { layers, nodes, values, dtype }: Built['graph'],
  id: ValueId,
  passes: Pulled['passes'],
): Plain | null {
  if (nodes.some(({ op, operands }) => !op.opaque && operands.includes(id))) return null;
  let sum: Plain | null = null;
  for (const layer of layers) {
    layer.operands.forEach((operand, k) => {
      if (operand !== id) return;
      const part = fitted(values[id].shape, passes.get(layer.name)?.returned.inputs[k] ?? null, dtype);
      if (!sum) sum = copyOf(part);
      else for (let i = 0; i < part.data.length; i++) sum.data[i] += part.data[i];
    });
  }
  return sum;
}

/** Of another shape it is no gradient, and so not a number; where there is none it is 0. */
function fitted(shape: Plain['shape'], found: Plain | null, dtype: DType): Plain {
  const gradient = zeros(shape, dtype);
  if (!found) return gradient;
  const same = sameShape(shape, found.shape) || (found.data.length === 1 && gradient.data.length === 1);
  if (same) gradient.data.set(found.data);
  else gradient.data.fill(NaN);
  return gradient;
}

function sourceOf({ sources, values }: Built['graph'], name: string): Plain {
  return sources.get(values.find((value) => value.name === name)!.id)!;
}

function methodOf(model: string, instance: Model, name: string): Method {
  const method = (instance as unknown as Readonly<Record<string, unknown>>)[name];
  if (typeof method === 'function') return method as Method;
  throw new UsageError('missing-key', `model("${model}")`, `a method ${name}`, kindOf(method));
}

function copied({ shape, data }: Plain): Tensor {
  return new Tensor(shape, data.slice());
}

/** As it is now: what was returned may be changed later on. */
function snapshot(result: unknown): unknown {
  if (result instanceof Tensor) return copied(result);
  return Array.isArray(result) ? result.map(snapshot) : result;
}

/** The layer with its own passes, whoever has put others in their place. */
function bound(instance: Instance, forward: Method, backward: Method): Instance {
  return {
    forward: (...given) => forward.apply(instance, given),
    backward: (...given) => backward.apply(instance, given),
    constructor: instance.constructor,
  } as Instance;
}

/** The same fields, without the passes that have been put in the place of its own. */
function asWritten({ instance, forward, backward }: ModelLayer): Instance {
  const { forward: _forward, backward: _backward, ...fields } = instance;
  const written = Object.assign(Object.create(Object.getPrototypeOf(instance) as object) as Instance, fields);
  if (written.forward !== forward) Object.assign(written, { forward });
  if (written.backward !== backward) Object.assign(written, { backward });
  return written;
}
