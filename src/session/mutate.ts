// What a network's check is worth: which of the known bugs its own data would show.

import type { Checked } from '../check/checked';
import { mutants, type Mutant } from '../check/mutants';
import type { Problem } from '../check/problem';
import type { ErrorReport } from '../check/report';
import { checkOnly } from './checking';
import { problemOf } from './problem';
import type { Ask, Work } from './types';
import { drive } from './work';
import { withNetwork } from './with-network';

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
export function mutateFile(ask: Ask, work: Work): Promise<MutationReport | ErrorReport> {
  const started = work.now();
  return withNetwork(ask, work, async (network) => {
    const problem = problemOf(network, ask.settings);
    const checked = await checkOnly(problem, work);
    const wrong = checked.tensors.filter(({ status }) => status === 'fail').map(({ value }) => value.name);
    const made = wrong.length > 0 ? [] : await makeMutants(checked, problem, work);
    return {
      version: 1,
      network: network.name,
      file: ask.file,
      status: wrong.length > 0 ? 'refused' : 'scored',
      score: made.length > 0 ? tallyOf(made).caught / made.length : null,
      ...tallyOf(made),
      elapsedMs: Math.round(work.now() - started),
      layers: scoresOf(checked, made),
      mutants: made,
      wrong,
    };
  });
}

function makeMutants(checked: Checked, { cotangent }: Problem, work: Work): Promise<readonly Mutant[]> {
  return drive(mutants(checked, cotangent), work, ({ layer }) => work.progress({ done: 1, total: 1, tensor: layer }));
}

function scoresOf({ graph }: Checked, made: readonly Mutant[]): LayerScore[] {
  return graph.layers
    .map(({ name, type }) => ({ layer: name, type, ...tallyOf(made.filter(({ layer }) => layer === name)) }))
    .filter(({ caught, missed, equivalent }) => caught + missed + equivalent > 0);
}

function tallyOf(made: readonly Mutant[]): Tally {
  const count = (outcome: Mutant['outcome']): number => made.filter((mutant) => mutant.outcome === outcome).length;
  return { caught: count('caught'), missed: count('missed'), equivalent: count('equivalent') };
}
