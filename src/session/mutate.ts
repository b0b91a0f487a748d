// What a network's check is worth: which of the known bugs its own data would show.

import { checkGradients } from '../check';
import type { Checked } from '../check/checked';
import { mutants, type Mutant } from '../check/mutants';
import type { Progress } from '../check/problem';
import type { ErrorReport } from '../check/report';
import { NodeError } from '../engine/run';
import { readNetwork } from '../network';
import { problemOf } from './problem';
import { errorReport, mistakeAt } from './session';
import type { Ask, Work } from './types';
import { breathe, drive } from './work';

/** How many bugs had each outcome. */
export interface Tally {
  readonly caught: number;
  /** Wrong, yet no gradient fails. */
  readonly missed: number;
  /** On this data the bug changes nothing. */
  readonly equivalent: number;
}

export interface LayerScore extends Tally {
  readonly layer: string;
  readonly type: string;
}

/** What `gradcheck mutate --format json` prints. */
export interface MutationReport extends Tally {
  readonly version: 1;
  readonly network: string;
  readonly file: string;
  /** `refused`: the network's own gradients are wrong, so that nothing can be said of others. */
  readonly status: 'scored' | 'refused';
  /** caught / (caught + missed + equivalent); null where there was no bug to make. */
  readonly score: number | null;
  readonly elapsedMs: number;
  /** In the order of the network. */
  readonly layers: readonly LayerScore[];
  readonly mutants: readonly Mutant[];
  /** Of a refused network: the tensors whose gradients are wrong. */
  readonly wrong: readonly string[];
}

/** Throws Cancelled once the work's signal is aborted. */
export async function mutateFile(ask: Ask, work: Work): Promise<MutationReport | ErrorReport> {
  const started = work.now();
  const reading = await readNetwork(ask.text, ask.files);
  if (!reading.ok) return errorReport(ask.file, reading.mistakes);
  await breathe(work);
  const { network } = reading;
  const problem = problemOf(network, ask.settings);
  try {
    const checked = await drive<Progress, Checked>(checkGradients(problem), work, (progress) =>
      work.progress(progress),
    );
    const wrong = checked.tensors.filter(({ status }) => status === 'fail').map(({ value }) => value.name);
    const made =
      wrong.length > 0
        ? []
        : await drive(mutants(checked, problem.cotangent), work, ({ layer }) =>
            work.progress({ done: 1, total: 1, tensor: layer }),
          );
    const layers = checked.graph.layers
      .map(({ name, type }) => ({ layer: name, type, ...tallyOf(made.filter(({ layer }) => layer === name)) }))
      .filter(({ caught, missed, equivalent }) => caught + missed + equivalent > 0);
    return {
      version: 1,
      network: network.name,
      file: ask.file,
      status: wrong.length > 0 ? 'refused' : 'scored',
      score: made.length > 0 ? tallyOf(made).caught / made.length : null,
      ...tallyOf(made),
      elapsedMs: Math.round(work.now() - started),
      layers,
      mutants: made,
      wrong,
    };
  } catch (error) {
    if (!(error instanceof NodeError)) throw error;
    return errorReport(ask.file, [mistakeAt(network, error)]);
  }
}

function tallyOf(made: readonly Mutant[]): Tally {
  const count = (outcome: Mutant['outcome']): number => made.filter((mutant) => mutant.outcome === outcome).length;
  return { caught: count('caught'), missed: count('missed'), equivalent: count('equivalent') };
}
