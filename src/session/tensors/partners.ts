// What a node's derivative by one of its operands is made of: it is asked which gradients move with that operand.

import { operandOf, type Node } from '../../engine/graph';
import type { Call } from '../../engine/op';
import { randomStream } from '../../engine/random';
import { copyOf, sizeOf, zeros, type Tensor } from '../../engine/tensor';
import { runAlone } from '../../engine/run';
import { wide } from './local';
import { Marks } from './reach';

/** So small a share of its magnitude that hardly a switch is thrown, and large beside rounding. */
const MOVE = 2 ** -10;
/** Of a gradient: what is less is rounding. */
const ROUNDING = 2 ** -36;

/**
 * By operand: the elements x for which ∂²out / ∂m ∂x is not 0, with m the elements that are marked in `moves`. As a second
 * derivative is symmetric, those are where the gradient of x changes with m. Of opaque code, all.
 */
export function partnersOf(node: Node, call: Call, moves: readonly (Marks | null)[]): Marks[] {
  const { op } = node;
  const found = call.operands.map(({ shape }) => new Marks(sizeOf(shape)));
  if (op.opaque) {
    found.forEach((marks) => marks.addAll());
    return found;
  }
  const here = wide(call);
  const operands = here.operands.map((operand, k) => moved(operand, moves[k]));
  const there = runAlone(op, operands, call.attributes, (shape) => zeros(shape).data);
  const dout = randomCotangent(node, call);
  const [still, after] = [pulled(node, here, dout), pulled(node, there, dout)];
  still.forEach((gradient, k) => {
    const now = after[k];
    if (!gradient || !now) return;
    gradient.data.forEach((was, i) => {
      const is = now.data[i];
      if (Math.abs(is - was) > ROUNDING * (Math.abs(is) + Math.abs(was))) found[k].add(i);
    });
  });
  return found;
}

function moved(operand: Tensor, marks: Marks | null): Tensor {
  if (!marks) return operand;
  const copy = copyOf(operand);
  marks.forEach((flat) => (copy.data[flat] += MOVE * Math.max(1, Math.abs(copy.data[flat]))));
  return copy;
}

function pulled({ op }: Node, call: Call, dout: Tensor): readonly (Tensor | null)[] {
  const grads = call.operands.map(({ shape }, k) => (operandOf(op, k).differentiable === false ? null : zeros(shape)));
  op.vjp({ ...call, dout, grads });
  return grads;
}

/** No two results cancel by chance. */
function randomCotangent({ op }: Node, { out }: Call): Tensor {
  const random = randomStream(0, `partners ${op.name}`);
  return { shape: out.shape, data: Float64Array.from({ length: sizeOf(out.shape) }, () => random.normal()) };
}
