// Tries a text: does its network have the fault that is looked for?

import { checkGradients } from '../../check';
import type { Checked, CheckedTensor } from '../../check/checked';
import type { CheckSettings } from '../../check/problem';
import { FAIL } from '../../check/verdict';
import type { Network } from '../../network/types';
import { problemOf } from '../problem';
import { read, type Written } from '../read';
import type { Work } from '../types';
import { mistakeOf } from '../with-network';
import { breathe, drive } from '../work';

/** A network that could be read and run. */
export interface Trial {
  readonly network: Network;
  readonly checked: Checked;
}

/** Null where the text is no network, or one that cannot be run. */
export async function tryText(written: Written, settings: Partial<CheckSettings>, work: Work): Promise<Trial | null> {
  await breathe(work);
  const reading = await read(written, work);
  if (!reading.ok) return null;
  const { network } = reading;
  try {
    const checked = await drive(checkGradients(problemOf(network, settings)), work, work.progress);
    return { network, checked };
  } catch (error) {
    if (mistakeOf(network, error)) return null;
    throw error;
  }
}

/** A difference that a person working by hand cannot overlook. */
const PLAIN = 1e-2;

/** Whether a tensor's gradient is plainly wrong, and wrong in the same manner: a number, or none. */
export function isPlainlyWrong({ analytic, numeric, verdicts }: CheckedTensor, finite: boolean): boolean {
  const all = [...verdicts.keys()];
  if (all.some((k) => !Number.isFinite(numeric[k])) || all.every((k) => Number.isFinite(analytic[k])) !== finite) {
    return false;
  }
  return all.some((k) => {
    const largest = Math.max(Math.abs(analytic[k]), Math.abs(numeric[k]));
    return verdicts[k] === FAIL && !(Math.abs(analytic[k] - numeric[k]) <= PLAIN * largest);
  });
}

export function isFinite({ analytic }: CheckedTensor): boolean {
  return analytic.every(Number.isFinite);
}
