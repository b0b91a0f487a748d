// Says plainly that what is shown is not the file's, which numbers stand in the place of its own, and how to be rid of them.

import { formatNumber } from '../../protocol/format';
import type { Replaced } from '../../protocol/messages';
import { result, select } from '../state';
import { note, overrides, reset, resetAll, waiting } from './state';

/** So many are named. */
const NAMED = 6;

export function WhatIfBanner() {
  const replaced = result.value?.whatIf ?? [];
  const wanted = overrides.value.length;
  if (replaced.length === 0 && wanted === 0 && note.value === null) return null;
  return (
    <section class="what-if-banner" aria-label="What if">
      {(wanted > 0 || replaced.length > 0) && (
        <p>
          <span role="status">
            <strong>What if:</strong> {wanted === 1 ? '1 value' : `${wanted} values`} changed
            {waiting.value ? ', to be shown once the text has been checked' : ''}
          </span>
          <span class="quiet"> · the file still says otherwise</span>
          <span class="actions">
            <button type="button" onClick={resetAll}>
              Reset
            </button>
          </span>
        </p>
      )}
      {replaced.length > 0 && <Changes replaced={replaced} />}
      {note.value !== null && <p role="alert">{note.value}</p>}
    </section>
  );
}

function Changes({ replaced }: { readonly replaced: readonly Replaced[] }) {
  return (
    <ul>
      {replaced.slice(0, NAMED).map((one) => {
        const name = placeText(one);
        return (
          <li key={name}>
            <button
              type="button"
              class="link"
              onClick={() => select({ node: one.tensor, tensor: one.tensor, element: one.index })}
            >
              {name}
            </button>{' '}
            <del aria-label={`in the file ${one.was}`}>{formatNumber(one.was)}</del> →{' '}
            <strong>{formatNumber(one.value)}</strong>
            <button type="button" class="link" aria-label={`Reset ${name}`} onClick={() => reset(one)}>
              ✕
            </button>
          </li>
        );
      })}
      {replaced.length > NAMED && <li>and {replaced.length - NAMED} more</li>}
    </ul>
  );
}

export function placeText({ tensor, index }: Pick<Replaced, 'tensor' | 'index'>): string {
  return index.length === 0 ? tensor : `${tensor}[${index.join(', ')}]`;
}
