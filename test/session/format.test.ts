import { describe, expect, it } from 'vitest';
import {
  formatCount,
  formatDuration,
  formatError,
  formatIndex,
  formatNumber,
  formatShape,
} from '../../src/session/format';

describe('numbers', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [220, '220'],
    [0.1 + 0.2, '0.3'],
    [-Math.LN10, '-2.30259'],
    [999999.4, '999999'],
    [999999.7, '1e6'],
    [1234567, '1.23457e6'],
    [0.0001, '0.0001'],
    [0.00001234, '1.234e-5'],
    ['NaN', 'NaN'],
    [-Infinity, '-Infinity'],
  ] as const)('writes %s as %s', (x, text) => expect(formatNumber(x)).toBe(text));

  it.each([
    [3e-10, '3e-10'],
    [3.14159e-10, '3.1e-10'],
    [0.523, '0.52'],
    [2, '2'],
    [0, '0'],
    ['Infinity', 'Infinity'],
  ] as const)('writes the error %s as %s', (x, text) => expect(formatError(x)).toBe(text));

  it('groups the digits of a count', () => {
    expect([0, 999, 1000, 39200, 1234567].map(formatCount)).toEqual(['0', '999', '1,000', '39,200', '1,234,567']);
  });

  it('writes a duration with the unit that it is felt in', () => {
    expect([0.81, 41.2, 2340, 75_400].map(formatDuration)).toEqual(['0.8 ms', '41 ms', '2.3 s', '75 s']);
  });
});

describe('places', () => {
  it('writes shapes in round and indices in square brackets', () => {
    expect([formatShape([784, 50]), formatShape([3]), formatShape([])]).toEqual(['(784, 50)', '(3)', '()']);
    expect(formatIndex([17, 4])).toBe('[17, 4]');
  });
});
