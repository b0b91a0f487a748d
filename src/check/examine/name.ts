// The cause of a wrong gradient.

import type { Diagnosis, Lab } from '../diagnosis/case';
import type { Steps } from '../estimate';

export function* diagnose(_lab: Lab): Steps<Diagnosis> {
  yield;
  return { code: 'unknown', confidence: 0.5, evidence: {} };
}
