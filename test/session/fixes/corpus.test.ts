// The bugs of the corpus, mended: what is offered is put into the text as an editor would, and the text checked again.

import { describe, expect, it } from 'vitest';
import type { Fix } from '../../../src/check/report';
import { EXPRESSION_SUBJECTS, networkOf } from '../../corpus/expressions';
import { SUBJECTS, programOf, type Sizes } from '../../corpus/subjects';
import { checkedPatiently, fixesOf, patched } from './patch';

const SIZES: Sizes = { N: 4, D: 3, M: 2 };
const SEED = 3;

/** Every fault has a fix, and with all of them in the text nothing is wrong any more. */
async function expectMended(file: string, text: string): Promise<string> {
  const report = await checkedPatiently(file, text);
  expect(report.status).toBe('fail');
  const fixes = fixesOf(report);
  expect(fixes).toHaveLength(report.faults.length);
  const mended = patched(text, unique(fixes));
  const after = await checkedPatiently(file, mended);
  expect([after.status, after.faults]).toEqual(['pass', []]);
  return mended;
}

/** One edit may mend several faults. */
function unique(fixes: readonly Fix[]): readonly Fix[] {
  return [...new Map(fixes.map((fix) => [JSON.stringify(fix.edits), fix])).values()];
}

describe('every bug of a layer of expressions has a fix', () => {
  const bugs = EXPRESSION_SUBJECTS.flatMap((subject) =>
    subject.bugs.map(
      (bug) => [`${subject.name}: ${bug.code} of ${bug.operand}: ${bug.backward}`, subject, bug] as const,
    ),
  );
  it.each(bugs)('%s', async (_name, subject, bug) => {
    const text = networkOf(subject, bug, bug.sizes?.(SIZES) ?? SIZES, SEED);
    const mended = await expectMended('corpus.grad.json', text);
    const others = (text: string): unknown => {
      const network = JSON.parse(text) as { layerTypes: { Custom: { backward: Record<string, string> } } };
      delete network.layerTypes.Custom.backward[bug.operand];
      return network;
    };
    expect(others(mended)).toEqual(others(text));
  });
});

const program = (name: string, at: number): string => {
  const subject = SUBJECTS.find((subject) => subject.name === name)!;
  const bug = subject.bugs[at];
  return programOf(subject, bug, bug.sizes?.(SIZES) ?? SIZES, SEED);
};

describe('every bug of a method has a fix', () => {
  it.each(SUBJECTS.flatMap(({ name, bugs }) => bugs.map(({ code }, at) => [name, code, at] as const)))(
    '%s: %s (%i)',
    async (name, _code, at) => {
      await expectMended('corpus.grad.ts', program(name, at));
    },
  );
});

describe('an edit hits its place, and nothing else changes', () => {
  const relu = EXPRESSION_SUBJECTS.find(({ name }) => name === 'Relu')!;
  const inverted = relu.bugs.find(({ code }) => code === 'mask-inverted')!;
  const wrong = networkOf(relu, inverted, SIZES, SEED);
  const texts: [string, (text: string) => string][] = [
    ['line feeds', (text) => text],
    ['carriage returns', (text) => text.replaceAll('\n', '\r\n')],
    ['a byte order mark', (text) => `\uFEFF${text}`],
    ['a byte order mark, all on one line', (text) => `\uFEFF${text.replace(/\n\s*/g, ' ')}`],
    ['both', (text) => `\uFEFF${text.replaceAll('\n', '\r\n')}`],
  ];

  it.each(texts)('in expressions, with %s', async (_name, form) => {
    const mended = await expectMended('corpus.grad.json', form(wrong));
    expect(mended).toBe(form(wrong.replace('x <= 0', 'x > 0')));
  });

  it.each(texts.filter(([name]) => !name.includes('one line')))('in a method, with %s', async (_name, form) => {
    const text = program('Relu', 1);
    const mended = await expectMended('corpus.grad.ts', form(text));
    expect(mended).toBe(form(text.replace('this.mask.not()', 'this.mask')));
  });
});
