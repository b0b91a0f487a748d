import { expect, it } from 'vitest';
import { decode, encode, pack, unpack } from '../../src/protocol/wire';

it('keeps the numbers that JSON does not know, wherever they stand', () => {
  const message = { min: NaN, head: [1, Infinity, -Infinity, 2.5], name: 'NaN', none: null, deep: { x: [[NaN]] } };
  expect(decode(encode(message))).toEqual(message);
});

it('carries arrays beside the text, bit for bit, and no more of them than there is', () => {
  const all = Float64Array.of(1, NaN, -0, Infinity, 5);
  const packed = pack({ name: 'W', elements: { value: all, part: all.subarray(1, 3) }, worst: [{ bad: Infinity }] });
  if (typeof packed === 'string') throw new Error('the arrays are in the text');
  expect(packed.arrays.map(({ buffer }) => buffer.byteLength)).toEqual([40, 16]);
  // As a webview's channel does it: the text through JSON, the arrays as clones.
  expect(unpack(structuredClone(packed))).toEqual({
    name: 'W',
    elements: { value: all, part: Float64Array.of(NaN, -0) },
    worst: [{ bad: Infinity }],
  });
});

it('is text alone where there are no arrays', () => {
  expect(pack({ x: NaN })).toBe(encode({ x: NaN }));
  expect(unpack(encode({ x: NaN }))).toEqual({ x: NaN });
});
