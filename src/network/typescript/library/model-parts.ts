// The parts of a model: its layers and their names, its params, and which of them its layers hold.

import { UsageError } from '../host';
import { kindOf } from './evaluate';
import { expectInstance, paramsOf, typeOf, type Instance } from './instance';
import { asTensor, Tensor } from './tensor';

export type Method = (...given: unknown[]) => unknown;

export interface Model {
  layers?: unknown;
  lastLayer?: unknown;
  params?: unknown;
}

export interface ModelLayer {
  readonly name: string;
  readonly type: string;
  readonly instance: Instance;
  /** Its own passes. */
  readonly forward: Method;
  readonly backward: Method;
}

/** `layers` by their keys, of an array by class and ordinal; and `lastLayer`. Throws UsageError where there are none. */
export function layersOf(part: string, { layers, lastLayer }: Model): readonly ModelLayer[] {
  const named: [string, unknown][] = [];
  if (Array.isArray(layers)) named.push(...ordinals(layers));
  else if (layers instanceof Map)
    named.push(...[...layers].map(([key, value]): [string, unknown] => [String(key), value]));
  else if (typeof layers === 'object' && layers !== null) named.push(...Object.entries(layers));
  if (lastLayer !== undefined) named.push(['lastLayer', lastLayer]);
  if (named.length === 0)
    throw new UsageError('missing-key', part, 'layers: an array, a Map or an object of layers', kindOf(layers));
  return named.map(([name, value]) => {
    const instance = expectInstance(`${part}: ${name}`, value);
    return { name, type: typeOf(instance), instance, forward: instance.forward, backward: instance.backward };
  });
}

function ordinals(layers: readonly unknown[]): [string, unknown][] {
  const counts = new Map<string, number>();
  return layers.map((layer) => {
    const type = typeof layer === 'object' && layer !== null ? typeOf(layer) : 'Layer';
    const ordinal = (counts.get(type) ?? 0) + 1;
    counts.set(type, ordinal);
    return [`${type}${ordinal}`, layer];
  });
}

export function modelParams(part: string, { params }: Model): ReadonlyMap<string, Tensor> {
  if (params === undefined || params === null) return new Map();
  if (typeof params !== 'object') throw new UsageError('wrong-type', part, 'params: tensors by name', kindOf(params));
  return paramsOf(part, { params } as Instance);
}

/** The trainable tensors that a layer holds: those in `params`, or fields that hold params of the model. */
export function paramsOfLayer(
  { name, instance }: Pick<ModelLayer, 'name' | 'instance'>,
  isParam: (value: Tensor, field: string) => boolean,
): ReadonlyMap<string, Tensor> {
  const fields = instance as unknown as Record<string, unknown>;
  const tensors = paramsOf(name, instance);
  for (const [key, value] of Object.entries(fields)) {
    if (value instanceof Tensor && isParam(value, key) && ![...tensors.values()].includes(value))
      tensors.set(key, value);
  }
  return tensors;
}

/** Where a layer leaves the gradient of a param: in `grads`, or in a field `dW` beside `W`. */
export function gradOfLayer(name: string, instance: Instance, param: string): unknown {
  const { grads } = instance as { readonly grads?: Readonly<Record<string, unknown>> | null };
  const left = grads?.[param] ?? (instance as unknown as Record<string, unknown>)[`d${param}`];
  return left === undefined || left === null ? undefined : asTensor(`${name}.grads.${param}`, left);
}
