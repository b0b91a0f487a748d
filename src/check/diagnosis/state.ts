// Causes that lie in what a layer keeps and changes: accumulated gradients, stale caches, arguments written into.

import { sameShape } from '../../engine/tensor';
import type { Diagnosis, Lab } from './case';
import type { Steps } from '../estimate';
import { combine, factorOf, near, normOf, residualOf, TOLERANCE } from './match';

/** Causes that are told by running the layer again, whatever the numbers look like. */
export function* stateful(lab: Lab): Steps<Diagnosis | null> {
  const { met, broken } = lab;
  if (!met.found || !sameShape(met.found.shape, met.truth.shape)) return null;
  if (broken.has('accumulates-grads') && met.kind === 'param') {
    const factor = factorOf(met.found, met.truth);
    const again = yield* lab.measure({ seed: 1, keep: 'values', backwards: 2 });
    const grown = again?.found ? factorOf(again.found, again.truth) : NaN;
    if (factor > 1.5 && grown > factor && near(factor, Math.round(factor))) {
      return { code: 'accumulated-twice', confidence: 0.97, evidence: { factor, afterAnother: grown } };
    }
  }
  if (normOf(met.found) === 0) return null;
  const doubled = yield* lab.measure({ seed: 1, keep: 'values', scale: 2 });
  const unmoved =
    doubled?.found && residualOf(doubled.found, met.found) <= TOLERANCE && isMoved(doubled.truth, met.truth);
  return unmoved ? { code: 'upstream-ignored', confidence: 0.97, evidence: { scaledDout: 2, changed: false } } : null;
}

function isMoved(a: Lab['met']['truth'], b: Lab['met']['truth']): boolean {
  return normOf(combine([a, b], (x, y) => x - y)) > TOLERANCE * normOf(b);
}

/** What explains a gradient that no formula does: a contract that the layer breaks. */
export function broken({ broken }: Lab): Diagnosis | null {
  if (broken.has('state-leak')) return { code: 'stale-cache', confidence: 0.85, evidence: { contract: 'state-leak' } };
  for (const contract of ['mutates-input', 'mutates-params', 'mutates-dout']) {
    if (broken.has(contract)) return { code: 'argument-mutated', confidence: 0.8, evidence: { contract } };
  }
  if (broken.has('accumulates-grads')) {
    return { code: 'accumulated-twice', confidence: 0.7, evidence: { contract: 'accumulates-grads' } };
  }
  return null;
}
