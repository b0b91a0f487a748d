// An object with `forward` and `backward`, as people write layers: its params, its names, and copies of it as it is now.

import { sameTensor } from '../../../engine/tensor';
import { UsageError } from '../host';
import { kindOf } from './evaluate';
import { asTensor, Tensor, type TensorLike } from './tensor';

export interface Instance {
  forward(...inputs: unknown[]): unknown;
  backward(...douts: unknown[]): unknown;
  params?: unknown;
  grads?: unknown;
}

/** Throws UsageError where it cannot be a layer. */
export function expectInstance(part: string, value: unknown): Instance {
  if (typeof value === 'function') {
    throw new UsageError('wrong-type', part, 'a layer: an object of a class, made with new', kindOf(value));
  }
  const object = value as Instance | null;
  if (typeof object !== 'object' || object === null || object instanceof Tensor) {
    throw new UsageError('wrong-type', part, 'a layer: an object with forward and backward', kindOf(value));
  }
  for (const method of ['forward', 'backward'] as const) {
    if (typeof object[method] === 'function') continue;
    throw new UsageError('missing-key', part, `a method ${method}`, `${kindOf(value)} without one`);
  }
  return object;
}

export function typeOf(instance: object): string {
  const { name } = instance.constructor as { readonly name: string };
  return name && name !== 'Object' ? name : 'Layer';
}

/**
 * The tensors of `params` by name. What is no tensor yet becomes one, in place, so that the layer's code sees what is
 * written into it.
 */
export function paramsOf(part: string, { params }: Instance): Map<string, Tensor> {
  if (params === undefined || params === null) return new Map();
  if (typeof params !== 'object') throw new UsageError('wrong-type', part, 'params: tensors by name', kindOf(params));
  const record = params as Record<string, TensorLike>;
  return new Map(
    Object.keys(record).map((name) => {
      if (!(record[name] instanceof Tensor)) record[name] = asTensor(`${part}: params.${name}`, record[name]);
      return [name, record[name]];
    }),
  );
}

/** What the layer calls its inputs; `x`, `x2` ... where its code does not tell. */
export function inputNames(instance: Instance, count: number): string[] {
  const [, list = ''] = /^(?:async\s+)?(?:function\s*)?\w*\s*\(([^)]*)\)/.exec(String(instance.forward)) ?? [];
  const written = list.split(',').map((name) => /^\s*(\w+)\s*$/.exec(name.split('=')[0])?.[1]);
  const names: string[] = [];
  for (let k = 0; k < count; k++) {
    const name = written[k];
    names.push(name !== undefined && !names.includes(name) ? name : k === 0 ? 'x' : `x${k + 1}`);
  }
  return names;
}

/** A copy of an object as it is now, with all that it holds; null where its state is out of reach. */
export function cloneOf<T extends Instance>(instance: T): T | null {
  // Private fields and variables of an outer function cannot be copied.
  const own = Object.hasOwn(instance, 'forward') || Object.hasOwn(instance, 'backward');
  if (own || /#\w/.test(String(instance.constructor))) return null;
  return deepCopy(instance, new Map()) as T;
}

/** Of copies: whether both hold numbers, texts and tensors, and the same. Objects of other classes, and functions, do more than that. */
export function holdsTheSame(a: object, b: object): boolean {
  const [mine, theirs] = [Object.entries(a), Object.entries(b)];
  return (
    mine.length === theirs.length && mine.every(([key, value], k) => key === theirs[k][0] && same(value, theirs[k][1]))
  );
}

function same(a: unknown, b: unknown): boolean {
  if (typeof a === 'function') return false;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  if (a instanceof Tensor && b instanceof Tensor) return sameTensor(a, b);
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, k) => same(item, b[k]));
  return [a, b].every((one) => Object.getPrototypeOf(one) === Object.prototype) && holdsTheSame(a, b);
}

function deepCopy(value: unknown, seen: Map<unknown, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = seen.get(value);
  if (known) return known;
  const remember = <V>(copy: V): V => {
    seen.set(value, copy);
    return copy;
  };
  if (value instanceof Tensor) return remember(new Tensor(value.shape, value.data.slice()));
  if (ArrayBuffer.isView(value)) return remember((value as Float64Array).slice());
  if (Array.isArray(value)) {
    const copy = remember<unknown[]>([]);
    for (const item of value) copy.push(deepCopy(item, seen));
    return copy;
  }
  if (value instanceof Map) {
    const copy = remember(new Map<unknown, unknown>());
    for (const [key, item] of value) copy.set(deepCopy(key, seen), deepCopy(item, seen));
    return copy;
  }
  if (value instanceof Set) {
    const copy = remember(new Set<unknown>());
    for (const item of value) copy.add(deepCopy(item, seen));
    return copy;
  }
  const copy = remember(Object.create(Object.getPrototypeOf(value) as object | null) as Record<string, unknown>);
  for (const [key, item] of Object.entries(value)) copy[key] = deepCopy(item, seen);
  return copy;
}
