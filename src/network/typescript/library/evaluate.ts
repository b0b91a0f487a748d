// One op run on tensors that a person's code holds, with errors that speak of the method that was called.

import { ShapeError, type Attributes, type Op } from '../../../engine/op';
import { runAlone } from '../../../engine/run';
import { allocate, formatShape, sizeOf, type Data, type DType, type Shape, type Tensor } from '../../../engine/tensor';
import { LIMITS } from '../../limits';
import { UsageError } from '../host';
import { currentRecorder, currentTrace } from './running';

/** Throws UsageError where the operands do not fit the op. */
export function evaluate(part: string, op: Op, operands: readonly Tensor[], given: Attributes, dtype: DType): Tensor {
  return orUsageError(part, () => {
    const call = runAlone(op, operands, given, (shape) => room(part, shape, dtype));
    const recorder = currentRecorder();
    recorder?.noteOp(op, call);
    recorder?.transcriber?.note(op, operands, given, call.out.data);
    return call.out;
  });
}

export function orUsageError<T>(part: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    const operand = error.operand === '' ? '' : `${error.operand}: `;
    throw new UsageError('shape-mismatch', part, operand + error.expected, error.found);
  }
}

/** Zeros for a shape. Throws UsageError where they would be too many. */
export function room(part: string, shape: Shape, dtype: DType): Data {
  if (!Array.isArray(shape)) throw new UsageError('wrong-type', part, 'a shape: a list', kindOf(shape));
  if (!shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0)) {
    throw new UsageError('bad-value', part, 'a shape: whole numbers', `[${shape.join(', ')}]`);
  }
  const size = sizeOf(shape);
  if (size <= LIMITS.elements) return allocate(dtype, size);
  throw new UsageError('limit', part, `at most ${LIMITS.elements} elements`, `${size} in shape ${formatShape(shape)}`);
}

/** For methods whose results are no nodes of a graph. Throws UsageError where a network's own tensor is used so. */
export function refuseTraced(part: string, ...tensors: readonly object[]): void {
  const trace = currentTrace();
  if (!trace || !tensors.some((tensor) => trace.tracks(tensor))) return;
  const expected = 'a tensor inside the forward or backward pass of a layer';
  throw new UsageError('bad-value', part, expected, 'one of the network itself, whose gradient would be lost here');
}

export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object') return `${typeof value} ${JSON.stringify(value)}`;
  const name = (value.constructor as { readonly name?: string } | undefined)?.name;
  return name && name !== 'Object' ? `an object of class ${name}` : 'an object';
}
