// The sample's check with a fault: Affine1 doubles W's gradient, and x is wrong because of it.

import type { CheckResult, Fault } from '../../src/protocol/messages';
import { REPORTS, RESULT } from './sample';

export const FAULT: Fault = {
  layer: 'Affine1',
  input: 'W',
  tensor: 'Affine1.W',
  code: 'scaled',
  confidence: 0.99,
  evidence: { factor: 2, residual: 1e-12 },
  fix: {
    title: 'Drop the factor 2',
    edits: [{ span: { line: 9, column: 20, endLine: 9, endColumn: 27 }, newText: '' }],
  },
  span: { line: 9, column: 5, endLine: 9, endColumn: 28 },
};

const INHERITED = { ...REPORTS.x, status: 'fail', inherited: true, failed: 4 } as const;

export function faulty(fault: Partial<Fault> = {}): CheckResult & { readonly ok: true } {
  const { x: _, ...others } = REPORTS;
  const tensors = [INHERITED, ...Object.values(others)];
  return { ...RESULT, report: { ...RESULT.report, tensors, faults: [{ ...FAULT, ...fault }] } };
}
