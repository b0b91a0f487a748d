// Work on a network from its text; what is mistaken in the text, or goes wrong in a person's code, becomes a report.

import type { ErrorReport, Span } from '../check/report';
import { NodeError } from '../engine/run';
import type { Mistake, Network } from '../network/types';
import { errorReport } from './error-report';
import { mend } from './mend';
import { read } from './read';
import type { Ask, Work } from './types';
import { breathe } from './work';

export async function withNetwork<T>(
  ask: Ask,
  work: Work,
  run: (network: Network) => Promise<T>,
): Promise<T | ErrorReport> {
  const reading = await read(ask, work);
  if (!reading.ok) return errorReport(ask.file, reading.mistakes, await mend(ask, work, reading.mistakes));
  return onNetwork(reading.network, ask, work, run);
}

/** As `withNetwork`, of one that has been read. */
export async function onNetwork<T>(
  network: Network,
  { file }: Ask,
  work: Work,
  run: (network: Network) => Promise<T>,
): Promise<T | ErrorReport> {
  await breathe(work);
  try {
    return await run(network);
  } catch (error) {
    const mistake = mistakeOf(network, error);
    if (!mistake) throw error;
    return errorReport(file, [mistake]);
  }
}

/** Null where the error is not the network's. */
export function mistakeOf(network: Network, error: unknown): Mistake | null {
  return error instanceof NodeError ? mistakeAt(network, error) : (network.mistakeOf?.(error) ?? null);
}

const START: Span = { line: 1, column: 1, endLine: 1, endColumn: 1 };

/** Values that a node could not work on, at the layer that the node belongs to. */
function mistakeAt(network: Network, { node, cause }: NodeError): Mistake {
  const layer = network.graph.layers.find(({ firstNode, endNode }) => node >= firstNode && node < endNode);
  return {
    code: 'bad-value',
    span: (layer && network.layerSpans.get(layer.name)) ?? START,
    ...(layer && { layer: layer.name }),
    part: cause.operand,
    expected: cause.expected,
    found: cause.found,
  };
}
