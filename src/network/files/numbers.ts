// Binary numbers in a row, as .npy and IDX files hold them: any width, either byte order, either memory order.

import { formatShape, sizeOf, stridesOf, zeros, type Shape, type Tensor } from '../../engine/tensor';
import { malformed } from './error';
import { MAX_RANK, limitElements } from './limits';
import { rowsOf, type Rows } from './rows';

export interface NumberType {
  readonly bytes: number;
  read(view: DataView, at: number, littleEndian: boolean): number;
}

/** By NumPy's kind and width. */
export const NUMBER_TYPES = {
  b1: { bytes: 1, read: (view, at) => boolean(view.getUint8(at)) },
  u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  u2: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  u4: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  u8: { bytes: 8, read: (view, at, little) => exact(view.getBigUint64(at, little)) },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  i2: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  i4: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  i8: { bytes: 8, read: (view, at, little) => exact(view.getBigInt64(at, little)) },
  f2: { bytes: 2, read: (view, at, little) => half(view.getUint16(at, little)) },
  f4: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
} as const satisfies Record<string, NumberType>;

function boolean(byte: number): number {
  if (byte > 1) throw malformed('booleans of 0 or 1', `${byte}`);
  return byte;
}

function exact(integer: bigint): number {
  const number = Number(integer);
  if (!Number.isSafeInteger(number)) throw malformed('integers that a double holds exactly (up to 2^53)', `${integer}`);
  return number;
}

/** IEEE half precision: 1 sign, 5 exponent and 10 fraction bits. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** A header's promise: what follows it. */
export interface Block {
  readonly bytes: Uint8Array;
  /** Where the numbers begin; they go on to the end. */
  readonly start: number;
  readonly shape: Shape;
  readonly type: NumberType;
  readonly littleEndian: boolean;
  /** The first axis varies fastest. */
  readonly columnMajor: boolean;
}

/** Reads the rows of a block. Nothing is allocated before the bytes are known to be there. */
export function readBlock(block: Block, wanted: Rows | undefined): Tensor {
  const { bytes, start, shape, type } = block;
  if (shape.length > MAX_RANK) throw malformed(`at most ${MAX_RANK} axes`, `${shape.length}`);
  if (shape.includes(0)) throw malformed('at least one element', `shape ${formatShape(shape)}`);
  const size = sizeOf(shape) * type.bytes;
  if (size !== bytes.length - start) {
    throw malformed(`${size} bytes of data for shape ${formatShape(shape)}`, `${bytes.length - start}`);
  }
  const rows = rowsOf(shape, wanted);
  const part = shape.length === 0 ? shape : [rows[1] - rows[0], ...shape.slice(1)];
  limitElements(sizeOf(part));
  const result = zeros(part);
  const order = block.columnMajor && shape.length > 1 ? columnOrder(shape, part, rows[0]) : null;
  const from = order ? 0 : rows[0] * sizeOf(shape.slice(1));
  const { data } = result;
  if (type === NUMBER_TYPES.u1 && !order) {
    data.set(bytes.subarray(start + from, start + from + data.length));
    return result;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start);
  for (let i = 0; i < data.length; i++) {
    data[i] = type.read(view, (order ? order[i] : from + i) * type.bytes, block.littleEndian);
  }
  return result;
}

/** Where each element of the row-major part stands in the column-major whole. */
function columnOrder(shape: Shape, part: Shape, firstRow: number): Float64Array {
  const strides = stridesOf([...shape].reverse()).reverse();
  const order = new Float64Array(sizeOf(part));
  const index = new Array<number>(shape.length).fill(0);
  let at = firstRow;
  for (let i = 0; i < order.length; i++) {
    order[i] = at;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis];
      if (++index[axis] < part[axis]) break;
      at -= strides[axis] * index[axis];
      index[axis] = 0;
    }
  }
  return order;
}
