// What the text of a network tells of its tensors: names and places, also while it is half-written.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { outlineOfJson, outlineOfProgram } from '../../src/editor/test-explorer-outline';
import { checkText } from '../session/render/check-text';
import { DOUBLED, FLIPPED, MLP } from '../editor/networks';

const names = ({ tensors }: ReturnType<typeof outlineOfJson>): string[] => tensors.map(({ name }) => name);

describe('the outline of a JSON network', () => {
  it.each([
    ['mlp', MLP],
    ['flipped', FLIPPED],
  ])('has the tensors of %s that a check has', async (file, text) => {
    const { report } = await checkText(`${file}.grad.json`, text);
    const outline = outlineOfJson(text, file);
    expect(outline.network).toBe(report.network);
    const checked = report.tensors.filter(({ role }) => role !== 'node').map(({ name }) => name);
    expect(new Set(names(outline))).toEqual(new Set(checked));
  });

  it('points at names', () => {
    for (const { name, offset } of outlineOfJson(MLP, '').tensors)
      expect(MLP.slice(offset)).toMatch(new RegExp(`^${name.split('.')[0]}"`));
  });

  it('of a text that is no network yet is what there is of it', () => {
    expect(outlineOfJson('', 'empty.grad.json')).toEqual({ network: 'empty.grad.json', tensors: [] });
    expect(names(outlineOfJson('{ "inputs": { "x": [1, 2], "layers": [', 'half'))).toContain('x');
  });

  it('takes less than a second for 300 files', () => {
    const text = fs.readFileSync(path.join(import.meta.dirname, '../../examples/two-layer.grad.json'), 'utf8');
    const since = performance.now();
    for (let n = 0; n < 300; n++) outlineOfJson(text, '');
    expect(performance.now() - since).toBeLessThan(1000);
  });
});

it('the outline of a program has what its calls name', () => {
  const outline = outlineOfProgram(DOUBLED, 'doubled.grad.ts');
  expect(outline.network).toBe('Doubled');
  expect(names(outline)).toEqual(['x', 't', 'Affine1.out', 'Affine2.out', 'Loss.out']);
});
