// Hand-written layers for the tests of the check, made of plain functions over tensors.

import type { HandWritten, Placed } from '../../src/engine/hand-written';
import { buildOpaque } from '../../src/engine/hand-written';
import { copyOf, type Tensor } from '../../src/engine/tensor';
import type { Recording } from './recording';

/** One instance of a layer: `forward` may keep what `backward` needs. */
export interface Instance {
  /** Where its code notes which way it goes. */
  readonly decisions?: Recording;
  forward(inputs: readonly Tensor[], params: Readonly<Record<string, Tensor>>): readonly Tensor[];
  /** Gradients by input, and by param. */
  backward(douts: readonly Tensor[]): {
    readonly inputs: readonly (Tensor | null)[];
    readonly params?: Readonly<Record<string, Tensor | null>>;
  };
}

export interface Declaration {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly params?: readonly string[];
  readonly outputs?: readonly string[];
  make(): Instance;
}

export function handWritten(declaration: Declaration): HandWritten {
  const { type, inputs, params = [], outputs = ['out'], make } = declaration;
  const instance = make();
  let mutated: readonly string[] = [];
  const code: HandWritten = {
    inputs,
    params,
    outputs,
    forward(values, own) {
      const handed = values.map(copyOf);
      const held = Object.fromEntries([...own].map(([name, value]) => [name, copyOf(value)]));
      instance.decisions?.begin();
      const results = instance.forward(handed, held).map(copyOf);
      mutated = inputs.filter((_, k) => handed[k].data.some((element, i) => element !== values[k].data[i]));
      return results;
    },
    mutated: () => mutated,
    ...(instance.decisions && { decisions: instance.decisions }),
    backward({ douts }) {
      const returned = instance.backward(douts);
      return {
        inputs: inputs.map((_, k) => returned.inputs[k] ?? null),
        params: new Map(params.map((name) => [name, returned.params?.[name] ?? null])),
      };
    },
    build(builder, name, operands, own) {
      const values = new Map([...own].map(([param, { value }]) => [param, value]));
      const shapes = code.forward(operands.map(valueOf), values).map(({ shape }) => shape);
      const ids = new Map([...own].map(([param, { id }]) => [param, id]));
      return buildOpaque(builder, code, type, name, operands.map(idOf), ids, shapes);
    },
    fresh: () => handWritten(declaration),
  };
  return code;
}

const valueOf = ({ value }: Placed): Tensor => value;
const idOf = ({ id }: Placed): number => id;
