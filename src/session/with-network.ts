// Work on a network from its text; what is mistaken in the text, or goes wrong in a person's code, becomes a report.

import type { ErrorReport } from '../check/report';
import { NodeError } from '../engine/run';
import type { Mistake, Network } from '../network/types';
import { errorReport } from './error-report';
import { read } from './read';
import { mistakeAt } from './session';
import type { Ask, Work } from './types';
import { breathe } from './work';

export async function withNetwork<T>(
  ask: Ask,
  work: Work,
  run: (network: Network) => Promise<T>,
): Promise<T | ErrorReport> {
  const reading = await read(ask, work);
  if (!reading.ok) return errorReport(ask.file, reading.mistakes);
  await breathe(work);
  try {
    return await run(reading.network);
  } catch (error) {
    const mistake = mistakeOf(reading.network, error);
    if (!mistake) throw error;
    return errorReport(ask.file, [mistake]);
  }
}

/** Null where the error is not the network's. */
export function mistakeOf(network: Network, error: unknown): Mistake | null {
  return error instanceof NodeError ? mistakeAt(network, error) : (network.mistakeOf?.(error) ?? null);
}
