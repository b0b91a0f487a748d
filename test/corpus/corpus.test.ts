// Every way of getting a backward pass wrong, at many shapes: found, at the right layer, by its name.

import { afterAll, describe, expect, it } from 'vitest';
import { EXPRESSION_SUBJECTS, networkOf } from './expressions';
import { programOf, SUBJECTS } from './subjects';
import { count, emptyRow, foundIn, gradientsOf, SEEDS, sizesOf, table, total, type Row } from './tally';

const rows: Row[] = [];

describe('of layers in TypeScript', () => {
  for (const subject of SUBJECTS) {
    it(`${subject.name} is right without a bug`, async () => {
      for (const seed of SEEDS) {
        const { checked, faults } = await foundIn('corpus.grad.ts', programOf(subject, null, sizesOf(seed), seed));
        expect([checked.tensors.filter(({ status }) => status === 'fail'), faults]).toEqual([[], []]);
      }
    });
    for (const bug of subject.bugs) {
      it(`${subject.name}: ${bug.code}, by ${bug.edits[0][1].trim() || 'leaving out'}`, async () => {
        const row = emptyRow(bug.code, subject.name);
        rows.push(row);
        for (const seed of SEEDS) {
          const sizes = (bug.sizes ?? ((same) => same))(sizesOf(seed));
          const right = await gradientsOf('corpus.grad.ts', programOf(subject, null, sizes, seed));
          const wrong = await foundIn('corpus.grad.ts', programOf(subject, bug, sizes, seed));
          count(row, bug.operands, right, wrong);
        }
        judge(row);
      });
    }
  }
});

describe('of layers in expressions', () => {
  for (const subject of EXPRESSION_SUBJECTS) {
    it(`${subject.name} is right without a bug`, async () => {
      for (const seed of SEEDS) {
        const { checked, faults } = await foundIn('corpus.grad.json', networkOf(subject, null, sizesOf(seed), seed));
        expect([checked.tensors.filter(({ status }) => status === 'fail'), faults]).toEqual([[], []]);
      }
    });
    for (const bug of subject.bugs) {
      it(`${subject.name}: ${bug.code}, by ${bug.backward}`, async () => {
        const row = emptyRow(bug.code, `${subject.name}, in expressions`);
        rows.push(row);
        for (const seed of SEEDS) {
          const sizes = (bug.sizes ?? ((same) => same))(sizesOf(seed));
          const right = await gradientsOf('corpus.grad.json', networkOf(subject, null, sizes, seed));
          const wrong = await foundIn('corpus.grad.json', networkOf(subject, bug, sizes, seed));
          count(row, [bug.operand], right, wrong);
        }
        judge(row);
      });
    }
  }
});

/** Of one class: all of it is found and put down to the right layer; nothing is said of what is equivalent. */
function judge(row: Row): void {
  expect(row.planted).toBeGreaterThan(0);
  expect(row.detected).toBe(row.planted);
  expect(row.located).toBe(row.planted);
  expect(row.misnamed.filter((name) => name.startsWith('equivalent'))).toEqual([]);
}

afterAll(() => {
  console.log(table(rows));
  expect(total(rows, 'named')).toBeGreaterThanOrEqual(0.95 * total(rows, 'planted'));
});
