// Says plainly that what is shown is not the file's, which numbers stand in the place of its own, and how to be rid of them.

import { elementName } from '../../picture/words';
import { formatNumber } from '../../protocol/format';
import type { Replaced } from '../../protocol/messages';
import { canCompute, handout } from '../handout/host';
import { isStale, result, select } from '../state';
import { note, overrides, question, reset, resetAll, waiting, write } from './state';

/** So many are named. */
const NAMED = 6;

export function WhatIfBanner() {
  const replaced = result.value?.whatIf ?? [];
  const wanted = overrides.value.length;
  if (replaced.length === 0 && wanted === 0) return <Note />;
  return (
    <section class="what-if-banner" aria-label="What if">
      <p>
        <span role="status">
          <strong>What if:</strong> {saying(wanted || replaced.length)}
        </span>
        {canCompute && <Actions />}
      </p>
      {replaced.length > 0 && <Changes replaced={replaced} />}
      {question.value !== null && <Question text={question.value} />}
      <Note />
    </section>
  );
}

function saying(values: number): string {
  const changed = values === 1 ? '1 value changed' : `${values} values changed`;
  if (waiting.value || isStale.value) return `${changed}, to be put on top of the new text once that has been checked`;
  return `${changed} · these are not the file’s numbers`;
}

function Actions() {
  return (
    <span class="actions">
      <button type="button" onClick={resetAll}>
        Reset
      </button>
      {handout === null && (
        <button type="button" disabled={waiting.value || isStale.value} onClick={() => void write(false)}>
          Write to file
        </button>
      )}
    </span>
  );
}

function Question({ text }: { readonly text: string }) {
  return (
    <p role="alert">
      <span>{text}</span>
      <span class="actions">
        <button type="button" onClick={() => void write(true)}>
          Write them out
        </button>
        <button type="button" onClick={() => (question.value = null)}>
          Leave the file as it is
        </button>
      </span>
    </p>
  );
}

function Note() {
  if (note.value === null) return null;
  return (
    <p class="what-if-note" role="alert">
      <span>{note.value}</span>
      <button type="button" class="link" aria-label="Dismiss this note" onClick={() => (note.value = null)}>
        ✕
      </button>
    </p>
  );
}

function Changes({ replaced }: { readonly replaced: readonly Replaced[] }) {
  return (
    <ul>
      {replaced.slice(0, NAMED).map((one) => (
        <Change key={elementName(one)} {...one} />
      ))}
      {replaced.length > NAMED && <li>and {replaced.length - NAMED} more</li>}
    </ul>
  );
}

function Change({ tensor, index, value, was }: Replaced) {
  const name = elementName({ tensor, index });
  return (
    <li>
      <button type="button" class="link" onClick={() => select({ node: tensor, tensor, element: index })}>
        {name}
      </button>
      <span>
        <del>{formatNumber(was)}</del> → <strong>{formatNumber(value)}</strong>
      </span>
      {canCompute && (
        <button type="button" class="link" aria-label={`Reset ${name}`} onClick={() => reset({ tensor, index })}>
          ✕
        </button>
      )}
    </li>
  );
}
