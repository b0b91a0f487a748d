// A finished check made up by hand: a layer whose weights' gradient is wrong in two places.

import type { Category } from '../../src/engine/op';
import type { CheckResult, Summary, TensorReport, TensorView } from '../../src/protocol/messages';
import { difference, summarize } from '../../src/session/summary';

const X = [1, 2, 3, 4];
const W = [0.5, -0.25, 1e-7, 4, 5, 6, 7, 8];
const ANALYTIC = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];
const NUMERIC = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 1.4, 0.9];
const SAMPLED = [NaN, 0.2, NaN, 0.4, 0.5, NaN, 0.7, 0.8];

export const REPORTS = {
  x: report({
    name: 'x',
    role: 'input',
    layer: null,
    shape: [2, 2],
    elements: 4,
    checked: 4,
    gradNorm: 2,
    worst: null,
  }),
  W: report({
    name: 'Affine1.W',
    role: 'param',
    layer: 'Affine1',
    shape: [2, 4],
    status: 'fail',
    elements: 8,
    checked: 8,
    failed: 2,
    maxRelError: 0.5,
    worst: { index: [1, 2], analytic: 0.7, numeric: 1.4, bound: 1e-11, verdict: 'fail' },
  }),
  out: report({
    name: 'Affine1.out',
    role: 'activation',
    layer: 'Affine1',
    shape: [2, 4],
    elements: 8,
    checked: 5,
    maxRelError: 3.2e-10,
    worst: { index: [0, 3], analytic: 0.4, numeric: 0.4, bound: 2e-12, verdict: 'pass' },
  }),
  loss: report({ name: 'Loss.out', role: 'activation', layer: 'Loss', shape: [], elements: 1, checked: 1 }),
};

export const RESULT: CheckResult & { readonly ok: true } = {
  ok: true,
  report: {
    version: 1,
    network: 'Sample',
    file: 'sample.grad.json',
    status: 'fail',
    loss: 2.302585,
    seed: 0,
    dtype: 'float64',
    method: 'auto',
    elapsedMs: 41.3,
    tensors: Object.values(REPORTS),
    faults: [],
    warnings: [],
  },
  view: {
    nodes: [
      box('x', 'input', ['x']),
      box('Affine1.W', 'param', ['Affine1.W']),
      {
        ...box('Affine1', 'layer', ['Affine1.out']),
        formula: { forward: 'x · W', gradients: { x: 'dout · Wᵀ', W: 'xᵀ · dout' } },
      },
      { ...box('Loss', 'loss', ['Loss.out']), formula: { forward: 'sum(x)', gradients: { x: 'dout' } } },
    ],
    edges: [],
    formulas: {},
    tensors: {
      x: tensor('x', 'input', [2, 2], X, null, null, REPORTS.x),
      'Affine1.W': tensor('Affine1.W', 'param', [2, 4], W, ANALYTIC, NUMERIC, REPORTS.W),
      'Affine1.out': tensor('Affine1.out', 'activation', [2, 4], W, ANALYTIC, SAMPLED, REPORTS.out),
      'Loss.out': tensor('Loss.out', 'activation', [], [2.302585], [1], [1], REPORTS.loss),
    },
  },
  mentions: [
    { name: 'x', kind: 'definition', span: { line: 2, column: 16, endLine: 2, endColumn: 17 } },
    { name: 'Affine1', kind: 'definition', span: { line: 4, column: 16, endLine: 4, endColumn: 23 } },
  ],
  ties: [],
  layerSpans: {
    Affine1: { line: 4, column: 5, endLine: 4, endColumn: 60 },
    Loss: { line: 5, column: 5, endLine: 7, endColumn: 6 },
  },
};

function report(some: Pick<TensorReport, 'name' | 'role' | 'layer' | 'shape'> & Partial<TensorReport>): TensorReport {
  return {
    status: 'pass',
    method: 'central',
    elements: 1,
    checked: 1,
    failed: 0,
    kinks: 0,
    undecided: 0,
    maxRelError: 0,
    maxAbsError: 0,
    meanAbsError: 0,
    gradNorm: 1,
    boundMax: 0,
    worst: null,
    ...some,
  };
}

function box(id: string, kind: Category | 'input' | 'param', outputs: readonly string[]) {
  return { id, label: id, kind, layer: null, type: '', formula: null, outputs, span: null, composite: false };
}

function tensor(
  name: string,
  role: TensorView['role'],
  shape: readonly number[],
  value: readonly number[],
  analytic: readonly number[] | null,
  numeric: readonly number[] | null,
  report: TensorReport,
): TensorView {
  const summary = (data: readonly number[] | null): Summary | null => data && summarize(data);
  const both = analytic && numeric;
  return {
    name,
    role,
    shape,
    value: summarize(value),
    analytic: summary(analytic),
    numeric: summary(numeric),
    difference: both && summarize(difference(analytic, numeric)),
    report,
  };
}
