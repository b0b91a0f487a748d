// NumPy's .npy: a magic string, a header that is a Python dictionary, then the elements.
// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html

import { strFromU8 } from 'fflate';
import type { Tensor } from '../../engine/tensor';
import { malformed } from './error';
import { NUMBER_TYPES, readBlock, type Block } from './numbers';
import type { Rows } from './rows';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** NumPy's own limit, for the same reason: the header is parsed. */
const MAX_HEADER = 65_535;

export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

export function decodeNpy(bytes: Uint8Array, rows: Rows | undefined): Tensor {
  if (!isNpy(bytes)) throw malformed('a .npy file, which begins with \\x93NUMPY', 'other bytes');
  const { text, end } = headerOf(bytes);
  const { type, littleEndian } = typeOf(text);
  const block: Block = {
    bytes,
    start: end,
    shape: shapeOf(text),
    type,
    littleEndian,
    columnMajor: fieldOf(text, 'fortran_order', /^(True|False)\b/)[1] === 'True',
  };
  return readBlock(block, rows);
}

function headerOf(bytes: Uint8Array): { text: string; end: number } {
  const version = bytes[6];
  if (!(version >= 1 && version <= 3)) throw malformed('.npy version 1, 2 or 3', `${version ?? 'the end of the file'}`);
  const width = version === 1 ? 2 : 4;
  const begin = 8 + width;
  if (bytes.length < begin) throw malformed('a .npy header', 'the end of the file');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER || begin + length > bytes.length) {
    throw malformed(`a .npy header of ${length} bytes`, `${bytes.length - begin} bytes`);
  }
  const end = begin + length;
  return { text: strFromU8(bytes.subarray(begin, end), true), end };
}

/** What stands behind a key of the header's dictionary. */
function fieldOf(header: string, key: string, value: RegExp): RegExpExecArray {
  const at = new RegExp(`['"]${key}['"]\\s*:\\s*`).exec(header);
  const found = at && value.exec(header.slice(at.index + at[0].length));
  if (!found) throw malformed(`a .npy header with ${key}`, header.trim().slice(0, 120));
  return found;
}

function typeOf(header: string): Pick<Block, 'type' | 'littleEndian'> {
  const [, name, fields] = fieldOf(header, 'descr', /^(?:'([^']*)'|(\[.*))/);
  const spelt = /^([<>|=])([a-z]\d+)$/.exec(name ?? '');
  if (fields !== undefined || !spelt || !Object.hasOwn(NUMBER_TYPES, spelt[2])) {
    const found = fields === undefined ? `'${name}'` : 'a structured dtype';
    throw malformed('a dtype of bool, int8 to int64, uint8 to uint64 or float16 to float64', found);
  }
  return { type: NUMBER_TYPES[spelt[2] as keyof typeof NUMBER_TYPES], littleEndian: spelt[1] !== '>' };
}

function shapeOf(header: string): number[] {
  const [, inside] = fieldOf(header, 'shape', /^\(((?:\s*\d+L?\s*,)*\s*(?:\d+L?)?\s*)\)/);
  return inside
    .split(',')
    .map((extent) => extent.trim())
    .filter((extent) => extent !== '')
    .map((extent) => parseInt(extent, 10));
}
