import { describe, expect, it } from 'vitest';
import { exitCode } from '../../src/cli/exit-code';

const of = (...statuses: ('pass' | 'fail' | 'undecided' | 'error')[]) => statuses.map((status) => ({ status }));

describe('the exit code', () => {
  it('is 0 where all pass, and where there is nothing to check', () => {
    expect(exitCode(of('pass', 'pass'), [])).toBe(0);
    expect(exitCode([], [])).toBe(0);
  });

  it('is 1 where a gradient is wrong, whatever is undecided beside it', () => {
    expect(exitCode(of('pass', 'undecided', 'fail'), [])).toBe(1);
  });

  it('is 2 where a file could not be read, whatever is wrong beside it', () => {
    expect(exitCode(of('fail', 'error', 'undecided'), [])).toBe(2);
  });

  it('is 2 where a pattern matches nothing, whatever the others match', () => {
    expect(exitCode(of('pass', 'fail'), ['none/*'])).toBe(2);
  });

  it('is 3 where nothing is wrong but something is undecided', () => {
    expect(exitCode(of('pass', 'undecided'), [])).toBe(3);
  });
});
