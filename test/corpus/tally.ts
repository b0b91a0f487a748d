// Runs planted bugs and counts what the check made of them.

import { checkGradients, examine } from '../../src/check';
import type { Checked, Finding } from '../../src/check/checked';
import type { CheckReport, Report } from '../../src/check/report';
import { randomStream } from '../../src/engine/random';
import { backward, forward, type Gradients } from '../../src/engine/run';
import type { Network } from '../../src/network/types';
import { problemOf } from '../../src/session/problem';
import { read } from '../../src/session/read';
import { checkFile } from '../../src/session/session';
import type { Sizes } from './subjects';

export const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);

/** From 2 to 5 of everything; equal extents, which let causes look alike, are among them. */
export function sizesOf(seed: number): Sizes {
  const random = randomStream(seed, 'corpus');
  const extent = (): number => 2 + random.below(4);
  return { N: extent(), D: extent(), M: extent() };
}

const FILES = { read: (path: string) => Promise.reject(new Error(`no ${path}`)) };
const CLOCK = { now: () => performance.now() };

/** The whole check of a text, fixes and all. */
async function checkText(file: string, text: string): Promise<Report> {
  const work = { ...CLOCK, signal: { aborted: false }, progress: () => undefined, breathe: () => Promise.resolve() };
  return (await checkFile({ file, text, files: FILES, values: true }, work)).report;
}

export async function checkedText(file: string, text: string): Promise<CheckReport> {
  const report = await checkText(file, text);
  if (report.status === 'error') throw new Error(`${JSON.stringify(report.errors, null, 1)}\n${text}`);
  return report;
}

/** What a check finds out, without looking for fixes. */
export interface Found {
  readonly checked: Checked;
  readonly faults: readonly Finding[];
}

export async function foundIn(file: string, text: string): Promise<Found> {
  const problem = problemOf(await networkOf(file, text));
  const checked = finish(checkGradients(problem));
  return { checked, faults: finish(examine(checked, problem)).faults };
}

/** The gradients of a text's own backward pass, of every value, unchecked. */
export async function gradientsOf(file: string, text: string): Promise<Gradients> {
  const { graph, cotangent } = await networkOf(file, text);
  return backward(graph, forward(graph), cotangent);
}

async function networkOf(file: string, text: string): Promise<Network> {
  const reading = await read({ file, text, files: FILES }, CLOCK);
  if (!reading.ok) throw new Error(`${JSON.stringify(reading.mistakes, null, 1)}\n${text}`);
  return reading.network;
}

function finish<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Whether every gradient is the same to 1e-6 of its tensor's norm: then there is nothing to be found. */
function isEquivalent(wrong: Gradients, right: Gradients): boolean {
  return right.every((gradient, id) => {
    if (!gradient) return true;
    const distance = Math.hypot(...gradient.data.map((value, i) => value - wrong[id]!.data[i]));
    return distance <= 1e-6 * Math.hypot(...gradient.data);
  });
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
export function count(row: Row, operands: readonly string[], right: Gradients, { checked, faults }: Found): void {
  if (isEquivalent(checked.gradients, right)) {
    row.equivalent++;
    if (faults.length > 0) row.misnamed.push(`equivalent, called ${faults[0].code}`);
    return;
  }
  row.planted++;
  if (faults.length > 0 && checked.tensors.some(({ status }) => status === 'fail')) row.detected++;
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
