// What a check has to say beside its verdicts.

import type { Graph } from '../engine/graph';
import { allFinite } from '../engine/tensor';
import type { Tape } from '../engine/run';
import type { Base } from './base';
import type { CheckedTensor } from './checked';
import type { Problem } from './problem';
import type { Warning } from './report';
import { layerOf } from './select';
import { UNCHECKED } from './verdict';

export function warningsOf({ graph, unstable }: Base, tape: Tape, tensors: readonly CheckedTensor[]): Warning[] {
  return [
    ...notFinite(graph, tape, tensors),
    ...disagreements(tensors),
    ...vacuous(tensors),
    ...nondeterministic(graph, unstable),
  ];
}

/** Where the tool's own rules are at odds with plain differences, its own fault is named, and they are not used. */
function disagreements(tensors: readonly CheckedTensor[]): Warning[] {
  return tensors.flatMap(({ suspect, value, layer }) =>
    suspect ? [{ code: 'oracle-disagreement', layer, tensor: value.name }] : [],
  );
}

function nondeterministic({ layers }: Graph, unstable: ReadonlySet<number>): Warning[] {
  return [...unstable].map((node) => ({
    code: 'nondeterministic',
    layer: layers.find(({ firstNode, endNode }) => firstNode <= node && node < endNode)?.name ?? null,
  }));
}

/** Where the numbers stop being finite: the first such value, otherwise the tensors whose slopes are not. */
function notFinite(graph: Graph, tape: Tape, tensors: readonly CheckedTensor[]): Warning[] {
  const source = graph.values.find(({ id }) => !allFinite(tape.values[id].data));
  const values = source ? [source] : tensors.filter(hasNoSlope).map(({ value }) => value);
  return values.map((value) => ({ code: 'non-finite', layer: layerOf(graph, value), tensor: value.name }));
}

function hasNoSlope({ numeric, verdicts }: CheckedTensor): boolean {
  return !allFinite(numeric) && verdicts.some((verdict, k) => verdict !== UNCHECKED && !Number.isFinite(numeric[k]));
}

/** Where nothing that is trained moves the loss, by either account, all gradients agree and nothing is shown by it. */
function vacuous(tensors: readonly CheckedTensor[]): Warning[] {
  const params = tensors.filter(({ value, status }) => value.role === 'param' && status !== 'skipped');
  const isZero = ({ gradient, numeric, verdicts }: CheckedTensor): boolean =>
    (gradient?.every((slope) => slope === 0) ?? true) &&
    verdicts.every((verdict, k) => verdict === UNCHECKED || numeric[k] === 0);
  return params.length > 0 && params.every(isZero) ? [{ code: 'vacuous-check', layer: null }] : [];
}

/** To be asked once the gradients have been compared: what runs later on, on invented values, is compared with nothing. */
export function unrunBranches({ neverRan }: Problem): Warning[] {
  return (neverRan?.() ?? []).map((part) => ({
    code: 'vacuous-check',
    layer: null,
    reason: 'branch-never-ran',
    ...part,
  }));
}
