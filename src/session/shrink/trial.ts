// Tries a text: does its network have the fault that is looked for?

import type { Checked, CheckedTensor, Finding } from '../../check/checked';
import type { CheckSettings } from '../../check/problem';
import { FAIL, UNCHECKED } from '../../check/verdict';
import type { Layer } from '../../engine/graph';
import { checkOnly, examined } from '../checking';
import { problemOf } from '../problem';
import { read, type Written } from '../read';
import type { Work } from '../types';
import { mistakeOf } from '../with-network';
import { breathe } from '../work';

/** A wrong gradient of a layer. */
export interface Guilty {
  readonly layer: Layer;
  /** The input or param, by the layer's own name for it. */
  readonly operand: string;
  readonly code: string;
  /** Whether the wrong gradient is a number in all its elements. */
  readonly finite: boolean;
}

/** In the order of the backward pass. */
export function guiltyOf({ graph, tensors }: Checked, faults: readonly Finding[]): Guilty[] {
  return faults.flatMap(({ layer: name, input: operand, tensor, code }) => {
    const layer = graph.layers.find((one) => one.name === name);
    const wrong = tensors.find(({ value }) => value.name === tensor);
    return layer && operand !== null && wrong ? [{ layer, operand, code, finite: isFinite(wrong) }] : [];
  });
}

/** Elements that are looked at while the case is still large. */
const SAMPLE = 300;

/** How closely a fault must be the one that is looked for: the same gradient wrong, or that and by the same name. */
export type Likeness = 'wrong' | 'named';

/** The check of a network with that fault; null where the text has no such network. */
export async function tryFor(
  { layer, operand, code, finite }: Guilty,
  written: Written,
  tensor: string,
  likeness: Likeness,
  work: Work,
): Promise<Checked | null> {
  await breathe(work);
  const reading = await read(written, work);
  if (!reading.ok) return null;
  const { network } = reading;
  const settings: Partial<CheckSettings> = { tensors: [tensor, `${layer.name}.*`], method: 'auto', sample: SAMPLE };
  try {
    const problem = problemOf(network, settings);
    const checked = await checkOnly(problem, work);
    const wrong = checked.tensors.find(({ value }) => value.name === tensor);
    if (!wrong || !isPlainlyWrong(wrong, finite)) return null;
    if (likeness === 'wrong') return checked;
    const { faults } = await examined(checked, problem, work);
    const same = faults.some((fault) => fault.layer === layer.name && fault.input === operand && fault.code === code);
    return same ? checked : null;
  } catch (error) {
    if (mistakeOf(network, error)) return null;
    throw error;
  }
}

/** A difference that a person working by hand cannot overlook. */
const PLAIN = 1e-2;

/** Whether a gradient is plainly wrong, and wrong in the same manner: a number, or none. */
function isPlainlyWrong(tensor: CheckedTensor, finite: boolean): boolean {
  const { analytic, numeric, verdicts } = tensor;
  if (isFinite(tensor) !== finite) return false;
  const elements = checkedElements(tensor);
  return (
    elements.every((k) => Number.isFinite(numeric[k])) &&
    elements.some((k) => {
      const largest = Math.max(Math.abs(analytic[k]), Math.abs(numeric[k]));
      return verdicts[k] === FAIL && !(Math.abs(analytic[k] - numeric[k]) <= PLAIN * largest);
    })
  );
}

function isFinite(tensor: CheckedTensor): boolean {
  return checkedElements(tensor).every((k) => Number.isFinite(tensor.analytic[k]));
}

function checkedElements({ verdicts }: CheckedTensor): number[] {
  return [...verdicts.keys()].filter((k) => verdicts[k] !== UNCHECKED);
}
