// The library that a program imports as `gradient-debugger`, made anew for every program.

import { UsageError, type ProgramHost } from '../host';
import type { Library } from '../reader';
import { applyBuilder, BUILDERS } from './builders';
import { kindOf } from './evaluate';
import { INITIALISERS } from './initial';
import { addLayer } from './layer';
import { buildModel, type ModelDefinition } from './model';
import { NetworkBuilder, settingsOf, type Building, type NetworkDefinition } from './network';
import { isOptions } from './options';
import { programMath } from './random';
import { isUnderTest } from './running';
import { asTensor, Tensor, type TensorLike } from './tensor';

type Definition = NetworkDefinition | ModelDefinition;

export function createLibrary(host: ProgramHost): Library {
  const definitions = new WeakSet<object>();
  const random = programMath();
  const builder = new NetworkBuilder(host, random);
  const define = <T extends Definition>(definition: T): T => {
    definitions.add(definition);
    return definition;
  };
  const building = (part: string): Building => {
    if (builder.current) return builder.current;
    const expected = 'a call inside the function of a network: network("Name", () => ...)';
    throw new UsageError('bad-value', part, expected, 'one outside of it');
  };
  const source =
    (role: 'input' | 'param') =>
    (name: unknown, value: unknown): Tensor => {
      const { tracer } = building(role);
      const tensor = asTensor(role, value);
      tracer.source(tracer.names.take(role, name), role, tensor);
      return tensor;
    };
  const exports = {
    ...Object.fromEntries(
      Object.entries(BUILDERS).map(([name, op]) => [
        name,
        (...given: unknown[]) => applyBuilder(building(name), name, op, given),
      ]),
    ),
    ...INITIALISERS,
    Tensor,
    tensor: (nested: TensorLike) => Tensor.of(nested),
    zeros: (shape: readonly number[]) => Tensor.zeros(shape),
    ones: (shape: readonly number[]) => Tensor.ones(shape),
    full: (shape: readonly number[], value: number) => Tensor.full(shape, value),
    oneHot: (indices: TensorLike, classes: number) => Tensor.oneHot(indices, classes),
    where: (mask: TensorLike, a: TensorLike, b: TensorLike) => Tensor.where(mask, a, b),
    input: source('input'),
    param: source('param'),
    layer: (...given: unknown[]) => addLayer(building('layer'), given),
    network: (name: unknown, build: unknown, options?: unknown): NetworkDefinition =>
      define({
        kind: 'network',
        name: textOf('network', name),
        build: functionOf(build),
        settings: settingsOf('network', options),
      }),
    model: (name: unknown, instance: unknown, options: unknown): ModelDefinition =>
      define(modelOf(textOf('model', name), instance, options)),
  };
  return {
    exports,
    math: random.math,
    isUnderTest,
    isDefinition: (value) => typeof value === 'object' && value !== null && definitions.has(value),
    build(value) {
      const definition = value as Definition;
      return definition.kind === 'network' ? builder.build(definition) : buildModel(builder, definition);
    },
  };
}

function textOf(part: string, name: unknown): string {
  if (typeof name === 'string' && name !== '') return name;
  throw new UsageError('wrong-type', part, 'a name', kindOf(name));
}

function functionOf(build: unknown): () => unknown {
  if (typeof build === 'function') return build as () => unknown;
  throw new UsageError('wrong-type', 'network', 'a function that builds the network', kindOf(build));
}

function modelOf(name: string, instance: unknown, options: unknown): ModelDefinition {
  const part = `model("${name}")`;
  if (typeof instance !== 'object' || instance === null) {
    throw new UsageError('wrong-type', part, 'an object with layers, a loss and a gradient', kindOf(instance));
  }
  if (!isOptions(options) || !isOptions(options.inputs)) {
    throw new UsageError('missing-key', part, '{ inputs: { x: ... } }', kindOf(options));
  }
  const { inputs, loss = 'loss', gradient = 'gradient' } = options;
  return {
    kind: 'model',
    name,
    instance: instance,
    inputs: inputs,
    loss: textOf(`${part}: loss`, loss),
    gradient: textOf(`${part}: gradient`, gradient),
    settings: settingsOf(part, options, ['inputs', 'loss', 'gradient']),
  };
}
