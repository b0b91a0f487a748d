// What a guilty layer is accused of, and what a layer is warned of that does no harm here.

import type { Finding } from '../checked';
import type { Diagnosis } from '../diagnosis/case';
import type { Steps } from '../estimate';
import type { Warning } from '../report';
import type { Guilt } from './guilt';
import { labOf } from './lab';
import { diagnose } from '../diagnosis';

/** One for each operand whose gradient is wrong. */
export function* findingsOf({ bench, wrong, stale }: Guilt): Steps<Finding[]> {
  const { subject, broken } = bench;
  const findings: Finding[] = [];
  for (const [k, { name }] of subject.operands.entries()) {
    const run = wrong.get(k);
    const tensor = subject.graph.values[subject.operands[k].id].name;
    const place = { layer: subject.layer.name, input: name, tensor };
    if (run) {
      const { evidence, ...diagnosis } = yield* diagnose(labOf(bench, k, run));
      const more = broken.has('nonlinear') ? { ...evidence, nonlinear: true } : evidence;
      findings.push({ ...place, ...diagnosis, evidence: more });
    } else if (stale.includes(k)) findings.push({ ...place, ...staleness(bench.broken, subject.operands[k].kind) });
  }
  return findings;
}

/** By itself the layer is right: what it had kept from forward was another call's. */
function staleness(broken: ReadonlySet<string>, kind: 'input' | 'param'): Diagnosis {
  const code = kind === 'param' && broken.has('accumulates-grads') ? 'accumulated-twice' : 'stale-cache';
  return { code, confidence: 0.95, evidence: { alone: 'right' } };
}

/** The faults that a broken contract makes: then it is no longer a warning. */
const FAULT_OF: Readonly<Record<string, string>> = {
  'ignores-dout': 'upstream-ignored',
  'mutates-input': 'argument-mutated',
  'mutates-params': 'argument-mutated',
  'mutates-dout': 'argument-mutated',
  'accumulates-grads': 'accumulated-twice',
  'state-leak': 'stale-cache',
};

export function warningsOfGuilt({ bench, hidden }: Guilt, faults: readonly Finding[]): Warning[] {
  const { subject, broken } = bench;
  const layer = subject.layer.name;
  const made = new Set(faults.filter((fault) => fault.layer === layer).map(({ code }) => code));
  const contracts = [...broken].filter((code) => code !== 'nonlinear' && !made.has(FAULT_OF[code]));
  const warnings: Warning[] = contracts.map((code) =>
    code === 'mutates-params' ? { code: 'mutates-input', layer, reason: 'params' } : { code, layer },
  );
  // What ignores its cotangent is wrong at every other one, and has been named.
  if (broken.has('ignores-dout') || made.size > 0) return warnings;
  const vacuous = hidden.map((k): Warning => {
    const tensor = subject.graph.values[subject.operands[k].id].name;
    return { code: 'vacuous-check', layer, tensor, reason: 'hidden-by-cotangent' };
  });
  return [...warnings, ...vacuous];
}
