// Mistakes whose cure is certain, mended and read again.
import { describe, expect, it } from 'vitest';
import { checkFile } from '../../../src/session/session';
import { applied } from '../../../src/session/fixes/edits';
import type { ErrorReport } from '../../../src/check/report';
import type { Work } from '../../../src/session/types';

const WORK: Work = {
  signal: { aborted: false },
  progress: () => undefined,
  now: () => 0,
  breathe: () => Promise.resolve(),
};

const HEAD = `"inputs": {
    "x": { "shape": [3, 2, 4, 4], "normal": 1 }, "y": { "shape": [3, 6], "normal": 1 },
    "t": [0, 2, 1], "o": { "labels": [0, 1, 2], "classes": 10 }
  }`;
const json = (...layers: string[]): string => `{\n  ${HEAD},\n  "layers": [\n    ${layers.join(',\n    ')}\n  ]\n}\n`;

async function errorsOf(text: string, file: string): Promise<ErrorReport['errors']> {
  const result = await checkFile({ file, text, files: { read: () => Promise.reject(new Error('none')) } }, WORK);
  return result.report.status === 'error' ? result.report.errors : [];
}

/** The titles of the fixes, and the mistakes that are left when all are applied. */
async function mended(
  text: string,
  file = 'net.grad.json',
): Promise<{ titles: string[]; text: string; left: string[] }> {
  const fixes = (await errorsOf(text, file)).flatMap(({ fix }) => fix ?? []);
  const result = applied(
    text,
    fixes.flatMap(({ edits }) => edits),
  )!;
  return {
    titles: fixes.map(({ title }) => title),
    text: result,
    left: (await errorsOf(result, file)).map(({ message }) => message),
  };
}

describe('a mistake that can be mended', () => {
  it('a misspelt name of an input, a key or a type', async () => {
    const text = json('{ "name": "A", "type": "Affine", "inputs": "yy", "unitts": 5 }', '{ "type": "RelU" }');
    expect(await mended(text)).toMatchObject({
      titles: ['Change "yy" to "y"', 'Change "unitts" to "units"', 'Change "RelU" to "ReLU"'],
      left: [],
    });
  });

  it('a Flatten layer that is missing between two layers', async () => {
    const { titles, text, left } = await mended(
      json('{ "type": "ReLU", "inputs": "x" }', '{ "name": "A", "type": "Affine", "units": 5 }'),
    );
    expect(titles).toEqual(['Insert a Flatten layer before A']);
    expect(text).toContain(
      '\n    { "name": "Flatten1", "type": "Flatten" },\n    { "name": "A", "type": "Affine", "units": 5 }',
    );
    expect(left).toEqual([]);
  });

  it('a Flatten layer that is missing before one that names its input', async () => {
    const { text, left } = await mended(json('{ "name": "A", "type": "Affine", "inputs": "x", "units": 5 }'));
    expect(text).toContain(
      '{ "name": "Flatten1", "type": "Flatten", "inputs": "x" },\n    { "name": "A", "type": "Affine", "inputs": "Flatten1"',
    );
    expect(left).toEqual([]);
  });

  it('a width that does not fit the target', async () => {
    const text = json(
      '{ "name": "A", "type": "Affine", "inputs": "y", "units": 5 }',
      '{ "type": "SoftmaxWithLoss", "inputs": ["A", "o"] }',
    );
    expect(await mended(text)).toMatchObject({ titles: ['Set the units of A to 10'], left: [] });
  });

  it('the shape of a param', async () => {
    const param =
      '{ "name": "A", "type": "Affine", "inputs": "y", "units": 5, "params": { "W": { "shape": [4, 5], "normal": 1 } } }';
    expect(await mended(json(param))).toMatchObject({ titles: ['Change the shape of A.W to [6, 5]'], left: [] });
  });

  it('in a program: a misspelt option, and an input with too many axes', async () => {
    const program = (call: string): string =>
      `import { affine, input, network, normal } from 'gradient-debugger';\n` +
      `export default network('N', () => {\n  const x = input('x', normal([3, 2, 4], 1));\n  return ${call};\n});\n`;
    expect(await mended(program("affine(x, 3, { nam: 'A' })"), 'n.grad.ts')).toMatchObject({
      titles: ['Change "nam" to "name"'],
    });
    expect(await mended(program("affine(x, 3, { name: 'A' })"), 'n.grad.ts')).toMatchObject({
      titles: ['Flatten the input of affine'],
      text: program("affine(x.reshape([x.shape[0], -1]), 3, { name: 'A' })"),
      left: [],
    });
    const target = "input('t', [[0, 1, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0]])";
    const wide = program(`softmaxWithLoss(affine(relu(affine(x.reshape([3, -1]), 9)), 5), ${target})`);
    const text = wide.replace('affine, input', 'affine, relu, softmaxWithLoss, input');
    expect(await mended(text, 'n.grad.ts')).toMatchObject({ titles: ['Set the units of affine to 7'], left: [] });
  });
});

describe('a mistake that cannot be mended for certain', () => {
  it.each([
    ['a name that nothing is near to', json('{ "type": "ReLU", "inputs": "nothing" }')],
    [
      'a width that two layers could have',
      json(
        '{ "name": "A", "type": "Affine", "inputs": "y", "units": 5 }',
        '{ "name": "B", "type": "Affine", "inputs": "y", "units": 4 }',
        '{ "name": "S", "type": "Add", "inputs": ["A", "B"] }',
      ),
    ],
    ['text that is not JSON', '{ "layers": [ { "type": '],
  ])('%s', async (_, text) => {
    const errors = await errorsOf(text, 'net.grad.json');
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.filter(({ fix }) => fix)).toEqual([]);
  });
});
