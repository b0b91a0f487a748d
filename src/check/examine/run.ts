// A hand-written layer run by itself, without a graph: forward, then backward.

import { Halt, type HandWritten, type Returned } from '../../engine/hand-written';
import { copyOf, sameShape, type Tensor } from '../../engine/tensor';
import { copyValues, type Values } from './subject';

export interface Run {
  readonly outputs: readonly Tensor[];
  readonly returned: Returned;
  /** Whether the backward pass wrote into the cotangents that it was given. */
  readonly wroteToDouts: boolean;
}

/** Throws what the code throws. */
export function run(code: HandWritten, values: Values, douts: readonly Tensor[]): Run {
  return runBackward(code, values, runForward(code, values), douts);
}

export function runForward(code: HandWritten, values: Values): readonly Tensor[] {
  const { inputs, params } = copyValues(values);
  return code.forward(inputs, params).map(copyOf);
}

export function runBackward(
  code: HandWritten,
  values: Values,
  outputs: readonly Tensor[],
  douts: readonly Tensor[],
): Run {
  const given = douts.map(copyOf);
  const { inputs, params } = code.backward({ ...copyValues(values), outputs: outputs.map(copyOf), douts: given });
  // What came back may be the very tensors that the next call writes into.
  const returned = {
    inputs: inputs.map(copyOrNull),
    params: new Map([...params].map(([name, gradient]) => [name, copyOrNull(gradient)])),
  };
  return { outputs, returned, wroteToDouts: !sameTensors(given, douts) };
}

/** The same layer with another backward pass. */
export function withBackward(code: HandWritten, backward: HandWritten['backward']): HandWritten {
  return {
    inputs: code.inputs,
    params: code.params,
    outputs: code.outputs,
    forward: (inputs, params) => code.forward(inputs, params),
    backward,
    build: (builder, name, inputs, params) => code.build(builder, name, inputs, params),
    fresh: () => code.fresh(),
  };
}

function copyOrNull(t: Tensor | null): Tensor | null {
  return t && copyOf(t);
}

/** All that was returned: by input, then by param. */
export function returnedList({ inputs, params }: Returned): readonly (Tensor | null)[] {
  return [...inputs, ...params.values()];
}

export function sameReturned(a: Returned, b: Returned): boolean {
  return sameTensors(returnedList(a), returnedList(b));
}

/** To the last bit. */
export function sameTensors(a: readonly (Tensor | null)[], b: readonly (Tensor | null)[]): boolean {
  return a.length === b.length && a.every((one, k) => sameTensor(one, b[k]));
}

function sameTensor(a: Tensor | null, b: Tensor | null): boolean {
  if (!a || !b) return a === b;
  if (!sameShape(a.shape, b.shape)) return false;
  for (let i = 0; i < a.data.length; i++) {
    const [x, y] = [a.data[i], b.data[i]];
    if (x !== y && !(Number.isNaN(x) && Number.isNaN(y))) return false;
  }
  return true;
}

/** What invented values may bring about: code that does not take them throws, and then there is nothing to be learnt. */
export function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    return failed(error);
  }
}

/** Of an error that invented values have brought about: there is nothing. Throws what is not of their making. */
export function failed(error: unknown): null {
  if (error instanceof Halt) throw error;
  return null;
}
