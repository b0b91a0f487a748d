// Reference layers in closed form, with which diagnoses are tested at the level of tensors.

import {
  combine,
  permuted,
  product,
  stretchedTo,
  summedOver,
  summedTo,
  times,
  transposed,
} from '../../../src/check/diagnosis/match';
import { scalar, sizeOf, type Shape, type Tensor } from '../../../src/engine/tensor';
import type { Random } from '../../../src/engine/random';

/** The batch and two widths. */
export interface Sizes {
  readonly n: number;
  readonly a: number;
  readonly b: number;
}

export type Values = Readonly<Record<string, Tensor>>;

export interface Operand {
  readonly kind: 'input' | 'param' | 'hidden';
  shape(sizes: Sizes): Shape;
  /** A value of that shape; normal numbers where left out. */
  draw?(random: Random, shape: Shape): Tensor;
}

/** One output; operands that are hidden, such as a dropout mask, are drawn but no case shows them. */
export interface Layer {
  readonly operands: Readonly<Record<string, Operand>>;
  forward(values: Values): Tensor;
  backward(values: Values, y: Tensor, dout: Tensor): Values;
}

export const LAMBDA = 0.1;
export const RATE = 0.4;

const rows = ({ n, a }: Sizes): Shape => [n, a];
const matrix = ({ a, b }: Sizes): Shape => [a, b];
const x: Operand = { kind: 'input', shape: rows };
const target: Operand = { kind: 'input', shape: rows };
const features: Operand = { kind: 'param', shape: ({ a }) => [a] };

export const map = (t: Tensor, f: (value: number) => number): Tensor => combine([t], f);
export const add = (s: Tensor, t: Tensor): Tensor => combine([s, t], (p, q) => p + q);
export const subtract = (s: Tensor, t: Tensor): Tensor => combine([s, t], (p, q) => p - q);
export const multiply = (s: Tensor, t: Tensor): Tensor => combine([s, t], (p, q) => p * q);
export const wide = (t: Tensor, like: Tensor): Tensor => stretchedTo(t, like.shape);
export const dot = (s: Tensor, t: Tensor): Tensor => product(s, t)!;
export const total = (t: Tensor): number => Array.from(t.data).reduce((sum, value) => sum + value, 0);
export const batch = (t: Tensor): number => t.shape[0];

export const affine: Layer = {
  operands: { x, W: { kind: 'param', shape: matrix }, b: { kind: 'param', shape: ({ b }) => [b] } },
  forward({ x, W, b }) {
    const xW = dot(x, W);
    return add(xW, wide(b, xW));
  },
  backward: ({ x, W, b }, _y, dout) => ({
    x: dot(dout, transposed(W)),
    W: dot(transposed(x), dout),
    b: summedTo(dout, b.shape)!,
  }),
};

const elementwise = (f: (x: number) => number, slope: (x: number, y: number) => number): Layer => ({
  operands: { x },
  forward: ({ x }) => map(x, f),
  backward: ({ x }, y, dout) => ({ x: combine([dout, x, y], (d, p, q) => d * slope(p, q)) }),
});

export const relu = elementwise(
  (x) => Math.max(x, 0),
  (x) => (x > 0 ? 1 : 0),
);
export const sigmoid = elementwise(
  (x) => 1 / (1 + Math.exp(-x)),
  (_x, y) => y * (1 - y),
);
export const tanh = elementwise(Math.tanh, (_x, y) => 1 - y * y);
export const square = elementwise(
  (x) => x * x,
  (x) => 2 * x,
);
/** x + tanh(x): x goes two ways. */
export const residual = elementwise(
  (x) => x + Math.tanh(x),
  (x) => 2 - Math.tanh(x) ** 2,
);

export const softmaxOf = (x: Tensor, axis = 1): Tensor => {
  const e = map(x, Math.exp);
  return combine([e, wide(summedOver(e, axis), x)], (p, sum) => p / sum);
};

/** p · (d - Σ d · p) along an axis. */
export const softmaxBackward = (y: Tensor, dout: Tensor, axis: number): Tensor => {
  const inner = wide(summedOver(multiply(dout, y), axis), y);
  return combine([dout, y, inner], (d, p, s) => p * (d - s));
};

export const softmax: Layer = {
  operands: { x },
  forward: ({ x }) => softmaxOf(x),
  backward: (_values, y, dout) => ({ x: softmaxBackward(y, dout, 1) }),
};

function oneHot(random: Random, shape: Shape): Tensor {
  const data = new Float64Array(sizeOf(shape));
  for (let row = 0; row < shape[0]; row++) data[row * shape[1] + random.below(shape[1])] = 1;
  return { shape, data };
}

export const softmaxWithLoss: Layer = {
  operands: { x, t: { ...target, draw: oneHot } },
  forward: ({ x, t }) => scalar(-total(combine([softmaxOf(x), t], (p, q) => q * Math.log(p))) / batch(x)),
  backward: ({ x, t }, _y, dout) => ({ x: times(subtract(softmaxOf(x), t), dout.data[0] / batch(x)) }),
};

/** The book's: half the sum of squares over the batch size. */
export const sumSquaredError: Layer = {
  operands: { x, t: target },
  forward: ({ x, t }) => scalar(total(map(subtract(x, t), (e) => e * e)) / (2 * batch(x))),
  backward({ x, t }, _y, dout) {
    const dx = times(subtract(x, t), dout.data[0] / batch(x));
    return { x: dx, t: times(dx, -1) };
  },
};

/** x · W against t, and λ / 2 times the squares of W. */
export const regularised: Layer = {
  operands: { x, W: { kind: 'param', shape: matrix }, t: { kind: 'input', shape: ({ n, b }) => [n, b] } },
  forward: ({ x, W, t }) =>
    scalar(
      total(map(subtract(dot(x, W), t), (e) => e * e)) / (2 * batch(x)) + (LAMBDA / 2) * total(map(W, (w) => w * w)),
    ),
  backward({ x, W, t }, _y, dout) {
    const error = times(subtract(dot(x, W), t), dout.data[0] / batch(x));
    return {
      x: dot(error, transposed(W)),
      W: add(dot(transposed(x), error), times(W, LAMBDA * dout.data[0])),
      t: times(error, -1),
    };
  },
};

/** Which terms of the gradient of a normalisation are kept; all of them in the right one. */
export interface Terms {
  readonly mean: boolean;
  readonly variance: boolean;
}

const EPSILON = 1e-5;

function normalised(x: Tensor, axis: number): { readonly hat: Tensor; readonly std: Tensor } {
  const mean = (t: Tensor): Tensor => wide(times(summedOver(t, axis), 1 / t.shape[axis]), t);
  const centred = subtract(x, mean(x));
  const std = map(mean(multiply(centred, centred)), (variance) => Math.sqrt(variance + EPSILON));
  return { hat: combine([centred, std], (c, s) => c / s), std };
}

export function normalisedBackward({ x, gamma }: Values, dout: Tensor, axis: number, kept: Terms): Tensor {
  const { hat, std } = normalised(x, axis);
  const mean = (t: Tensor): Tensor => wide(times(summedOver(t, axis), 1 / t.shape[axis]), t);
  const d = multiply(dout, wide(gamma, dout));
  const [m, v] = [mean(d), multiply(hat, mean(multiply(d, hat)))];
  return combine([d, m, v, std], (p, q, r, s) => (p - (kept.mean ? q : 0) - (kept.variance ? r : 0)) / s);
}

const normalisation = (axis: number): Layer => ({
  operands: { x, gamma: features, beta: features },
  forward: ({ x, gamma, beta }) => add(multiply(normalised(x, axis).hat, wide(gamma, x)), wide(beta, x)),
  backward: (values, _y, dout) => ({
    x: normalisedBackward(values, dout, axis, { mean: true, variance: true }),
    gamma: summedTo(multiply(dout, normalised(values.x, axis).hat), values.gamma.shape)!,
    beta: summedTo(dout, values.beta.shape)!,
  }),
});

export const batchNorm = normalisation(0);
export const layerNorm = normalisation(1);

export const maskOf = (random: Random, shape: Shape): Tensor => ({
  shape,
  data: Float64Array.from({ length: sizeOf(shape) }, () => (random.uniform() < RATE ? 0 : 1)),
});

export const dropout: Layer = {
  operands: { x, mask: { kind: 'hidden', shape: rows, draw: maskOf } },
  forward: ({ x, mask }) => times(multiply(x, mask), 1 / (1 - RATE)),
  backward: ({ mask }, _y, dout) => ({ x: times(multiply(dout, mask), 1 / (1 - RATE)) }),
};

/** x times one number for each feature. */
export const scaledFeatures: Layer = {
  operands: { x, s: features },
  forward: ({ x, s }) => multiply(x, wide(s, x)),
  backward: ({ x, s }, _y, dout) => ({
    x: multiply(dout, wide(s, dout)),
    s: summedTo(multiply(dout, x), s.shape)!,
  }),
};

export const CYCLE = [1, 2, 0];
const BACK = [2, 0, 1];

/** The axes (n, a, b) go round to (a, b, n). */
export const cycled: Layer = {
  operands: { x: { kind: 'input', shape: ({ n, a, b }) => [n, a, b] } },
  forward: ({ x }) => permuted(x, CYCLE),
  backward: (_values, _y, dout) => ({ x: permuted(dout, BACK) }),
};
