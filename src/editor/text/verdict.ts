// Verdicts in a few words, for the status item, messages and the log.

import type { CheckReport, Report, TensorReport, TensorStatus, WorstElement } from '../../protocol/messages';
import { formatCount, formatDuration, formatNumber } from '../../session/format';
import { faultText } from '../../session/prose';

/** Icons of the editor's own, which follow its theme. */
export const ICONS: Readonly<Record<TensorStatus | 'error', string>> = {
  pass: '$(pass)',
  kink: '$(pass)',
  fail: '$(error)',
  undecided: '$(question)',
  skipped: '$(circle-slash)',
  error: '$(warning)',
};

export const VERDICT_WORDS: Readonly<Record<TensorStatus, string>> = {
  pass: 'gradient agrees',
  kink: 'gradient accepted at a kink',
  fail: 'gradient is wrong',
  undecided: 'no verdict',
  skipped: 'not differentiated',
};

/** `all 12 gradients agree`, `2 of 12 gradients are wrong`, `3 mistakes in the file`. */
export function verdictSentence(report: Report): string {
  if (report.status === 'error') return `${counted(report.errors.length, 'mistake')} in the file`;
  const checked = report.tensors.filter(({ status }) => status !== 'skipped');
  if (checked.length === 0) return 'nothing was differentiated';
  const count = (status: TensorStatus): number => checked.filter((tensor) => tensor.status === status).length;
  const of = `of ${counted(checked.length, 'gradient')}`;
  if (report.status === 'fail') return `${count('fail')} ${of} ${count('fail') === 1 ? 'is' : 'are'} wrong`;
  if (report.status === 'undecided') return `${count('undecided')} ${of} undecided`;
  return checked.length === 1 ? 'the gradient agrees' : `all ${checked.length} gradients agree`;
}

/** `2 of 12 gradients are wrong. Affine1: W's gradient is transposed.`, and how many faults more. */
export function verdictWithCause(report: Report): string {
  const verdict = `${verdictSentence(report)}.`;
  if (report.status === 'error' || report.faults.length === 0) return verdict;
  const [first, ...others] = report.faults;
  const more = others.length > 0 ? ` And ${counted(others.length, 'more fault')}.` : '';
  return `${verdict} ${first.layer}: ${faultText(first)}${more}`;
}

/** Numbers behind the verdict: `loss 2.30259, 39,760 elements checked in 41 ms`. */
export function measureSentence({ loss, tensors, elapsedMs }: CheckReport): string {
  const elements = tensors.reduce((sum: number, { checked }: TensorReport) => sum + checked, 0);
  return `loss ${formatNumber(loss)}, ${formatCount(elements)} elements checked in ${formatDuration(elapsedMs)}`;
}

export function logLine(report: Report): string {
  const numbers = report.status === 'error' ? '' : ` (${measureSentence(report)})`;
  return `${report.file}: ${verdictSentence(report)}${numbers}`;
}

export function counted(n: number, noun: string): string {
  return `${formatCount(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/** Of one element: |analytic - numerical| over the larger of the two. */
export function relativeError({ analytic, numeric }: WorstElement): number {
  const [a, n] = [Number(analytic), Number(numeric)];
  return a === n ? 0 : Math.abs(a - n) / Math.max(Math.abs(a), Math.abs(n));
}
