// What is wrong with the layers by themselves: contracts, local checks, the guilty ones and what they are guilty of.

import type { Checked, Examination, Finding } from '../checked';
import type { Steps } from '../estimate';
import type { Problem, Progress } from '../problem';
import type { Warning } from '../report';
import { ancestorsOf } from './inherit';
import { findingsOf, warningsOfGuilt } from './findings';
import { guiltOf, type Guilt } from './guilt';
import { handSubjectOf } from './subject';
import { suspectOf } from './suspect';
import { wiringFaults } from './wiring';
import { worthOf, worthOfLayer } from './worth';

/** Throws what the layers' own code throws. Whoever iterates may stop at any yield. */
export function* examine(checked: Checked, problem: Problem): Generator<Progress, Examination> {
  const { graph, tape } = checked;
  const backwards = graph.layers.toReversed();
  const total = backwards.length;
  const faults: Finding[] = [];
  const guilts: Guilt[] = [];
  const worths: Warning[] = [];
  const memory = problem.memory?.layers;
  memory?.begin();
  for (const [at, layer] of backwards.entries()) {
    const subject = handSubjectOf(graph, tape, layer);
    if (!subject) continue;
    const known = memory?.of(subject, checked);
    const guilt =
      known?.guilt ??
      (yield* following(guiltOf(subject, checked, memory?.slopesOf(layer.name)), layer.name, at, total));
    guilts.push(guilt);
    const worth = known?.worth ?? worthOfLayer(subject);
    worths.push(...worth);
    memory?.keep(guilt, checked, worth);
    faults.push(...(yield* following(findingsOf(guilt), layer.name, at, total)));
  }
  if (problem.ownBackward) faults.push(...wiringFaults(checked, problem, guilts));
  for (;;) {
    const explained = explainedBy(checked, faults);
    const suspect = yield* following(suspectOf(checked, explained), 'loss', total, total);
    if (!suspect) break;
    faults.push(suspect);
  }
  const position = new Map(backwards.map(({ name }, at) => [name, at]));
  faults.sort((a, b) => position.get(a.layer)! - position.get(b.layer)!);
  const warnings = guilts.flatMap((guilt) => warningsOfGuilt(guilt, faults));
  const worth = yield* following(worthOf(checked, worths), 'loss', total, total);
  return { faults, warnings: [...warnings, ...worth], inherited: inheritedFrom(checked, faults) };
}

/** Tells what is at work. */
function* following<T>(steps: Steps<T>, tensor: string, done: number, total: number): Generator<Progress, T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    yield { done, total, tensor };
  }
}

/** The tensors of the faults, and all that inherits from them. */
function explainedBy({ graph }: Checked, faults: readonly Finding[]): ReadonlySet<string> {
  const named = new Set(faults.map(({ tensor }) => tensor));
  const own = graph.values.filter(({ name }) => named.has(name)).map(({ id }) => id);
  for (const id of ancestorsOf(graph, own)) named.add(graph.values[id].name);
  return named;
}

function inheritedFrom(checked: Checked, faults: readonly Finding[]): ReadonlySet<string> {
  const own = new Set(faults.map(({ tensor }) => tensor));
  const explained = explainedBy(checked, faults);
  const failed = checked.tensors.filter(({ status }) => status === 'fail').map(({ value }) => value.name);
  return new Set(failed.filter((name) => explained.has(name) && !own.has(name)));
}
