// Sigmoid and tanh, known by what they compute: derivatives taken of the wrong number, or with a factor left out.

import type { Tensor } from '../../engine/tensor';
import { elementwise, prediction, type Hypothesis, type Prediction } from './hypothesis';
import { combine, residualOf } from './match';

type Rule = readonly [formula: string, rule: (d: number, x: number, y: number) => number];

interface Activation {
  f(x: number): number;
  readonly fromX: { readonly code: string; readonly rules: readonly Rule[] };
  readonly missing: { readonly code: string; readonly rules: readonly Rule[] };
}

/** Two computations of the same function differ by no more. */
const SAME = 1e-9;

const SIGMOID: Activation = {
  f: (x) => 1 / (1 + Math.exp(-x)),
  fromX: {
    code: 'sigmoid-from-x',
    rules: [
      ['dout * x * (1 - x)', (d, x) => d * x * (1 - x)],
      ['dout * x * (1 - y)', (d, x, y) => d * x * (1 - y)],
      ['dout * y * (1 - x)', (d, x, y) => d * y * (1 - x)],
    ],
  },
  missing: {
    code: 'sigmoid-factor-missing',
    rules: [
      ['dout * y', (d, _x, y) => d * y],
      ['dout * (1 - y)', (d, _x, y) => d * (1 - y)],
      ['dout', (d) => d],
      ['dout * y^2', (d, _x, y) => d * y * y],
      ['dout * (1 - y)^2', (d, _x, y) => d * (1 - y) ** 2],
    ],
  },
};

const TANH: Activation = {
  f: Math.tanh,
  fromX: {
    code: 'tanh-from-x',
    rules: [
      ['dout * (1 - x^2)', (d, x) => d * (1 - x * x)],
      ['dout * (1 - x)', (d, x) => d * (1 - x)],
    ],
  },
  missing: {
    code: 'tanh-factor-missing',
    rules: [
      ['dout * (1 - y)', (d, _x, y) => d * (1 - y)],
      ['dout * (1 + y)', (d, _x, y) => d * (1 + y)],
      ['dout * y^2', (d, _x, y) => d * y * y],
      ['dout * y', (d, _x, y) => d * y],
      ['dout', (d) => d],
      ['dout * y * (1 - y)', (d, _x, y) => d * y * (1 - y)],
    ],
  },
};

export const activations: Hypothesis = function* (given) {
  const it = elementwise(given);
  if (!it) return;
  for (const { f, fromX, missing } of [SIGMOID, TANH]) {
    if (residualOf(it.y, combine([it.x], f)) > SAME) continue;
    yield* predicted(fromX, it.dout, it.x, it.y);
    yield* predicted(missing, it.dout, it.x, it.y);
  }
};

function* predicted({ code, rules }: Activation['missing'], dout: Tensor, x: Tensor, y: Tensor): Generator<Prediction> {
  for (const [formula, rule] of rules) yield prediction(code, combine([dout, x, y], rule), { formula }, formula);
}
