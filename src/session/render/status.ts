// What is said of a gradient, in a word or two.

import type { TensorStatus } from '../../check/report';
import { t } from '../translate';

const WORDS: Readonly<Record<TensorStatus, () => string>> = {
  pass: () => t('agrees'),
  kink: () => t('accepted at a kink'),
  fail: () => `**${t('wrong')}**`,
  undecided: () => t('no verdict'),
  skipped: () => t('not differentiated'),
};

/** Markdown. */
export function statusWord(status: TensorStatus): string {
  return WORDS[status]();
}
