// Verdicts in a few words, for the status item, messages and the log.

import type { CheckReport, Report, TensorReport, TensorStatus, WorstElement } from '../../protocol/messages';
import { formatCount, formatDuration, formatNumber } from '../../session/format';
import { faultText } from '../../session/prose';
import { message, t } from '../../session/translate';

/** Icons of the editor's own, which follow its theme. */
export const ICONS: Readonly<Record<TensorStatus | 'error', string>> = {
  pass: '$(pass)',
  kink: '$(pass)',
  fail: '$(error)',
  undecided: '$(question)',
  skipped: '$(circle-slash)',
  error: '$(warning)',
};

/** In English; `t` has them in other languages. */
export const VERDICT_WORDS: Readonly<Record<TensorStatus, string>> = {
  pass: message('gradient agrees'),
  kink: message('gradient accepted at a kink'),
  fail: message('gradient is wrong'),
  undecided: message('no verdict'),
  skipped: message('not differentiated'),
};

/** `all 12 gradients agree`, `2 of 12 gradients are wrong`, `3 mistakes in the file`. */
export function verdictSentence(report: Report): string {
  if (report.status === 'error') return mistakes(report.errors.length);
  const checked = report.tensors.filter(({ status }) => status !== 'skipped');
  if (checked.length === 0) return t('nothing was differentiated');
  const count = (status: TensorStatus): number => checked.filter((tensor) => tensor.status === status).length;
  if (report.status === 'fail') return wrong(count('fail'), checked.length);
  if (report.status === 'undecided') return undecided(count('undecided'), checked.length);
  return checked.length === 1 ? t('the gradient agrees') : t('all {0} gradients agree', checked.length);
}

function mistakes(n: number): string {
  return n === 1 ? t('1 mistake in the file') : t('{0} mistakes in the file', formatCount(n));
}

function wrong(n: number, of: number): string {
  if (of === 1) return t('1 of 1 gradient is wrong');
  return n === 1 ? t('1 of {0} gradients is wrong', of) : t('{0} of {1} gradients are wrong', n, of);
}

function undecided(n: number, of: number): string {
  return of === 1 ? t('1 of 1 gradient undecided') : t('{0} of {1} gradients undecided', n, of);
}

/** `2 of 12 gradients are wrong. Affine1: W's gradient is transposed.`, and how many faults more. */
export function verdictWithCause(report: Report): string {
  const verdict = `${verdictSentence(report)}.`;
  if (report.status === 'error' || report.faults.length === 0) return verdict;
  const [first, ...others] = report.faults;
  const cause = `${verdict} ${first.layer}: ${faultText(first)}`;
  if (others.length === 0) return cause;
  return `${cause} ${others.length === 1 ? t('And 1 more fault.') : t('And {0} more faults.', others.length)}`;
}

/** Numbers behind the verdict: `loss 2.30259, 39,760 elements checked in 41 ms`. */
export function measureSentence({ loss, tensors, elapsedMs }: CheckReport): string {
  const elements = tensors.reduce((sum: number, { checked }: TensorReport) => sum + checked, 0);
  return t(
    'loss {0}, {1} elements checked in {2}',
    formatNumber(loss),
    formatCount(elements),
    formatDuration(elapsedMs),
  );
}

export function logLine(report: Report): string {
  const numbers = report.status === 'error' ? '' : ` (${measureSentence(report)})`;
  return `${report.file}: ${verdictSentence(report)}${numbers}`;
}

/** `1 element`, `39,760 elements`. */
export function elementCount(n: number): string {
  return n === 1 ? t('1 element') : t('{0} elements', formatCount(n));
}

/** Of one element: |analytic - numerical| over the larger of the two. */
export function relativeError({ analytic, numeric }: WorstElement): number {
  const [a, n] = [Number(analytic), Number(numeric)];
  return a === n ? 0 : Math.abs(a - n) / Math.max(Math.abs(a), Math.abs(n));
}
