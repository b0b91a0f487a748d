// The story of a guilty layer, of a check made up by hand and of real ones.
import { describe, expect, it } from 'vitest';
import { markdownReport } from '../../../src/session/render/markdown-report';
import { escape, fenced } from '../../../src/session/render/markdown';
import { faultStory, guiltyLayers } from '../../../src/session/render/story';
import { faulty } from '../../editor-unit/faulty';
import { DOUBLED, FLIPPED } from '../../editor/networks';
import { checkText } from './check-text';

const SOURCE = Array.from({ length: 12 }, (_, line) => `line ${line + 1}, as it is written`).join('\n');

describe('the story of a layer', () => {
  it('says what the golden file says', async () => {
    await expect(`${faultStory('Affine1', faulty(), SOURCE)}\n`).toMatchFileSnapshot('golden/story.md');
  });

  it('is told of guilty layers alone', () => {
    expect(guiltyLayers(faulty())).toEqual(['Affine1']);
    for (const layer of ['Loss', 'x', 'toString']) expect(faultStory(layer, faulty(), SOURCE)).toBeNull();
  });

  it('quotes nothing of a text that has changed', () => {
    const story = faultStory('Affine1', faulty(), null)!;
    expect(story).not.toContain('```');
    expect(story).toContain('Drop the factor 2');
  });

  it('names the page of causes where no fix could be proven', () => {
    expect(faultStory('Affine1', faulty({ fix: null }), SOURCE)).toContain('no change could be proven');
  });

  it('tells of a program which gradient is doubled, that nothing inherits it, and the line that cures it', async () => {
    const story = faultStory('Affine1', await checkText('doubled.grad.ts', DOUBLED), DOUBLED)!;
    const [, expected, found] = /\| Affine1\.W\\\[\d, \d\\\] \| (\S+) \| (\S+) \|/.exec(story)!;
    expect(Number(found)).toBeCloseTo(2 * Number(expected), 4);
    expect(story).toContain('20 of 20 checked elements are wrong');
    expect(story).toContain('| Affine1.b | passed on | agrees |');
    expect(story).toContain('no other gradient is wrong because of it');
    expect(story).toContain('+    this.grads = { W: this.x.T.dot(dout), b: dout.sum(0) };');
  });

  it('tells of an expression how its fault spreads, from the layer back to the input', async () => {
    const story = faultStory('Swish1', await checkText('flipped.grad.json', FLIPPED), FLIPPED)!;
    expect(story).toContain('| Swish1.out | arrives | agrees |');
    expect(story).toContain('| Affine1.out | passed on | **wrong** |');
    expect(story).toMatch(/1\. Affine1\.b [^]*2\. Affine1\.W [^]*3\. x /);
  });
});

describe('the report as a page', () => {
  it('says what the golden file says', async () => {
    await expect(markdownReport(faulty(), SOURCE)).toMatchFileSnapshot('golden/report.md');
  });

  it('of a file that could not be read has its mistakes', () => {
    const span = { line: 3, column: 24, endLine: 3, endColumn: 31 };
    const errors = [{ code: 'unknown-type', message: 'Expected <Square>.', expected: '', found: '', span }];
    const report = { version: 1, file: 'broken.grad.json', status: 'error', errors } as const;
    expect(markdownReport({ ok: false, report }, '')).toContain('- `broken.grad.json:3:24` Expected \\<Square\\>.');
  });
});

it('text stays text', () => {
  expect(escape('__init__ <b> [x](y) `z` | $1')).toBe('\\_\\_init\\_\\_ \\<b\\> \\[x\\](y) \\`z\\` \\| \\$1');
});

it('code with backticks stays one block', () => {
  expect(fenced('ts', 'a\n```\nb')).toBe('````ts\na\n```\nb\n````');
});
