import { expect, it } from 'vitest';
import { decode, encode } from '../../src/protocol/wire';

it('keeps the numbers that JSON does not know, wherever they stand', () => {
  const message = { min: NaN, head: [1, Infinity, -Infinity, 2.5], name: 'NaN', none: null, deep: { x: [[NaN]] } };
  expect(decode(encode(message))).toEqual(message);
});
