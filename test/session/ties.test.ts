// Ties: at which layer they are, and samples that are moved off them.
import { describe, expect, it } from 'vitest';
import { applied } from '../../src/session/fixes/edits';
import { checkFile } from '../../src/session/session';
import type { CheckResult, Work } from '../../src/session/types';

const WORK: Work = {
  signal: { aborted: false },
  progress: () => undefined,
  now: () => 0,
  breathe: () => Promise.resolve(),
};

async function resultOf(text: string, file = 'n.grad.json'): Promise<CheckResult> {
  const result = await checkFile({ file, text, files: { read: () => Promise.reject(new Error('none')) } }, WORK);
  if (!result.ok) throw new Error(JSON.stringify(result.report.errors));
  return result;
}

const DIRECT =
  '{ "inputs": { "x": [[1, 0, -2], [0, 3, -1]] }, "layers": [ { "name": "R", "type": "ReLU", "inputs": "x" } ] }';
/** The first row's pre-activation is 1 - 1 = 0: W and x have kinks too, and only because of the ReLU. */
const BEHIND = `{
  "inputs": { "x": [[1, -1], [2, 1]] },
  "layers": [
    { "name": "A", "type": "Affine", "inputs": "x", "units": 1, "params": { "W": [[1], [1]], "b": [0] } },
    { "name": "R", "type": "ReLU" }
  ]
}`;

describe('a tie', () => {
  it('is at the layer whose branches meet there', async () => {
    expect((await resultOf(DIRECT)).ties).toMatchObject([{ layer: 'R', tensor: 'x', elements: 2, first: 1 }]);
    expect((await resultOf(BEHIND)).ties).toMatchObject([{ layer: 'R', tensor: 'A.out', elements: 1, first: 0 }]);
  });

  it('is not there where nothing is tied', async () => {
    expect((await resultOf(DIRECT.replaceAll('0', '0.5'))).ties).toEqual([]);
  });

  it.each([
    ['the elements themselves', DIRECT, '[[1, 0.001, -2], [0.001, 3, -1]]'],
    ['one element of the sample before', BEHIND, '[[1.001, -1], [2, 1]]'],
  ])('goes when samples are moved: %s', async (_, text, moved) => {
    const [{ fix }] = (await resultOf(text)).ties;
    expect(fix?.title).toBe('Move the sample off the kink of R');
    const after = applied(text, fix!.edits)!;
    expect(after).toContain(moved);
    const result = await resultOf(after);
    expect(result.ties).toEqual([]);
    expect(result.report.tensors.map(({ status }) => status)).not.toContain('kink');
  });

  it('goes in a program too', async () => {
    const program = (sample: string): string =>
      "import { input, network, relu } from 'gradient-debugger';\n" +
      `export default network('N', () => relu(input('x', [[1, ${sample}, -2]]), { name: 'R' }));\n`;
    const [{ fix }] = (await resultOf(program('0'), 'n.grad.ts')).ties;
    expect(applied(program('0'), fix!.edits)).toBe(program('0.001'));
  });

  it('stays where no sample stands in the text', async () => {
    const random = BEHIND.replace('[[1, -1], [2, 1]]', '{ "shape": [2, 2], "constant": 1 }').replace(
      '[[1], [1]]',
      '[[1], [-1]]',
    );
    expect((await resultOf(random)).ties).toMatchObject([{ layer: 'R', fix: null }]);
  });
});
