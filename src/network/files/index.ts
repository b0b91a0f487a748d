// Tensor files: .npy, .npz, .csv, IDX and .json, by the file's name, or by its first bytes where the name says nothing.

import { indexOf, type Tensor } from '../../engine/tensor';
import { decodeCsv } from './csv';
import { FileFormatError, malformed, placeOf } from './error';
import { gunzip, isGzip } from './gzip';
import { decodeIdx, isIdx } from './idx';
import { decodeJson } from './json';
import { limitBytes } from './limits';
import { decodeNpy, isNpy } from './npy';
import { decodeNpz } from './npz';
import type { Rows } from './rows';

export { FileFormatError } from './error';

export interface TensorFileOptions {
  /** Member of an .npz archive. */
  readonly key?: string | undefined;
  /** Half-open range of the first axis. */
  readonly rows?: Rows | undefined;
  /** Multiplies every element. */
  readonly scale?: number | undefined;
}

/** The float64 tensor in a file's bytes. Throws FileFormatError, and nothing else, whatever the bytes are. */
export function decodeTensorFile(path: string, bytes: Uint8Array, options: TensorFileOptions = {}): Tensor {
  limitBytes(bytes.length, 'a file');
  const { key, rows, scale } = options;
  const packed = isGzip(bytes);
  const content = packed ? gunzip(bytes) : bytes;
  const format = formatOf(packed ? path.replace(/\.gz$/i, '') : path) ?? sniff(content, path);
  if (key !== undefined && format !== 'npz') {
    throw new FileFormatError('unknown-key', '"key" with an .npz archive alone', `"key" with ${path}`);
  }
  const result = decode(format, content, key, rows);
  if (scale !== undefined) {
    for (let i = 0; i < result.data.length; i++) result.data[i] *= scale;
  }
  refuseNotFinite(result, rows?.[0] ?? 0);
  return result;
}

type Format = 'npy' | 'npz' | 'csv' | 'idx' | 'json';

function formatOf(path: string): Format | undefined {
  const name = path.toLowerCase();
  if (/(\.idx\d*|ubyte)$/.test(name)) return 'idx';
  const extension = /\.(npy|npz|csv|json)$/.exec(name)?.[1];
  return extension as Format | undefined;
}

function sniff(bytes: Uint8Array, path: string): Format {
  if (isNpy(bytes)) return 'npy';
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return 'npz';
  if (isIdx(bytes)) return 'idx';
  throw malformed('a .npy, .npz, .csv, .json or IDX file', path);
}

function decode(format: Format, bytes: Uint8Array, key: string | undefined, rows: Rows | undefined): Tensor {
  switch (format) {
    case 'npy':
      return decodeNpy(bytes, rows);
    case 'npz':
      return decodeNpz(bytes, key, rows);
    case 'csv':
      return decodeCsv(bytes, rows);
    case 'idx':
      return decodeIdx(bytes, rows);
    case 'json':
      return decodeJson(bytes, rows);
  }
}

/** NaN and infinities make every gradient behind them NaN: better said at once, with the element in the file. */
function refuseNotFinite({ shape, data }: Tensor, firstRow: number): void {
  for (let i = 0; i < data.length; i++) {
    if (Number.isFinite(data[i])) continue;
    const index = indexOf(shape, i);
    if (index.length > 0) index[0] += firstRow;
    throw new FileFormatError('not-finite', 'finite numbers', `${data[i]}${placeOf(index)}`);
  }
}
