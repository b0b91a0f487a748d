// One check from its text to what the surfaces show.

import { CheckMemory, checkReport } from '../check';
import type { Checked, Examination, Finding } from '../check/checked';
import type { Fix } from '../check/report';
import type { Network } from '../network/types';
import { checkOnly, examined } from './checking';
import { proveFixes } from './fixes';
import { nudge } from './mend/nudge';
import { placeOfFault } from './place';
import { presumed } from './presumed';
import { problemOf } from './problem';
import { numericOf } from './tensors/columns';
import type { Finished } from './tensors/kept';
import { tiesIn } from './ties';
import type { Ask, CheckResult, GraphView, SessionResult, Tie, Work } from './types';
import { graphView, layerFormulas } from './view';
import { withNetwork } from './with-network';
import { drive } from './work';

/**
 * Reads the network, checks its gradients and sums up; `keep` is given all the numbers. Throws Cancelled once the work's
 * signal is aborted.
 */
export async function checkFile(
  ask: Ask,
  given: Work,
  keep: (finished: Finished) => void = () => undefined,
): Promise<SessionResult> {
  // What is tried of an edit, a fix among others, has most of its slopes from the check itself.
  const work = { earlier: new CheckMemory(), ...given };
  const started = work.now();
  const done = await withNetwork(ask, work, (network) => {
    const ofText = async (checked: Checked, { faults }: Examination): Promise<OfText> => ({
      fixes: await proveFixes(ask, work, network, checked, faults),
      ties: await tiesOf(ask, work, checked),
      formulas: await drive(layerFormulas(network), work, () => undefined),
    });
    return checkNetwork(ask, network, work, keep, ofText, started);
  });
  return 'view' in done ? { ok: true, ...done } : { ok: false, report: done };
}

/** What a check is told beyond its numbers, because it is of a text. */
export interface OfText {
  readonly fixes: ReadonlyMap<Finding, Fix>;
  readonly ties: readonly Tie[];
  readonly formulas: GraphView['formulas'];
}

export const OF_NO_TEXT: OfText = { fixes: new Map(), ties: [], formulas: {} };

/** As `checkFile`, from the network on. */
export async function checkNetwork(
  ask: Ask,
  network: Network,
  work: Work,
  keep: (finished: Finished) => void,
  ofText: (checked: Checked, examination: Examination) => Promise<OfText>,
  started = work.now(),
): Promise<CheckResult> {
  const problem = problemOf(network, ask.settings, work.earlier);
  const checked = await checkOnly(problem, work);
  keep({ network, checked });
  if (work.early && checked.tensors.some(({ status }) => status === 'fail')) {
    const soFar = resultOf(ask, network, checked, presumed(checked), OF_NO_TEXT, work.now() - started);
    work.early({ ...soFar, early: true });
  }
  const examination = await examined(checked, problem, work);
  const more = await ofText(checked, examination);
  return resultOf(ask, network, checked, examination, more, work.now() - started);
}

async function tiesOf(ask: Ask, work: Work, checked: Checked): Promise<readonly Tie[]> {
  const ties: Tie[] = [];
  for (const tie of tiesIn(checked)) ties.push({ ...tie, fix: await nudge(ask, work, tie, checked) });
  return ties;
}

function resultOf(
  ask: Ask,
  network: Network,
  checked: Checked,
  examination: Examination,
  { fixes, ties, formulas }: OfText,
  elapsedMs: number,
): CheckResult {
  const report = checkReport(checked, examination, {
    network: network.name,
    file: ask.file,
    seed: network.seed,
    elapsedMs: Math.round(elapsedMs),
    values: ask.values ?? false,
    placeOf: (finding) => placeOfFault(network, finding),
    fixOf: (finding) => fixes.get(finding) ?? null,
  });
  const numeric = new Map(checked.tensors.map((tensor) => [tensor.value.id, numericOf(tensor)]));
  return {
    report,
    view: graphView(
      network,
      {
        tape: checked.tape,
        gradients: checked.gradients,
        numericOf: (id) => numeric.get(id) ?? null,
        reports: report.tensors,
      },
      formulas,
    ),
    mentions: network.mentions,
    layerSpans: Object.fromEntries(network.layerSpans),
    ties,
  };
}
