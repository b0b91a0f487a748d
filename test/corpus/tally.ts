// Runs planted bugs and counts what the check made of them.

import type { CheckReport, JsonNested, Report } from '../../src/check/report';
import { randomStream } from '../../src/engine/random';
import { checkFile } from '../../src/session/session';
import type { Sizes } from './subjects';

export const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);

/** From 2 to 5 of everything; equal extents, which let causes look alike, are among them. */
export function sizesOf(seed: number): Sizes {
  const random = randomStream(seed, 'corpus');
  const extent = (): number => 2 + random.below(4);
  return { N: extent(), D: extent(), M: extent() };
}

export async function checkText(file: string, text: string): Promise<Report> {
  const result = await checkFile(
    { file, text, files: { read: (path) => Promise.reject(new Error(`no ${path}`)) }, values: true },
    {
      signal: { aborted: false },
      progress: () => undefined,
      now: () => performance.now(),
      breathe: () => Promise.resolve(),
    },
  );
  return result.report;
}

export async function checkedText(file: string, text: string): Promise<CheckReport> {
  const report = await checkText(file, text);
  if (report.status === 'error') throw new Error(`${JSON.stringify(report.errors, null, 1)}\n${text}`);
  return report;
}

/** Whether every gradient of both is the same to 1e-6 of its tensor's norm: then there is nothing to be found. */
export function isEquivalent(a: CheckReport, b: CheckReport): boolean {
  return a.tensors.every(({ analytic }, k) => {
    const [x, y] = [numbersOf(analytic), numbersOf(b.tensors[k].analytic)];
    const distance = Math.hypot(...x.map((value, i) => value - y[i]));
    return distance <= 1e-6 * Math.hypot(...y);
  });
}

function numbersOf(nested: JsonNested | undefined): number[] {
  return [nested].flat(Infinity as 10).map(Number);
}

/** What is written down of one class of bug. */
export interface Row {
  readonly code: string;
  readonly of: string;
  planted: number;
  equivalent: number;
  detected: number;
  located: number;
  named: number;
  readonly misnamed: string[];
}

export function emptyRow(code: string, of: string): Row {
  return { code, of, planted: 0, equivalent: 0, detected: 0, located: 0, named: 0, misnamed: [] };
}

/** Adds one planted bug to its row. */
export function count(row: Row, operands: readonly string[], right: CheckReport, report: CheckReport): void {
  if (isEquivalent(report, right)) {
    row.equivalent++;
    if (report.faults.length > 0) row.misnamed.push(`equivalent, called ${report.faults[0].code}`);
    return;
  }
  row.planted++;
  const { faults } = report;
  if (report.status === 'fail' && faults.length > 0) row.detected++;
  if (faults.length > 0 && faults.every(({ layer }) => layer === 'Layer')) row.located++;
  const found = operands.map((operand) => faults.find(({ input }) => input === operand)?.code ?? 'nothing');
  if (found.every((code) => code === row.code)) row.named++;
  else row.misnamed.push(found.join(', '));
}

export function table(rows: readonly Row[]): string {
  return rows
    .map(({ code, of, planted, equivalent, detected, located, named, misnamed }) => {
      const others = [...new Set(misnamed)].map((name) => `${name} ×${misnamed.filter((one) => one === name).length}`);
      return `${`${of}: ${code}`.padEnd(44)} ${planted} planted, ${equivalent} equivalent, ${detected} detected, ${located} located, ${named} named  ${others.join('; ')}`;
    })
    .join('\n');
}

export function total(rows: readonly Row[], key: 'planted' | 'detected' | 'located' | 'named'): number {
  return rows.reduce((sum, row) => sum + row[key], 0);
}
