// PNG files of few pixels in the colours of a table, without compression: a pixel is a byte.

import type { Rgb } from '../../picture/palette';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const INDEXED = 3;
/** One block that is not compressed holds no more. */
const MOST_BYTES = 0xffff;

/** `pixels` are positions in the table, row by row; the first colour of the table is shown as nothing at all. */
export function png(width: number, height: number, pixels: Uint8Array, colours: readonly Rgb[]): Uint8Array {
  const rows = new Uint8Array(height * (width + 1));
  // Each row begins with the number of its filter: none.
  for (let row = 0; row < height; row++)
    rows.set(pixels.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  if (rows.length > MOST_BYTES) throw new RangeError(`${width} × ${height} pixels are too many for one block`);
  return Uint8Array.from([
    ...SIGNATURE,
    ...chunk('IHDR', [...word(width), ...word(height), 8, INDEXED, 0, 0, 0]),
    ...chunk('PLTE', colours.flat()),
    ...chunk('tRNS', [0]),
    ...chunk('IDAT', stored(rows)),
    ...chunk('IEND', []),
  ]);
}

/** A zlib stream of one stored block. */
function stored(data: Uint8Array): number[] {
  const { length } = data;
  const size = [length & 0xff, length >> 8];
  return [0x78, 0x01, 1, ...size, ...size.map((byte) => byte ^ 0xff), ...data, ...word(adler32(data))];
}

function chunk(type: string, data: readonly number[]): number[] {
  const body = [...[...type].map((letter) => letter.charCodeAt(0)), ...data];
  return [...word(data.length), ...body, ...word(crc32(body))];
}

function word(x: number): number[] {
  return [x >>> 24, (x >>> 16) & 0xff, (x >>> 8) & 0xff, x & 0xff];
}

function adler32(data: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const byte of data) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}

function crc32(data: readonly number[]): number {
  let crc = -1;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
