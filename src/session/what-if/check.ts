// A check of what a network would be with other numbers in its inputs and params. Nothing of the text changes.

import { readProgram } from '../../network/typescript';
import { Overrides, withOverrides, type Override } from '../../network/overrides';
import type { Network, Reading } from '../../network/types';
import { errorReport } from '../error-report';
import { isProgram, read } from '../read';
import { checkNetwork, OF_NO_TEXT } from '../session';
import type { Finished } from '../tensors/kept';
import type { Ask, CheckResult, SessionResult, Work } from '../types';
import { onNetwork } from '../with-network';

/**
 * `known` is the network of the same text, where it has been read before. Fixes and ties are of a text, and so not told.
 * Throws Cancelled once the work's signal is aborted.
 */
export async function checkWhatIf(
  ask: Ask,
  wanted: readonly Override[],
  given: Work,
  known: Network | null,
  keep: (finished: Finished) => void,
): Promise<SessionResult> {
  const overrides = new Overrides(wanted);
  const marked = (result: CheckResult): CheckResult => ({ ...result, whatIf: overrides.replaced });
  const { early } = given;
  const work = early ? { ...given, early: (result: CheckResult) => early(marked(result)) } : given;
  const reading = await readWithOverrides(ask, overrides, work, known);
  if (!reading.ok) return { ok: false, report: errorReport(ask.file, reading.mistakes) };
  const done = await onNetwork(reading.network, ask, work, (network) =>
    checkNetwork(ask, network, work, keep, () => Promise.resolve(OF_NO_TEXT)),
  );
  return 'view' in done ? { ok: true, ...marked(done) } : { ok: false, report: done };
}

/** A program has to run again: what it computes with plain numbers depends on them. */
export async function readWithOverrides(
  ask: Ask,
  overrides: Overrides,
  work: Work,
  known: Network | null = null,
): Promise<Reading> {
  if (isProgram(ask.file)) return readProgram(ask.file, ask.text, ask.files, work, overrides);
  const reading: Reading = known ? { ok: true, network: known } : await read(ask, work);
  return reading.ok ? { ok: true, network: withOverrides(reading.network, overrides) } : reading;
}
