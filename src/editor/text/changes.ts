// What an edit has changed of a tensor, or what is different from a baseline, in one line.

import type { Changes, Move } from '../../protocol/messages';
import { formatCount, formatError, formatNumber, formatShape } from '../../session/format';
import { t } from '../../session/translate';
import { VERDICT_WORDS } from './verdict';

export function changeText(name: string, { since, tensors }: Changes): string {
  const title = since === 'edit' ? t('Since the last edit') : t('Since the baseline');
  return `$(diff) ${title}: ${differences(name, tensors).join('; ')}.`;
}

function differences(name: string, tensors: Changes['tensors']): string[] {
  if (!Object.hasOwn(tensors, name)) return [t('the same')];
  const change = tensors[name];
  if (change.kind === 'added') return [t('new')];
  if (change.kind === 'reshaped') return [t('its shape was {0}', formatShape(change.from))];
  const { status, value, gradient } = change;
  return [
    ...(status.from === status.to ? [] : [t('{0}, before: {1}', VERDICT_WORDS[status.to], VERDICT_WORDS[status.from])]),
    ...(gradient ? [moveText(t('gradient'), gradient)] : []),
    moveText(t('value'), value),
  ];
}

/** `gradient norm 1.3 → 2.6 (15 elements moved by 1.3, cosine 1)`. */
function moveText(what: string, { elements, from, to, by, cosine }: Move): string {
  if (elements === 0) return t('{0} the same', what);
  const angle = Number.isFinite(cosine) ? t(', cosine {0}', formatNumber(Number(cosine.toFixed(4)))) : '';
  return t(
    '{0} norm {1} → {2} ({3} elements moved by {4}{5})',
    what,
    formatNumber(from),
    formatNumber(to),
    formatCount(elements),
    formatError(by),
    angle,
  );
}
