// What tensors do element by element that is no op of the engine: comparisons, positions of maxima.

import { jointShape } from '../../../engine/elementwise';
import { axisOf } from '../../../engine/ops/axes';
import { broadcastTo } from '../../../engine/ops/broadcast-to';
import { dtypeOf, formatShape, sameShape, sizeOf, zeros, type Shape, type Tensor } from '../../../engine/tensor';
import { UsageError } from '../host';
import type { ComparisonRule } from '../../expressions/comparison';
import { evaluate, orUsageError, refuseTraced } from './evaluate';
import { currentRecorder } from './running';

export function misfit(part: string, expected: Shape, found: Shape): UsageError {
  return new UsageError(
    'shape-mismatch',
    part,
    `a shape that broadcasts to ${formatShape(expected)}`,
    formatShape(found),
  );
}

/** All of them stretched to their joint shape. */
export function broadcast(part: string, tensors: readonly Tensor[]): Tensor[] {
  refuseTraced(part, ...tensors);
  const shape = tensors.reduce<Shape>((joint, tensor) => {
    const next = jointShape(joint, tensor.shape);
    if (!next) throw misfit(part, joint, tensor.shape);
    return next;
  }, []);
  return tensors.map((tensor) =>
    sameShape(tensor.shape, shape) ? tensor : evaluate(part, broadcastTo, [tensor], { shape }, dtypeOf(tensor)),
  );
}

/** 1 where the comparison holds, 0 elsewhere: of x's dtype. */
export function compare(part: string, x: Tensor, y: Tensor, { op, holds }: ComparisonRule): Tensor {
  const [a, b] = broadcast(part, [x, y]);
  const out = zeros(a.shape, dtypeOf(x));
  for (let i = 0; i < out.data.length; i++) out.data[i] = holds(a.data[i], b.data[i]) ? 1 : 0;
  const recorder = currentRecorder();
  recorder?.noteChoice(out.data, (at) => (a.data[at] === b.data[at] ? [0, 1] : null));
  recorder?.transcriber?.note(op, [a, b], {}, out.data);
  return out;
}

/** Along an axis, which is then left out; of several largest elements the first. */
export function argmax(x: Tensor, given: number): Tensor {
  const axis = orUsageError('argmax', () => axisOf(given, x.shape.length));
  const extent = x.shape[axis];
  const inner = sizeOf(x.shape.slice(axis + 1));
  const out = zeros(x.shape.toSpliced(axis, 1));
  const valueAt = (at: number, k: number): number => x.data[(at - (at % inner)) * extent + k * inner + (at % inner)];
  for (let at = 0; at < out.data.length; at++) {
    for (let k = 1; k < extent; k++) if (valueAt(at, k) > valueAt(at, out.data[at])) out.data[at] = k;
  }
  const first = out.data.slice();
  currentRecorder()?.noteChoice(out.data, (at) => {
    const equal: number[] = [];
    for (let k = 0; k < extent; k++) if (valueAt(at, k) === valueAt(at, first[at])) equal.push(k);
    return equal.length > 1 ? equal : null;
  });
  return out;
}
