// The selected input or param: one of its numbers, to be changed and seen through the whole network at once.

import { useEffect, useState } from 'preact/hooks';
import { flatOf, isInside } from '../../picture/positions';
import { elementName } from '../../picture/words';
import type { TensorView, ViewNode } from '../../protocol/messages';
import { canCompute } from '../handout/host';
import { host } from '../host';
import { result, select, selection } from '../state';
import { NumberField } from './field';
import { overrideAt, put, refusal, reset, isAt, writtenAt, type Place } from './state';

/** Nothing where the node is neither an input nor a param, or where nothing can be computed. */
export function WhatIf({ node }: { readonly node: ViewNode }) {
  const tensor = result.value?.view.tensors[node.id];
  if (!canCompute || !tensor || (node.kind !== 'input' && node.kind !== 'param')) return null;
  return (
    <section class="what-if" aria-label="Another number">
      <h3>What if …</h3>
      <Element tensor={tensor} />
    </section>
  );
}

function Element({ tensor }: { readonly tensor: TensorView }) {
  const { shape, name } = tensor;
  const chosen = selection.value.tensor === null || selection.value.tensor === name ? selection.value.element : null;
  const index = isInside(shape, chosen) ? chosen : shape.map(() => 0);
  const place = { tensor: name, index };
  const value = useValue(tensor, place);
  const override = overrideAt(place);
  const refused = refusal.value && isAt(refusal.value, place) ? refusal.value.message : null;
  return (
    <>
      {shape.some((extent) => extent > 1) && <IndexFields shape={shape} index={index} tensor={name} />}
      {value === null && <p class="quiet">The numbers of this check are gone: run it again to change one.</p>}
      {typeof value === 'number' && (
        <NumberField
          key={elementName(place)}
          label={elementName(place)}
          value={value}
          written={override ? writtenAt(place) : value}
          kind={{ dtype: dtypeOf(), labels: isLabels(tensor) }}
          refused={refused}
          onChange={(next) => put({ ...place, value: next })}
        />
      )}
      {override && (
        <p>
          {writtenAt(place) !== undefined && <span class="quiet">the file says {writtenAt(place)} </span>}
          <button type="button" onClick={() => reset(place)}>
            Reset this value
          </button>
        </p>
      )}
    </>
  );
}

function IndexFields({ shape, index, tensor }: { shape: readonly number[]; index: readonly number[]; tensor: string }) {
  const choose = (axis: number, text: string): void => {
    const at = Math.min(Math.max(Math.round(Number(text)) || 0, 0), shape[axis] - 1);
    select({ tensor, element: index.with(axis, at) });
  };
  return (
    <p class="index-fields">
      <span class="quiet">element </span>
      {shape.map((extent, axis) => (
        <input
          type="number"
          min={0}
          max={extent - 1}
          value={index[axis]}
          aria-label={`Axis ${axis}: index from 0 to ${extent - 1}`}
          onInput={({ currentTarget }) => choose(axis, currentTarget.value)}
        />
      ))}
    </p>
  );
}

function dtypeOf(): 'float64' | 'float32' {
  return result.value!.report.dtype;
}

/** Class indices, one for each row; what is one-hot has an axis of classes. */
function isLabels({ role, shape, report, value }: TensorView): boolean {
  const column = shape.length <= 1 || shape.slice(1).every((extent) => extent === 1);
  return (
    role === 'input' && report?.status === 'skipped' && column && value.head.every((x) => Number.isInteger(x) && x >= 0)
  );
}

/** Null where the worker no longer knows, undefined until it has answered; of another check the one before until then. */
function useValue(tensor: TensorView, place: Place): number | null | undefined {
  const { shape, value, name } = tensor;
  const override = overrideAt(place)?.value;
  const flat = flatOf(shape, place.index);
  const known = override ?? (flat < value.head.length ? value.head[flat] : undefined);
  const [fetched, setFetched] = useState<{ readonly key: string; readonly value: number | null } | null>(null);
  const about = result.value;
  const key = elementName(place);
  useEffect(() => {
    if (known !== undefined) return;
    let current = true;
    const answer = host.call('element', { query: { tensor: name, index: place.index } }).answer;
    void answer
      .catch(() => null)
      .then((element) => {
        if (current) setFetched({ key, value: element?.value ?? null });
      });
    return () => {
      current = false;
    };
  }, [about, key, known]);
  return known ?? (fetched?.key === key ? fetched.value : undefined);
}
