// A layer that is examined by itself: its operands as the network has them, under the layer's own names for them.

import { operandOf, type Graph, type Layer, type ValueId } from '../../engine/graph';
import type { HandWritten } from '../../engine/hand-written';
import type { Random } from '../../engine/random';
import type { Tape } from '../../engine/run';
import { copyOf, dtypeOf, zeros, type Tensor } from '../../engine/tensor';

export interface Operand {
  /** The layer's own name for it. */
  readonly name: string;
  readonly kind: 'input' | 'param';
  /** In the network. */
  readonly id: ValueId;
  readonly differentiable: boolean;
}

/** What a layer is run on. */
export interface Values {
  readonly inputs: readonly Tensor[];
  readonly params: ReadonlyMap<string, Tensor>;
}

export interface Subject {
  readonly graph: Graph;
  readonly layer: Layer;
  /** Inputs, then params. */
  readonly operands: readonly Operand[];
  /** As the network has them. */
  readonly values: Values;
  /** Of its outputs, in order. */
  readonly outputs: readonly Tensor[];
}

/** A subject whose backward pass is code under test. */
export interface HandSubject extends Subject {
  readonly code: HandWritten;
}

export function subjectOf(graph: Graph, tape: Tape, layer: Layer): Subject {
  const operand = (name: string, kind: Operand['kind'], id: ValueId): Operand => ({
    name,
    kind,
    id,
    differentiable: graph.values[id].differentiable,
  });
  return {
    graph,
    layer,
    operands: [
      ...layer.operands.map((id, k) => operand(inputName(graph, layer, k), 'input', id)),
      ...[...layer.params].map(([name, id]) => operand(name, 'param', id)),
    ],
    values: {
      inputs: layer.operands.map((id) => tape.values[id]),
      params: new Map([...layer.params].map(([name, id]) => [name, tape.values[id]])),
    },
    outputs: [...layer.outputs.values()].map((id) => tape.values[id]),
  };
}

export function isHandWritten(subject: Subject): subject is HandSubject {
  return 'code' in subject;
}

export function handSubjectOf(graph: Graph, tape: Tape, layer: Layer): HandSubject | null {
  return layer.code ? { ...subjectOf(graph, tape, layer), code: layer.code } : null;
}

/** An instance as it is before its first call, where the code lets itself be made anew; otherwise the one at hand. */
export function instanceOf({ code }: HandSubject): HandWritten {
  return code.fresh() ?? code;
}

function inputName({ nodes, values }: Graph, layer: Layer, k: number): string {
  if (layer.code) return layer.code.inputs[k];
  const id = layer.operands[k];
  const node = nodes[layer.firstNode];
  const isOneNode = layer.endNode === layer.firstNode + 1;
  return isOneNode ? operandOf(node.op, node.operands.indexOf(id)).name : values[id].name;
}

export function copyValues({ inputs, params }: Values): Values {
  return { inputs: inputs.map(copyOf), params: new Map([...params].map(([name, value]) => [name, copyOf(value)])) };
}

/** Cotangents like no loss's: normal, one for each output. With all ones, softmax's gradient vanishes and hides errors. */
export function randomDouts(outputs: readonly Tensor[], random: Random): Tensor[] {
  return outputs.map((output) => {
    const dout = zeros(output.shape, dtypeOf(output));
    for (let i = 0; i < dout.data.length; i++) dout.data[i] = random.normal();
    return dout;
  });
}
