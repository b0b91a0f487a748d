// Layers whose backward pass is code under test: what the graph knows of them, and the opaque node that runs one.

import { setFull } from './box';
import { differenceByRunning } from './difference';
import type { GraphBuilder, ValueId } from './graph';
import type { Decisions, Op } from './op';
import { reshape } from './ops/reshape';
import { slice } from './ops/slice';
import { sizeOf, type Shape, type Tensor } from './tensor';
import type { Transcript } from './transcript';

/** What a hand-written backward pass gave back: raw, of whatever shape. Null where it gave nothing. */
export interface Returned {
  /** In the order of the layer's inputs. */
  readonly inputs: readonly (Tensor | null)[];
  /** By the layer's own name for the param. */
  readonly params: ReadonlyMap<string, Tensor | null>;
}

/** Thrown through a layer's code by whoever holds it to limits: no failure of the layer, and the end of all work on it. */
export class Halt extends Error {}

/** One backward step of a layer. The tensors are the callee's to keep and to change: they are copies. */
export interface PullbackCall {
  readonly inputs: readonly Tensor[];
  readonly params: ReadonlyMap<string, Tensor>;
  readonly outputs: readonly Tensor[];
  /** One cotangent per output, in the same order. */
  readonly douts: readonly Tensor[];
}

/** A tensor in the graph, and what it holds there. */
export interface Placed {
  readonly id: ValueId;
  readonly value: Tensor;
}

/** The code of one layer: its own forward pass, and the backward pass that is to be checked. */
export interface HandWritten {
  readonly inputs: readonly string[];
  readonly params: readonly string[];
  /** `out`, or the declared names of several outputs. */
  readonly outputs: readonly string[];
  /**
   * Runs the layer's own code on copies of the tensors. Code that keeps state keeps that of this call for `backward`.
   * Throws what the code throws, and ShapeError where its result is no tensor.
   */
  forward(inputs: readonly Tensor[], params: ReadonlyMap<string, Tensor>): readonly Tensor[];
  /** After `forward` on the same operands. Throws what the code throws. */
  backward(call: PullbackCall): Returned;
  /** Adds the layer's nodes to a graph; the results by output. The operands may have other shapes than in its network. */
  build(
    builder: GraphBuilder,
    name: string,
    inputs: readonly Placed[],
    params: ReadonlyMap<string, Placed>,
  ): ReadonlyMap<string, ValueId>;
  /** Another one as it is before its first call; null where the code does not let itself be made anew. */
  fresh(): HandWritten | null;
  /**
   * Names of the inputs that the last forward pass wrote into, and of the params that it or a later backward pass did;
   * left out where the code cannot do such a thing.
   */
  mutated?(): readonly string[];
  /** Whether another is known to be the same code, as it was before its first call; left out, it is not. */
  isTwinOf?(other: HandWritten): boolean;
  /**
   * Where the forward pass is opaque: what it does from such inputs and params on, op by op. It may have done more with
   * their numbers than is taken down.
   */
  transcribe?(inputs: readonly Tensor[], params: ReadonlyMap<string, Tensor>): Transcript;
  /** Where the forward pass is opaque: the decisions that its code took. */
  readonly decisions?: Decisions;
}

/**
 * Adds a layer as one opaque node. The results of several outputs are one vector, `name/outputs.out`, cut up again by
 * nodes of its own. `shapes` are those of the outputs.
 */
export function buildOpaque(
  builder: GraphBuilder,
  code: HandWritten,
  type: string,
  name: string,
  inputs: readonly ValueId[],
  params: ReadonlyMap<string, ValueId>,
  shapes: readonly Shape[],
): ReadonlyMap<string, ValueId> {
  const op = opaqueOp(code, type, shapes);
  const operands = [...inputs, ...code.params.map((param) => params.get(param)!)];
  const [only, ...others] = code.outputs;
  if (others.length === 0) return new Map([[only, builder.apply(op, operands, {}, `${name}.${only}`, 'activation')]]);
  const packed = builder.apply(op, operands, {}, `${name}/outputs.out`, 'node');
  let from = 0;
  return new Map(
    code.outputs.map((output, k) => {
      const to = from + sizeOf(shapes[k]);
      const part = builder.apply(slice, [packed], { from: [from], to: [to] }, `${name}/${output}.out`, 'node');
      from = to;
      return [output, builder.apply(reshape, [part], { shape: shapes[k] }, `${name}.${output}`, 'activation')];
    }),
  );
}

/** Whatever changes, all of the result may. Its gradient is the layer's, not the node's. */
function opaqueOp(code: HandWritten, type: string, shapes: readonly Shape[]): Op {
  const several = shapes.length > 1;
  const run = (operands: readonly Tensor[], out: Tensor): void => {
    const inputs = operands.slice(0, code.inputs.length);
    const params = new Map(code.params.map((name, k) => [name, operands[code.inputs.length + k]]));
    let at = 0;
    for (const result of code.forward(inputs, params)) {
      out.data.set(result.data, at);
      at += result.data.length;
    }
  };
  const shape = several ? [shapes.reduce((sum, one) => sum + sizeOf(one), 0)] : shapes[0];
  return {
    name: type,
    category: 'layer',
    summary: 'A layer written by hand.',
    operands: [
      ...code.inputs.map((name) => ({ name, kind: 'data' as const, summary: '' })),
      ...code.params.map((name) => ({ name, kind: 'param' as const, summary: '' })),
    ],
    attributes: {},
    infer: () => shape,
    forward: ({ operands, out }) => run(operands, out),
    jvp: null,
    difference: differenceByRunning(run),
    touch: (_k, _changed, { out }, reach) => setFull(reach, out.shape),
    vjp() {
      throw new Error(`${type} has a backward pass of its own`);
    },
    formula: { forward: type, gradients: {} },
    samples: [],
    opaque: code.decisions ?? true,
  };
}
