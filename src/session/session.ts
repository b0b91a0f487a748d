// One check from its text to what the surfaces show.

import { checkGradients, checkReport, examine } from '../check';
import type { Checked, Examination, Finding } from '../check/checked';
import type { Progress } from '../check/problem';
import type { Fix, Span } from '../check/report';
import { NodeError } from '../engine/run';
import type { Mistake, Network } from '../network/types';
import { errorReport } from './error-report';
import { proveFixes } from './fixes';
import { placeOfFault } from './place';
import { problemOf } from './problem';
import { read } from './read';
import type { Ask, CheckResult, GraphView, SessionResult, Work } from './types';
import { graphView, layerFormulas } from './view';
import { breathe, drive } from './work';

/** Reads the network, checks its gradients and sums up. Throws Cancelled once the work's signal is aborted. */
export async function checkFile(ask: Ask, work: Work): Promise<SessionResult> {
  const started = work.now();
  const reading = await read(ask, work);
  if (!reading.ok) return { ok: false, report: errorReport(ask.file, reading.mistakes) };
  await breathe(work);
  const { network } = reading;
  try {
    const problem = problemOf(network, ask.settings);
    const tell = (progress: Progress): void => work.progress(progress);
    const checked = await drive(checkGradients(problem), work, tell);
    const examination = await drive(examine(checked, problem), work, tell);
    const fixes = await proveFixes(ask, work, network, checked, examination.faults);
    const formulas = await drive(layerFormulas(network), work, () => undefined);
    return { ok: true, ...resultOf(ask, network, checked, examination, fixes, formulas, work.now() - started) };
  } catch (error) {
    const mistake = error instanceof NodeError ? mistakeAt(network, error) : (network.mistakeOf?.(error) ?? null);
    if (!mistake) throw error;
    return { ok: false, report: errorReport(ask.file, [mistake]) };
  }
}

function resultOf(
  ask: Ask,
  network: Network,
  checked: Checked,
  examination: Examination,
  fixes: ReadonlyMap<Finding, Fix>,
  formulas: GraphView['formulas'],
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
  };
}

/** Per element; of a projection, whose numbers belong to directions, and of what was not checked there are none. */
function numericOf({ method, numeric }: Checked['tensors'][number]): ArrayLike<number> | null {
  return method === 'central' || method === 'ridders' ? numeric : null;
}

const START: Span = { line: 1, column: 1, endLine: 1, endColumn: 1 };

/** Values that a node could not work on, at the layer that the node belongs to. */
export function mistakeAt(network: Network, { node, cause }: NodeError): Mistake {
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
