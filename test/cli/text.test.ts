import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { excerpt } from '../../src/cli/excerpt';
import { COLOURED, PLAIN, styleFor } from '../../src/cli/style';
import { reportText, totalText } from '../../src/cli/text';
import { BROKEN, BROKEN_SOURCE, FAILING, FAULTY, PASSING } from './reports';

const WIDE = { style: PLAIN, width: Infinity };

function golden(name: string): string {
  return readFileSync(path.join(import.meta.dirname, 'golden', name), 'utf8');
}

describe('the text report', () => {
  it('shows a row per tensor with its worst element and what is remarkable', () => {
    expect(reportText(FAILING, '', WIDE)).toBe(golden('failing.txt'));
  });

  it('leaves columns out where the terminal is narrow, and keeps those that say what is wrong', () => {
    const text = reportText(FAILING, '', { style: PLAIN, width: 80 });
    expect(text).toBe(golden('failing-80.txt'));
    expect(Math.max(...table(text).map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('stays in a line of 40 characters', () => {
    const lines = table(reportText(FAILING, '', { style: PLAIN, width: 40 }));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
    expect(lines[3]).toContain('Affine1.W');
  });

  it('says in green how much agrees', () => {
    expect(reportText(PASSING, '', { style: COLOURED, width: Infinity })).toContain(
      '\u001b[32mgradients agree: 2,352 elements of 1 tensor\u001b[0m',
    );
  });

  it('differs by colour alone on a coloured terminal', () => {
    const coloured = reportText(FAILING, '', { style: COLOURED, width: Infinity });
    // eslint-disable-next-line no-control-regex
    const plain = coloured.replace(/\u001b\[\d+m/g, '').replace(/ +$/gm, '');
    expect(coloured).not.toBe(plain);
    expect(plain).toBe(golden('failing.txt'));
  });

  it('names faults first, each in a line that begins with its place, and tells what is inherited', () => {
    expect(reportText(FAULTY, '', WIDE)).toBe(golden('faulty.txt'));
  });

  it('begins a warning of a branch that never ran with its place', () => {
    const span = { line: 9, column: 12, endLine: 11, endColumn: 8 };
    const warnings = [{ code: 'vacuous-check', layer: null, reason: 'branch-never-ran', span }];
    expect(reportText({ ...PASSING, warnings }, '', WIDE)).toContain(
      '\n  nets/good.grad.json:9:12: warning: Line 9: with this data this part of the code never runs',
    );
  });

  it('shows what is inherited faintly', () => {
    const [inherited, own] = reportText(FAULTY, '', { style: COLOURED, width: Infinity })
      .split('\n')
      .filter((line) => line.includes('✗ ') || line.includes('✗\u001b'))
      .slice(1);
    expect(inherited).toContain('\u001b[2m✗\u001b[0m');
    expect(own).toContain('\u001b[31m✗\u001b[0m');
  });

  it('shows an error at its line with carets under the place', () => {
    expect(reportText(BROKEN, BROKEN_SOURCE, WIDE)).toBe(golden('broken.txt'));
  });

  it('counts verdicts under the reports of several networks', () => {
    expect(totalText([FAILING, PASSING, PASSING, BROKEN], WIDE)).toBe('4 networks: 2 pass, 1 fail, 1 error\n');
    expect(totalText([], WIDE)).toBe('0 networks\n');
  });
});

/** The lines of the table alone. */
function table(text: string): string[] {
  return text.split('\n').slice(3, 8);
}

describe('the excerpt of an error', () => {
  const at = (column: number, endColumn: number) => ({ line: 1, column, endLine: 1, endColumn });

  it('keeps the place in view where a line is longer than the terminal', () => {
    const line = `${'a'.repeat(200)}WRONG${'b'.repeat(200)}`;
    const [shown, carets] = excerpt(line, at(201, 206), 60);
    expect(shown.length).toBeLessThanOrEqual(60);
    expect(shown.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('WRONG');
  });

  it('marks to the end of the first line where the place goes on', () => {
    const [shown, carets] = excerpt('{ "a": [\n1 ] }', { line: 1, column: 8, endLine: 2, endColumn: 3 }, 80);
    expect(shown.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('[');
  });

  it('marks one character where the place is empty, such as the end of the file', () => {
    expect(excerpt('{ "a"', at(6, 6), 80)).toEqual(['   1 | { "a"', '     |      ^']);
  });

  it('is nothing where the file has no such line', () => {
    expect(excerpt('{}', { line: 9, column: 1, endLine: 9, endColumn: 2 }, 80)).toEqual([]);
  });
});

describe('colour', () => {
  const terminal = (isTTY: boolean) => ({ isTTY, hasColors: () => true }) as never;

  it('is for terminals alone', () => {
    expect(styleFor(terminal(true), true, {})).toBe(COLOURED);
    expect(styleFor(terminal(false), true, {})).toBe(PLAIN);
  });

  it('is left out on request', () => {
    expect(styleFor(terminal(true), false, {})).toBe(PLAIN);
    expect(styleFor(terminal(true), true, { NO_COLOR: '1' })).toBe(PLAIN);
    expect(styleFor(terminal(true), true, { NO_COLOR: '' })).toBe(COLOURED);
    expect(styleFor(terminal(true), true, { FORCE_COLOR: '0' })).toBe(PLAIN);
  });

  it('can be forced into a pipe', () => {
    expect(styleFor(terminal(false), true, { FORCE_COLOR: '1' })).toBe(COLOURED);
    expect(styleFor(terminal(false), false, { FORCE_COLOR: '1' })).toBe(PLAIN);
  });
});
