// Calls of ops on operands drawn at random from the ops' own samples, for the property tests.

import { emptyBox, type Box } from '../../src/engine/box';
import { TIED, withDefaults, type Attributes, type Call, type Op, type Sample } from '../../src/engine/op';
import { registry } from '../../src/engine/ops';
import { randomStream, type Random } from '../../src/engine/random';
import { allocate, cast, copyOf, sizeOf, zeros, type DType, type Shape, type Tensor } from '../../src/engine/tensor';
import { operandOf } from '../../src/engine/graph';
import { fullBox } from '../../src/engine/box';

export const OPS = Object.values<Op>(registry);

/** Every op with each of its samples: what a property is checked on. */
export const CASES = OPS.flatMap((op) => op.samples.map((sample, at) => [`${op.name} ${at}`, op, sample] as const));

type Range = NonNullable<Sample['ranges']>[number];
const ANY: Range = { lo: -2, hi: 2 };

/** Multiples of 1/64 from a start that is none: no element within 1/128 of 0, no two closer than 1/64 unless equal. */
function element(random: Random, { lo, hi, integer }: Range): number {
  return integer ? lo + random.below(hi - lo) : lo + random.below((hi - lo) * 64) / 64 + 1 / 128;
}

export function drawn(random: Random, shape: Shape, range: Range = ANY): Tensor {
  const data = allocate('float64', sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = element(random, range);
  return { shape, data };
}

export interface Drawn {
  readonly call: Call;
  readonly attributes: Attributes;
  readonly random: Random;
  /** Draws operand k afresh. */
  redraw(k: number): Tensor;
}

/** A call with its result computed. `coarse` draws whole numbers in -1 .. 1, so that there are ties. */
export function drawCall(op: Op, sample: Sample, seed: number, coarse?: 'coarse'): Drawn {
  const random = randomStream(seed, op.name);
  const rangeOf = (k: number): Range => {
    const range = sample.ranges?.[k] ?? ANY;
    return coarse && !range.integer ? { lo: -1, hi: 2, integer: true } : range;
  };
  const attributes = withDefaults(op, sample.attributes ?? {});
  const redraw = (k: number): Tensor => drawn(random, sample.shapes[k], rangeOf(k));
  const operands = sample.shapes.map((_, k) => redraw(k));
  return { call: computed(op, operands, attributes), attributes, random, redraw };
}

/** A call over operands, with its result computed. */
export function computed(op: Op, operands: readonly Tensor[], given: Attributes = {}): Call {
  const attributes = withDefaults(op, given);
  op.validate?.(operands, attributes);
  const shapes = operands.map(({ shape }) => shape);
  const dtype: DType = operands[0].data instanceof Float32Array ? 'float32' : 'float64';
  const call = { operands, attributes, out: zeros(op.infer(shapes, attributes), dtype) };
  op.forward(call, fullBox(call.out.shape));
  return call;
}

export function inFloat32(op: Op, { operands, attributes }: Call): Call {
  return computed(
    op,
    operands.map((operand) => cast(operand, 'float32')),
    attributes,
  );
}

/** A box of at least one element. */
export function drawBox(random: Random, shape: Shape): Box {
  const box = emptyBox(shape.length);
  shape.forEach((extent, axis) => {
    box.lo[axis] = random.below(extent);
    box.hi[axis] = box.lo[axis] + 1 + random.below(extent - box.lo[axis]);
  });
  return box;
}

export function isInside({ lo, hi }: Box, index: readonly number[]): boolean {
  return index.every((at, axis) => at >= lo[axis] && at < hi[axis]);
}

/** The gradients of Σ dout · out, added to `start`; null where an operand has none. */
export function pulled(op: Op, call: Call, dout: Tensor, start: number): (Tensor | null)[] {
  const grads = call.operands.map((operand, k) => {
    if (operandOf(op, k).differentiable === false) return null;
    const grad = copyOf(operand);
    grad.data.fill(start);
    return grad;
  });
  op.vjp({ ...call, dout, grads });
  return grads;
}

/** Which branch every element of the result takes; none for an op without switches. */
export function branchesOf(op: Op, call: Call): Int32Array {
  const into = new Int32Array(call.out.data.length);
  op.switches?.branches(call, fullBox(call.out.shape), into);
  return into;
}

export function isTied(branches: Int32Array): boolean {
  return branches.includes(TIED);
}

export function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]));
  return most;
}
