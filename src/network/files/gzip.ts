// Gzip: one deflated stream, then its checksum and length, both of which are verified.

import { gunzipSync } from 'fflate';
import { malformed } from './error';
import { limitUnpacked } from './limits';

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

export function gunzip(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 18) throw malformed('a gzip stream', `${bytes.length} bytes`);
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 8, 8);
  const length = trailer.getUint32(4, true);
  limitUnpacked(bytes.length, length, 'unpacked data');
  const result = inflate(bytes, length);
  if (result.length !== length || crc32(result) !== trailer.getUint32(0, true)) {
    throw malformed('a gzip stream that matches its checksum', 'one that is cut off or damaged');
  }
  return result;
}

function inflate(bytes: Uint8Array, length: number): Uint8Array {
  try {
    return gunzipSync(bytes, { out: new Uint8Array(length) });
  } catch (error) {
    throw malformed('a gzip stream', `a damaged one (${(error as Error).message})`);
  }
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  return remainder;
});

function crc32(bytes: Uint8Array): number {
  let remainder = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) remainder = CRC_TABLE[(remainder ^ bytes[i]) & 0xff] ^ (remainder >>> 8);
  return (remainder ^ 0xffffffff) >>> 0;
}
