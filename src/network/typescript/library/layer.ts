// `layer(instance, ...inputs, options)`: a layer of the person's own in a network.

import { UsageError } from '../host';
import { LayerCode, type Declaration, type Origin } from './code';
import { kindOf } from './evaluate';
import { cloneOf, expectInstance, inputNames, paramsOf, typeOf, type Instance } from './instance';
import { readOptions } from './options';
import { asTensor, Tensor } from './tensor';
import type { Building } from './network';

const OPTIONS = ['name', 'outputs'];

/** A Tensor, or an array of them where several outputs are named. */
export function addLayer(building: Building, given: readonly unknown[]): Tensor | Tensor[] {
  const { tracer } = building;
  const [first, ...rest] = given;
  const instance = expectInstance('layer', first);
  const { values, options } = readOptions('layer', rest, OPTIONS);
  const data = values.map((value) => asTensor('layer', value));
  if (data.length === 0) throw new UsageError('bad-value', 'layer', 'at least one input', 'none');
  const type = typeOf(instance);
  const name = options.name === undefined ? tracer.names.next(type) : tracer.names.take('layer', options.name);
  const params = paramsOf(name, instance);
  for (const [param, value] of params) if (!tracer.tracks(value)) tracer.source(`${name}.${param}`, 'param', value);
  const ordinal = building.instances.length;
  building.instances.push(instance);
  const pristine = cloneOf(instance);
  const code = new LayerCode(
    instance,
    declare(
      building,
      { name, type, inputs: inputNames(instance, data.length), params, outputs: outputsOf(options) },
      () => {
        const again = building.instanceAgain(ordinal);
        return again && again !== instance ? again : pristine && cloneOf(pristine);
      },
      originOf(building, name, instance, pristine),
    ),
  );
  building.reached(instance);
  building.backwards.set(name, instance.backward);
  const results = code.run(data.map(({ shape, data }) => new Tensor(shape, data.slice())));
  tracer.addHandWritten(name, type, code, data, params, results);
  return results.length === 1 ? results[0] : [...results];
}

/** Null where its class is not one of a module, or the code is not known for all that it can depend on. */
function originOf({ tracer }: Building, name: string, instance: Instance, pristine: Instance | null): Origin | null {
  const code = tracer.host.identityOf?.(typeOf(instance)) ?? null;
  if (code === null || !pristine) return null;
  return { identity: JSON.stringify([name, tracer.seed, tracer.dtype, code]), pristine };
}

/** Where an instance holds its params and leaves their gradients. */
interface Holder {
  readonly gradOf: Declaration['gradOf'];
  paramsOf(instance: Instance): ReadonlyMap<string, Tensor>;
}

/** How a layer is made again. */
export function declare(
  building: Pick<Building, 'random' | 'tracer'>,
  what: Pick<Declaration, 'name' | 'type' | 'inputs' | 'params' | 'outputs'>,
  again: () => Instance | null,
  origin: Origin | null,
  holder: Holder = { gradOf: gradIn, paramsOf: (instance) => paramsOf(what.name, instance) },
): Declaration {
  return {
    ...what,
    origin,
    gradOf: holder.gradOf,
    restart: () => building.random.restart(building.tracer.seed, what.name),
    fresh() {
      const instance = again();
      if (!instance) return null;
      const params = holder.paramsOf(instance);
      return new LayerCode(instance, declare(building, { ...what, params }, again, origin, holder));
    },
  };
}

function gradIn({ grads }: Instance, param: string): unknown {
  return typeof grads === 'object' && grads !== null ? (grads as Record<string, unknown>)[param] : undefined;
}

function outputsOf({ outputs }: Readonly<Record<string, unknown>>): readonly string[] {
  if (outputs === undefined) return ['out'];
  const names = outputs as readonly unknown[];
  const right =
    Array.isArray(names) &&
    names.length > 0 &&
    names.every((name) => typeof name === 'string' && /^[A-Za-z_]\w*$/.test(name));
  if (right && new Set(names).size === names.length) return names as readonly string[];
  throw new UsageError('bad-value', 'layer', 'outputs: a list of names', kindOf(outputs));
}
