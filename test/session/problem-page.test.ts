// The page about problems: a section for each code, and its examples are what they say.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readNetwork } from '../../src/network';
import type { MistakeCode } from '../../src/network/types';
import { PROBLEM_CODES } from '../../src/session/problem-codes';

const ROOT = path.resolve(import.meta.dirname, '../..');
const page = fs.readFileSync(path.join(ROOT, 'docs/problems.md'), 'utf8');
const sections = new Map(
  page
    .split(/^### /m)
    .slice(1)
    .map((section): [string, string] => [section.slice(0, section.indexOf('\n')), section]),
);

const MISTAKES = {
  syntax: true,
  'unknown-key': true,
  'missing-key': true,
  'wrong-type': true,
  'bad-value': true,
  'unknown-name': true,
  'unknown-type': true,
  'duplicate-name': true,
  'bad-name': true,
  cycle: true,
  'shape-mismatch': true,
  expression: true,
  'file-missing': true,
  'file-format': true,
  'not-finite': true,
  limit: true,
  thrown: true,
  timeout: true,
  import: true,
} satisfies Record<MistakeCode, true>;

it('has a section for every verdict and every mistake, and no other', () => {
  expect([...sections.keys()]).toEqual([...PROBLEM_CODES]);
  expect([...sections.keys()]).toEqual(['wrong-gradient', 'undecided-gradient', 'kink', ...Object.keys(MISTAKES)]);
});

it.each([...sections])('%s: says what it means, how it is cured, and works an example', (_, section) => {
  for (const part of ['Means', 'Cure', 'Example']) expect(section).toMatch(new RegExp(`^- ${part}: `, 'm'));
});

describe('the examples of mistakes', () => {
  const first = '{ "name": "A", "type": "Affine", "inputs": "x", "units": 5 }';
  const layers = (...all: string[]): string =>
    `{ "inputs": { "x": { "shape": [3, 4], "normal": 1 }, "t": [0, 2, 3], "o": { "labels": [0, 1, 2], "classes": 10 } }, "layers": [${all.join(', ')}] }`;

  it.each([
    ['syntax', layers('{ "type": "ReLU" "inputs": "x" }')],
    ['unknown-key', layers('{ "type": "Affine", "inputs": "x", "unit": 5 }')],
    ['missing-key', layers('{ "type": "SoftmaxWithLoss" }')],
    ['wrong-type', layers('{ "type": "Affine", "inputs": "x", "units": "5" }')],
    ['unknown-name', layers('{ "type": "ReLU", "inputs": "y" }')],
    ['unknown-type', layers('{ "type": "Relu", "inputs": "x" }')],
    ['duplicate-name', layers(first, first)],
    ['bad-name', layers('{ "name": "layer-1", "type": "ReLU", "inputs": "x" }')],
    [
      'cycle',
      layers('{ "name": "A", "type": "ReLU", "inputs": "B" }', '{ "name": "B", "type": "ReLU", "inputs": "A" }'),
    ],
    ['shape-mismatch', layers(first, '{ "type": "SoftmaxWithLoss", "inputs": ["A", "o"] }')],
    ['expression', layers('{ "type": "Expression", "forward": "sum(x, axis = 0)" }')],
    ['file-missing', '{ "inputs": { "x": { "file": "x.npy" } }, "layers": [{ "type": "ReLU", "inputs": "x" }] }'],
    ['not-finite', '{ "inputs": { "x": 1e999 }, "layers": [{ "type": "ReLU", "inputs": "x" }] }'],
  ] satisfies [MistakeCode, string][])('%s', async (code, text) => {
    const reading = await readNetwork(text, { read: () => Promise.reject(new Error('no such file')) });
    expect(reading.ok ? [] : reading.mistakes.map((mistake) => mistake.code)).toContain(code);
  });
});
