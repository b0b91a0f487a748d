// The derivatives of one node's result by one element of one of its operands.

import { copyBox, emptyBox, forEachRun, setElement, type Box } from '../../engine/box';
import type { Call, Op } from '../../engine/op';
import { cast, copyOf, zeros, type Tensor } from '../../engine/tensor';

/** Of a central difference, times the element's scale: the cube root of the rounding, where its two errors meet. */
const STEP = 6e-6;

/** One element of operand `position` of a node. */
export interface Place {
  readonly op: Op;
  readonly call: Call;
  readonly position: number;
  readonly flat: number;
}

/** In float64, as all that is derived here. */
export function wide({ operands, attributes, out }: Call): Call {
  return { operands: operands.map((one) => cast(one, 'float64')), attributes, out: cast(out, 'float64') };
}

/** The flat positions of the results that the element can reach. */
export function reachOf({ op, call, position, flat }: Place): { readonly box: Box; readonly positions: number[] } {
  const { shape } = call.operands[position];
  const element = emptyBox(shape.length);
  const reach = emptyBox(call.out.shape.length);
  setElement(element, shape, flat);
  op.touch(position, element, call, reach);
  const box = emptyBox(call.out.shape.length);
  copyBox(reach, box);
  const positions: number[] = [];
  forEachRun(call.out.shape, box, (start, count, step) => {
    for (let i = start, k = 0; k < count; k++, i += step) positions.push(i);
  });
  return { box, positions };
}

/** Over the whole result, by central differences of the forward pass; meaningless outside of the box. */
export function differenced({ op, call, position, flat }: Place, box: Box): Float64Array {
  const operands = call.operands.map((operand, k) => (k === position ? copyOf(operand) : operand));
  const { data } = operands[position];
  const x = data[flat];
  const h = STEP * Math.max(1, Math.abs(x));
  const at = (value: number): Tensor => {
    data[flat] = value;
    const out = zeros(call.out.shape);
    op.forward({ ...call, operands, out }, box);
    return out;
  };
  const [above, below] = [at(x + h), at(x - h)];
  const width = x + h - (x - h);
  return Float64Array.from(above.data, (value, i) => (value - below.data[i]) / width);
}

/** Σ dout × derivative over all results, by the node's own backward pass. */
export function pulled({ op, call, position, flat }: Place, dout: Tensor): number {
  const grads = call.operands.map(({ shape }, k) => (k === position ? zeros(shape) : null));
  op.vjp({ ...call, dout, grads });
  return grads[position]!.data[flat];
}
