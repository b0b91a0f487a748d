// Hypothetical numbers as edits of the text that gives them. Every edit is tried: the edited text must give these numbers,
// and not another one in the whole network.

import { sameBits, sameShape, sizeOf, type Tensor } from '../../engine/tensor';
import { Overrides, type Override } from '../../network/overrides';
import type { Network } from '../../network/types';
import { applied, Editing, withoutMark, type Edit } from '../fixes/edits';
import { isProgram, read } from '../read';
import type { Ask, Work } from '../types';
import { readWithOverrides } from './check';
import { placeInJson } from './json-place';
import { literalText, mannerAt, MOST_WRITTEN, numberText } from './literal';
import type { Given, Obstacle, Place } from './places';
import { placeInProgram } from './program-place';

export type WriteBack =
  | { readonly kind: 'edits'; readonly edits: readonly Edit[] }
  /** These would have to be written out, each as a whole. */
  | { readonly kind: 'whole'; readonly tensors: readonly Whole[] }
  | { readonly kind: 'refused'; readonly tensor: string; readonly why: Obstacle | 'gone' | 'unproven' }
  | { readonly kind: 'too-large'; readonly tensor: Whole };

export interface Whole {
  readonly name: string;
  readonly elements: number;
  readonly given: Given;
}

/** `mayBeWhole`: tensors that are not given number by number may be written out. */
export async function writeBack(
  ask: Ask,
  overrides: readonly Override[],
  mayBeWhole: boolean,
  work: Work,
): Promise<WriteBack> {
  const numbers = new Overrides(overrides);
  const reading = await readWithOverrides(ask, numbers, work);
  const lost = overrides.find(({ tensor, index }) =>
    numbers.replaced.every((one) => one.tensor !== tensor || one.index !== index),
  );
  if (!reading.ok || lost) return { kind: 'refused', tensor: (lost ?? overrides[0]).tensor, why: 'gone' };
  const { network } = reading;
  const editing = new Editing(withoutMark(ask.text));
  const edits: Edit[] = [];
  const tensors: Whole[] = [];
  for (const name of new Set(overrides.map(({ tensor }) => tensor))) {
    const changed = overrides.filter(({ tensor }) => tensor === name);
    const place = placeOf(ask, editing, name, network);
    const planned = planOf(editing, place, name, changed, tensorOf(network, name));
    if ('kind' in planned) return planned;
    for (const edit of planned.edits) if (!edits.some((other) => isSame(edit, other))) edits.push(edit);
    if (planned.whole) tensors.push(planned.whole);
  }
  if (tensors.length > 0 && !mayBeWhole) return { kind: 'whole', tensors };
  const wrong = await tried(ask, edits, network, work);
  return wrong === null ? { kind: 'edits', edits } : { kind: 'refused', tensor: wrong, why: 'unproven' };
}

function placeOf({ file }: Ask, { content }: Editing, name: string, network: Network): Place {
  return isProgram(file) ? placeInProgram(content, name, network) : placeInJson(content, name);
}

/** What is to be edited for one tensor. */
interface Plan {
  readonly edits: readonly Edit[];
  /** Where it is written out as a whole. */
  readonly whole?: Whole;
}

function planOf(
  editing: Editing,
  place: Place,
  name: string,
  changed: readonly Override[],
  tensor: Tensor,
): Plan | WriteBack {
  if (place.kind === 'none') return { kind: 'refused', tensor: name, why: place.why };
  const edits = editsOfNumbers(editing, place, changed, tensor);
  if (edits) return { edits };
  if (place.kind === 'numbers') return { kind: 'refused', tensor: name, why: 'expression' };
  const given = place.kind === 'labels' ? 'labels' : place.given;
  const whole: Whole = { name, elements: sizeOf(tensor.shape), given };
  if (whole.elements > MOST_WRITTEN) return { kind: 'too-large', tensor: whole };
  return { edits: wholeEdits(editing, place, tensor), whole };
}

/** The tensor that the edited text gives otherwise than is wanted; null where there is none. */
async function tried(ask: Ask, edits: readonly Edit[], wanted: Network, work: Work): Promise<string | null> {
  const text = applied(ask.text, edits);
  const after = text === null ? null : await read({ ...ask, text }, work);
  return after?.ok ? differing(wanted, after.network) : nameOfOutput(wanted);
}

/** Null where the text does not give the tensor number by number. */
function editsOfNumbers(
  editing: Editing,
  place: Place,
  changed: readonly Override[],
  { shape, data }: Tensor,
): Edit[] | null {
  const edits: Edit[] = [];
  if (place.kind === 'numbers') {
    for (const { index, value } of changed) {
      const at = place.at(index);
      if (!at) return null;
      edits.push(editing.edit(at.from, at.to, numberText(value)));
    }
    return edits;
  }
  if (place.kind !== 'labels') return null;
  for (const row of new Set(changed.map(({ index }) => index[0]))) {
    const at = place.at(row);
    const label = classOf(data.subarray(row * shape[1], (row + 1) * shape[1]));
    if (!at || label === null) return null;
    edits.push(editing.edit(at.from, at.to, String(label)));
  }
  return edits;
}

/** Null where the row is not one-hot. */
function classOf(row: ArrayLike<number>): number | null {
  const label = Array.from(row).indexOf(1);
  return label >= 0 && Array.from(row).every((x, i) => x === (i === label ? 1 : 0)) ? label : null;
}

function wholeEdits(editing: Editing, place: Exclude<Place, { kind: 'numbers' | 'none' }>, tensor: Tensor): Edit[] {
  const { from, to } = place.whole;
  const literal = literalText(tensor, mannerAt(editing.content, from));
  if (place.kind === 'labels') return [editing.edit(from, to, literal)];
  const { around, also } = place;
  return [
    editing.edit(from, to, around ? around(literal) : literal),
    ...(also ? [editing.edit(also.at, also.at, also.text)] : []),
  ];
}

function isSame(a: Edit, b: Edit): boolean {
  return a.newText === b.newText && a.span.line === b.span.line && a.span.column === b.span.column;
}

function tensorOf({ graph }: Network, name: string): Tensor {
  return graph.sources.get(graph.values.find((value) => value.name === name)!.id)!;
}

/** The first tensor that one network gives otherwise than the other, by name; null where there is none. */
function differing(network: Network, { graph: found }: Network): string | null {
  const { graph: wanted } = network;
  if (wanted.values.length !== found.values.length) return nameOfOutput(network);
  const others = new Map(found.values.map((value) => [value.name, value]));
  const differs = wanted.values.find(({ id, name, role, shape }) => {
    const other = others.get(name);
    if (other?.role !== role || !sameShape(other.shape, shape)) return true;
    const [mine, theirs] = [wanted.sources.get(id), found.sources.get(other.id)];
    return mine && theirs ? !sameBits(mine.data, theirs.data) : mine !== theirs;
  });
  return differs?.name ?? null;
}

function nameOfOutput({ graph }: Network): string {
  return graph.values[graph.output].name;
}
