// IDX, the format of MNIST: two zeros, a type, the number of axes, their extents, then the elements, all big-endian.
// http://yann.lecun.com/exdb/mnist

import type { Tensor } from '../../engine/tensor';
import { malformed } from './error';
import { NUMBER_TYPES, readBlock, type NumberType } from './numbers';
import type { Rows } from './rows';

const TYPES: Readonly<Record<number, NumberType>> = {
  0x08: NUMBER_TYPES.u1,
  0x09: NUMBER_TYPES.i1,
  0x0b: NUMBER_TYPES.i2,
  0x0c: NUMBER_TYPES.i4,
  0x0d: NUMBER_TYPES.f4,
  0x0e: NUMBER_TYPES.f8,
};

export function isIdx(bytes: Uint8Array): boolean {
  return bytes[0] === 0 && bytes[1] === 0 && bytes[2] in TYPES;
}

export function decodeIdx(bytes: Uint8Array, rows: Rows | undefined): Tensor {
  if (!isIdx(bytes)) {
    const found = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw malformed('an IDX file, which begins with 00 00 and a type of 08, 09, 0b, 0c, 0d or 0e', found || 'nothing');
  }
  const rank = bytes[3];
  const start = 4 + 4 * rank;
  if (!(bytes.length >= start)) throw malformed('a whole IDX header', `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  return readBlock({ bytes, start, shape, type: TYPES[bytes[2]], littleEndian: false, columnMajor: false }, rows);
}
