// Every cause has a cure in plain words.

import { expect, it } from 'vitest';
import { CAUSES } from '../../../src/session/causes';
import { CURES, cureOf } from '../../../src/session/fixes/cures';

const finding = (code: string, evidence = {}) => ({
  code,
  evidence,
  layer: 'L',
  input: 'x',
  tensor: 'L.x',
  confidence: 1,
});

it('the causes and the cures have the same codes', () => {
  expect(Object.keys(CURES).sort()).toEqual(Object.keys(CAUSES).sort());
});

it('the factor is named where it is known', () => {
  expect(cureOf(finding('scaled', { factor: 2.0000000000001 }))).toBe('Drop the factor 2');
  expect(cureOf(finding('scaled'))).toBe('Drop the constant factor');
  expect(cureOf(finding('not-divided-by-batch', { factor: 4 }))).toBe('Divide by the batch size');
});
