// Reports for the tests of what is written about them.

import type { CheckReport, ErrorReport, TensorReport } from '../../src/check/report';

const TENSOR: TensorReport = {
  name: 'x',
  role: 'input',
  layer: null,
  shape: [3, 784],
  status: 'pass',
  method: 'central',
  elements: 2352,
  checked: 2352,
  failed: 0,
  kinks: 0,
  undecided: 0,
  maxRelError: 3.14e-10,
  maxAbsError: 2e-12,
  meanAbsError: 1e-13,
  gradNorm: 0.8,
  boundMax: 4e-12,
  worst: { index: [2, 406], analytic: 0.00123456789, numeric: 0.00123456788, bound: 1.2e-11, verdict: 'pass' },
};

const tensor = (parts: Partial<TensorReport>): TensorReport => ({ ...TENSOR, ...parts });

export const FAILING: CheckReport = {
  version: 1,
  network: 'TwoLayerNet',
  file: 'nets/two-layer.grad.json',
  status: 'fail',
  loss: 2.302612345,
  seed: 7,
  dtype: 'float64',
  method: 'auto',
  elapsedMs: 41,
  tensors: [
    tensor({}),
    tensor({ name: 't', status: 'skipped', method: null, shape: [3], elements: 3, checked: 0, worst: null }),
    tensor({
      name: 'Affine1.W',
      role: 'param',
      layer: 'Affine1',
      shape: [784, 50],
      status: 'fail',
      elements: 39200,
      checked: 500,
      failed: 12,
      undecided: 1,
      maxRelError: 1,
      worst: { index: [17, 4], analytic: -0.1, numeric: 0.1, bound: 1e-11, verdict: 'fail' },
    }),
    tensor({
      name: 'Relu1.out',
      role: 'activation',
      layer: 'Relu1',
      shape: [3, 50],
      status: 'kink',
      elements: 150,
      checked: 150,
      kinks: 1,
      maxRelError: 0,
      worst: { index: [0, 0], analytic: 0, numeric: 0.5, bound: 1e-11, verdict: 'kink', slopes: [0, 1] },
    }),
  ],
  faults: [],
  warnings: [{ code: 'non-finite', layer: 'Loss', tensor: 'Loss.out' }],
};

/** A layer that doubles its weights' gradient, and an input that is wrong because of it. */
export const FAULTY: CheckReport = {
  ...FAILING,
  network: 'MLP',
  file: 'nets/mlp.grad.ts',
  tensors: [
    tensor({ status: 'fail', inherited: true, failed: 2352, maxRelError: 0.5 }),
    ...FAILING.tensors.filter(({ role }) => role === 'param'),
  ],
  faults: [
    {
      layer: 'Affine1',
      input: 'W',
      tensor: 'Affine1.W',
      code: 'scaled',
      confidence: 0.99,
      evidence: { factor: 2, residual: 3e-16 },
      fix: {
        title: 'Drop the factor 2',
        edits: [{ span: { line: 12, column: 40, endLine: 12, endColumn: 47 }, newText: '' }],
      },
      span: { line: 12, column: 5, endLine: 12, endColumn: 60 },
    },
  ],
  warnings: [{ code: 'mutates-dout', layer: 'Relu1' }],
};

export const PASSING: CheckReport = {
  ...FAILING,
  file: 'nets/good.grad.json',
  status: 'pass',
  tensors: FAILING.tensors.slice(0, 2),
  warnings: [],
};

export const BROKEN_SOURCE = '{\n  "layers": [\n\t{ "type": "Afine", "inputs": "x" }\n  ]\n}\n';

export const BROKEN: ErrorReport = {
  version: 1,
  file: 'nets/broken.grad.json',
  status: 'error',
  errors: [
    {
      code: 'unknown-type',
      message: 'unknown layer type Afine; did you mean Affine?',
      expected: 'a layer type',
      found: 'Afine',
      span: { line: 3, column: 12, endLine: 3, endColumn: 19 },
    },
  ],
};
