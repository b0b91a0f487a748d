// Fixes that have been proven: a candidate is applied to the text in memory, the network is read and checked again, and
// only what makes the gradients right is offered.

import type { Checked, CheckedTensor, Finding } from '../../check/checked';
import type { Fix } from '../../check/report';
import { FAIL, UNCHECKED, judge } from '../../check/verdict';
import { backward, forward } from '../../engine/run';
import type { Network } from '../../network/types';
import { checkOnly, examined } from '../checking';
import { problemOf } from '../problem';
import { read } from '../read';
import type { Ask, Work } from '../types';
import { mistakeOf } from '../with-network';
import { breathe } from '../work';
import { candidatesIn, type Candidate } from './candidates';
import { applied } from './edits';

/** All fixes of a network that are looked for by trying may take so long together. */
const BUDGET_MS = 3000;

/** By fault; none for those without a fix that works. Throws Cancelled as all work does. */
export async function proveFixes(
  ask: Ask,
  work: Work,
  network: Network,
  checked: Checked,
  faults: readonly Finding[],
): Promise<ReadonlyMap<Finding, Fix>> {
  const until = work.now() + BUDGET_MS;
  const candidatesOf = candidatesIn(network, ask.text);
  const accepted = new Map<Finding, Candidate>();
  // Nearest the loss first: with its fix in place, the gradients further up are what they should be but for their own faults.
  for (const fault of faults) {
    // One slip may be the cause of several faults: what mended another is tried before anything is added to it.
    const earlier = [...accepted.values()].filter(({ certain }) => !certain);
    for (const candidate of [...earlier, ...candidatesOf(fault)]) {
      if (!candidate.certain && work.now() > until) continue;
      await breathe(work);
      const isLikely =
        candidate.certain || (await corrects(ask, work, [...accepted.values(), candidate], checked, fault));
      if (!isLikely || !(await passes(ask, work, new Map([...accepted, [fault, candidate]]), faults))) continue;
      accepted.set(fault, candidate);
      break;
    }
  }
  return new Map([...accepted].map(([fault, { title, edits }]) => [fault, { title, edits }]));
}

/** Whether the wrong tensor's gradient is right with these rewrites, by the numerical one that is known already. */
async function corrects(
  ask: Ask,
  work: Work,
  candidates: readonly Candidate[],
  checked: Checked,
  fault: Finding,
): Promise<boolean> {
  const expected = checked.tensors.find(({ value }) => value.name === fault.tensor);
  if (!expected) return false;
  const network = await readAgain(ask, work, candidates);
  if (!network) return false;
  try {
    const { graph, cotangent, ownBackward } = network;
    const tape = forward(graph);
    const gradients = ownBackward?.().gradients ?? backward(graph, tape, cotangent);
    const found = graph.values.find(({ name }) => name === fault.tensor);
    const gradient = found && gradients[found.id];
    return !!gradient && gradient.data.length === expected.numeric.length && isRight(gradient.data, expected);
  } catch (error) {
    // A candidate that does not even run.
    if (mistakeOf(network, error)) return false;
    throw error;
  }
}

/** At a kink the numerical value is the one nearest to the wrong gradient: that is for the whole check. */
function isRight(gradient: ArrayLike<number>, tensor: CheckedTensor): boolean {
  const { numeric, bound, verdicts, slopes } = tensor;
  return numeric.every(
    (slope, k) =>
      verdicts[k] === UNCHECKED || slopes.has(k) || judge(gradient[k], slope, bound[k], tensor.toleranceOf(k)) !== FAIL,
  );
}

/** The whole check: with all that was accepted those faults are gone, no other has come, and where none is left all is right. */
async function passes(
  ask: Ask,
  work: Work,
  accepted: ReadonlyMap<Finding, Candidate>,
  before: readonly Finding[],
): Promise<boolean> {
  const network = await readAgain(ask, work, [...accepted.values()]);
  if (!network) return false;
  try {
    const problem = problemOf(network, ask.settings, work.earlier);
    const checked = await checkOnly(problem, work, quietly);
    const { faults } = await examined(checked, problem, work, quietly);
    const left = before.filter((fault) => !accepted.has(fault));
    const isKnown = (fault: Finding): boolean =>
      left.some(({ layer, input }) => layer === fault.layer && input === fault.input);
    if (faults.length === 0) return checked.tensors.every(({ status }) => status !== 'fail');
    return faults.every(isKnown);
  } catch (error) {
    if (mistakeOf(network, error)) return false;
    throw error;
  }
}

/** Progress is the check's that was asked for. */
function quietly(): void {}

async function readAgain(ask: Ask, work: Work, candidates: readonly Candidate[]): Promise<Network | null> {
  const text = applied(
    ask.text,
    candidates.flatMap(({ edits }) => edits),
  );
  const reading = text === null ? null : await read({ ...ask, text }, work);
  return reading?.ok ? reading.network : null;
}
