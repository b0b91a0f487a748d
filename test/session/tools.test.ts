// What agents are answered.
import { describe, expect, it } from 'vitest';
import { TOOLS } from '../../src/session/tools';
import type { SessionResult } from '../../src/session/types';
import { faulty } from '../editor-unit/faulty';
import { RESULT } from '../editor-unit/sample';

const SOURCE = 'a line of code\n'.repeat(12);

const answer = (name: string, input: object, result: SessionResult = faulty()): string =>
  TOOLS.find((tool) => tool.name === name)!.answer({ file: 'sample.grad.json', ...input }, result, SOURCE);

describe('get_node_gradient', () => {
  it('sets both gradients side by side, with the worst element', () => {
    const text = answer('get_node_gradient', { tensor: 'Affine1.W' });
    expect(text).toContain('# Affine1.W `(2, 4)`\n\n**wrong**');
    expect(text).toContain('Worst element \\[1, 2\\]: analytic 0.7, numerical 1.4 ± 1e-11.');
    expect(text).toContain('| \\[1, 2\\] | 7 | 0.7 | 1.4 | -0.7 |');
  });

  it('says because of whom an inherited one is wrong', () => {
    expect(answer('get_node_gradient', { tensor: 'x' })).toContain('**wrong**, because of Affine1');
  });

  it('names the tensors where there is none of that name', () => {
    expect(answer('get_node_gradient', { tensor: 'Affine1.w' })).toBe(
      'There is no tensor Affine1.w. Did you mean Affine1.W? The tensors are: x, Affine1.W, Affine1.out, Loss.out.',
    );
  });
});

describe('explain_mismatch', () => {
  it('tells the story of the layer asked for, else of all that are guilty', () => {
    expect(answer('explain_mismatch', {})).toMatch(/^# Affine1\n/);
    expect(answer('explain_mismatch', { layer: 'Affine1' })).toMatch(/^# Affine1\n/);
  });

  it('says that there is none', () => {
    expect(answer('explain_mismatch', { layer: 'Loss' })).toBe('Loss is not at fault. The layers that are: Affine1.');
    expect(answer('explain_mismatch', {}, RESULT)).toBe('No layer is at fault.');
  });
});

it('every tool answers with the mistakes of a file that could not be read', () => {
  const span = { line: 3, column: 24, endLine: 3, endColumn: 31 };
  const errors = [{ code: 'unknown-type', message: 'Expected a type.', expected: '', found: '', span }];
  const report = { version: 1, file: 'broken.grad.json', status: 'error', errors } as const;
  for (const { name } of TOOLS) expect(answer(name, {}, { ok: false, report })).toContain('Expected a type.');
});
