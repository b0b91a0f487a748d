// What is different between two checks of a network: of its text before an edit and after, or of a baseline and now.

import type { TensorStatus } from '../check/report';
import { normOf } from '../check/statistics';
import type { Checked } from '../check/checked';
import { sameShape, type Data, type Shape } from '../engine/tensor';

/** All that is compared of a check. */
export interface Snapshot {
  readonly loss: number;
  readonly tensors: ReadonlyMap<string, TensorSnapshot>;
}

interface TensorSnapshot {
  readonly shape: Shape;
  readonly status: TensorStatus;
  readonly value: Data;
  readonly gradient: Data | null;
}

export interface Changes {
  /** What it is compared with: the check before the last edit that changed a number, or one that a person has pinned. */
  readonly since: 'edit' | 'baseline';
  readonly loss: { readonly from: number; readonly to: number };
  /** By tensor, without those that are the same. */
  readonly tensors: Readonly<Record<string, TensorChange>>;
}

export type TensorChange =
  | { readonly kind: 'added' }
  | { readonly kind: 'reshaped'; readonly from: Shape }
  | {
      readonly kind: 'moved';
      readonly status: { readonly from: TensorStatus; readonly to: TensorStatus };
      readonly value: Move;
      /** Null where it has no gradient, now or then. */
      readonly gradient: Move | null;
    };

/** How the elements of one tensor have moved; norms are Euclidean. */
export interface Move {
  /** How many are not what they were. */
  readonly elements: number;
  readonly from: number;
  readonly to: number;
  /** The norm of the difference. */
  readonly by: number;
  /** Of the angle between then and now; NaN where one of them is zero. */
  readonly cosine: number;
}

/** The arrays are the check's own. */
export function snapshotOf({ graph, loss, tape, gradients, tensors }: Checked): Snapshot {
  const statuses = new Map(tensors.map(({ value, status }) => [value.id, status]));
  const entries = graph.values.map(({ id, name, shape }): [string, TensorSnapshot] => [
    name,
    {
      shape,
      status: statuses.get(id) ?? 'skipped',
      value: tape.values[id].data,
      gradient: gradients[id]?.data ?? null,
    },
  ]);
  return { loss, tensors: new Map(entries) };
}

export function changesBetween(then: Snapshot, now: Snapshot, since: Changes['since']): Changes {
  const tensors = [...now.tensors].flatMap(([name, tensor]): [string, TensorChange][] => {
    const change = changeOf(then.tensors.get(name), tensor);
    return change ? [[name, change]] : [];
  });
  return { since, loss: { from: then.loss, to: now.loss }, tensors: Object.fromEntries(tensors) };
}

/** Whether an edit between them has changed no number: a comment, a space. */
export function areSame(then: Snapshot, now: Snapshot): boolean {
  return (
    then.tensors.size === now.tensors.size &&
    [...now.tensors].every(([name, tensor]) => changeOf(then.tensors.get(name), tensor) === null)
  );
}

function changeOf(then: TensorSnapshot | undefined, now: TensorSnapshot): TensorChange | null {
  if (!then) return { kind: 'added' };
  if (!sameShape(then.shape, now.shape)) return { kind: 'reshaped', from: then.shape };
  const value = moveOf(then.value, now.value);
  const gradient = then.gradient && now.gradient && moveOf(then.gradient, now.gradient);
  if (value.elements === 0 && !gradient?.elements && then.status === now.status) return null;
  return { kind: 'moved', status: { from: then.status, to: now.status }, value, gradient };
}

function moveOf(then: Data, now: Data): Move {
  const difference = new Float64Array(now.length);
  let [elements, product] = [0, 0];
  for (let i = 0; i < now.length; i++) {
    if (!Object.is(then[i], now[i])) elements++;
    difference[i] = now[i] - then[i];
    product += now[i] * then[i];
  }
  const [from, to] = [normOf(then), normOf(now)];
  return { elements, from, to, by: normOf(difference), cosine: product / (from * to) };
}
