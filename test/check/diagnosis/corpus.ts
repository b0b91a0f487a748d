// Wrong backward passes of the reference layers, each with the code that names it.

import { combine, permuted, product, summedTo, times, transposed } from '../../../src/check/diagnosis/match';
import { filled, type Shape, type Tensor } from '../../../src/engine/tensor';
import * as layers from './layers';
import { add, batch, map, multiply, softmaxOf, subtract, total, type Layer, type Sizes, type Values } from './layers';

/** What the layer had been through before. */
export interface Past {
  /** How often backward has been called, this call included. */
  readonly backwards: number;
  /** Operands of another forward pass. */
  readonly other: Values;
}

export interface Bug {
  readonly code: string;
  readonly layer: keyof typeof layers;
  readonly operand: string;
  readonly name: string;
  /** Null where nothing is returned; undefined where the code throws, such as at shapes that do not fit. */
  wrong(values: Values, y: Tensor, dout: Tensor, past: Past): Tensor | null | undefined;
  readonly broken?: readonly string[];
  /** Sizes at which the wrong code runs at all. */
  readonly sizes?: (sizes: Sizes) => Sizes;
}

const layerOf = (name: Bug['layer']): Layer => layers[name] as Layer;

/** The right gradient, and something done to it. */
function spoilt(layer: Bug['layer'], operand: string, code: string, spoil: (right: Tensor, values: Values) => Tensor) {
  return bug(layer, operand, code, (values, y, dout) =>
    spoil(layerOf(layer).backward(values, y, dout)[operand], values),
  );
}

function bug(layer: Bug['layer'], operand: string, code: string, wrong: Bug['wrong'], name = ''): Bug {
  return { layer, operand, code, wrong, name };
}

function rule(layer: Bug['layer'], code: string, name: string, f: (d: number, x: number, y: number) => number): Bug {
  return bug(layer, 'x', code, ({ x }, y, dout) => combine([dout, x, y], f), name);
}

const ones = (t: Tensor): Tensor => filled(t.shape, 1);
const rowOf = (t: Tensor, row: number, shape: Shape): Tensor => ({
  shape,
  data: t.data.slice(row * shape[0], (row + 1) * shape[0]),
});
const square = ({ n, a }: Sizes): Sizes => ({ n, a, b: a });
const cube = ({ a }: Sizes): Sizes => ({ n: a, a, b: a });

const scalings: readonly Bug[] = [
  spoilt('affine', 'W', 'sign-flipped', (right) => times(right, -1)),
  spoilt('sigmoid', 'x', 'sign-flipped', (right) => times(right, -1)),
  spoilt('affine', 'W', 'scaled', (right) => times(right, 7)),
  spoilt('tanh', 'x', 'scaled', (right) => times(right, 0.5)),
  spoilt('affine', 'x', 'scaled', (right) => times(right, 2 / 7)),
  spoilt('softmaxWithLoss', 'x', 'not-divided-by-batch', (right, { x }) => times(right, batch(x))),
  spoilt('affine', 'W', 'not-divided-by-batch', (right, { x }) => times(right, batch(x))),
  spoilt('softmaxWithLoss', 'x', 'divided-twice', (right, { x }) => times(right, 1 / batch(x))),
  spoilt('affine', 'W', 'divided-twice', (right, { x }) => times(right, 1 / batch(x))),
  spoilt('sumSquaredError', 'x', 'divided-by-size', (right, { x }) => times(right, 1 / x.shape[1])),
  spoilt('softmaxWithLoss', 'x', 'divided-by-size', (right, { x }) => times(right, 1 / x.shape[1])),
];

const places: readonly Bug[] = [
  spoilt('affine', 'W', 'transposed', transposed),
  spoilt('scaledFeatures', 'x', 'transposed', transposed),
  bug('cycled', 'x', 'axis-swapped', (_values, _y, dout) => permuted(dout, layers.CYCLE)),
  { ...bug('affine', 'x', 'missing-transpose', ({ W }, _y, d) => product(d, W) ?? undefined), sizes: square },
  { ...bug('affine', 'W', 'missing-transpose', ({ x }, _y, d) => product(x, d) ?? undefined), sizes: cube },
  bug('affine', 'b', 'bias-one-row', ({ b }, _y, d) => rowOf(d, 0, b.shape), 'first'),
  bug('affine', 'b', 'bias-one-row', ({ b }, _y, d) => rowOf(d, batch(d) - 1, b.shape), 'last'),
  bug('affine', 'b', 'bias-mean', ({ b }, _y, d) => times(summedTo(d, b.shape)!, 1 / batch(d))),
  bug('affine', 'b', 'bias-summed-over-all', ({ b }, _y, d) => filled(b.shape, total(d))),
  bug('batchNorm', 'beta', 'bias-summed-over-all', ({ beta }, _y, d) => filled(beta.shape, total(d))),
  bug('affine', 'b', 'broadcast-not-summed', (_values, _y, d) => d),
  bug('scaledFeatures', 's', 'broadcast-not-summed', ({ x }, _y, d) => multiply(d, x)),
];

const nothing: readonly Bug[] = [
  spoilt('affine', 'W', 'zero-gradient', (right) => times(right, 0)),
  spoilt('softmaxWithLoss', 'x', 'zero-gradient', (right) => times(right, 0)),
  bug('affine', 'b', 'missing-gradient', () => null),
  bug('softmaxWithLoss', 'x', 'upstream-ignored', ({ x, t }) => times(subtract(softmaxOf(x), t), 1 / batch(x))),
  bug('affine', 'W', 'upstream-ignored', ({ x }, _y, d) => product(transposed(x), ones(d))!),
  rule('sigmoid', 'upstream-ignored', 'y (1 - y)', (_d, _x, y) => y * (1 - y)),
];

const activations: readonly Bug[] = [
  rule('relu', 'mask-from-dout', '', (d) => (d > 0 ? d : 0)),
  rule('relu', 'mask-inverted', '', (d, x) => (x > 0 ? 0 : d)),
  rule('relu', 'mask-omitted', '', (d) => d),
  rule('sigmoid', 'sigmoid-from-x', 'x (1 - x)', (d, x) => d * x * (1 - x)),
  rule('sigmoid', 'sigmoid-factor-missing', 'y', (d, _x, y) => d * y),
  rule('sigmoid', 'sigmoid-factor-missing', '1 - y', (d, _x, y) => d * (1 - y)),
  rule('sigmoid', 'sigmoid-factor-missing', 'dout', (d) => d),
  rule('tanh', 'tanh-from-x', '1 - x^2', (d, x) => d * (1 - x * x)),
  rule('tanh', 'tanh-factor-missing', '1 - y', (d, _x, y) => d * (1 - y)),
  rule('tanh', 'tanh-factor-missing', 'y^2', (d, _x, y) => d * y * y),
  rule('tanh', 'tanh-factor-missing', 'dout', (d) => d),
  bug('softmaxWithLoss', 'x', 'softmax-target-missing', ({ x }, _y, d) => times(softmaxOf(x), d.data[0] / batch(x))),
  rule('softmax', 'softmax-diagonal-only', 'y (1 - y)', (d, _x, y) => d * y * (1 - y)),
  rule('softmax', 'softmax-diagonal-only', 'y', (d, _x, y) => d * y),
  bug('softmax', 'x', 'axis-swapped', (_values, y, d) => layers.softmaxBackward(y, d, 0)),
];

function normalisation(layer: 'batchNorm' | 'layerNorm', axis: number): Bug[] {
  const without = (code: string, kept: layers.Terms, name: string): Bug =>
    bug(layer, 'x', code, (values, _y, d) => layers.normalisedBackward(values, d, axis, kept), name);
  return [
    without('batchnorm-mean-term', { mean: false, variance: true }, 'mean'),
    without('batchnorm-variance-term', { mean: true, variance: false }, 'variance'),
    without('batchnorm-variance-term', { mean: false, variance: false }, 'both'),
  ];
}

const terms: readonly Bug[] = [
  bug('dropout', 'x', 'dropout-scale', ({ mask }, _y, d) => multiply(d, mask), 'not divided'),
  spoilt('dropout', 'x', 'dropout-scale', (right) => times(right, 1 / (1 - layers.RATE))),
  bug('dropout', 'x', 'dropout-fresh-mask', (_values, _y, d, { other }) =>
    times(multiply(d, other.mask), 1 / (1 - layers.RATE)),
  ),
  bug('residual', 'x', 'fan-out-overwritten', (_values, _y, d) => d, 'dout'),
  rule('residual', 'fan-out-overwritten', 'rest', (d, x) => d * (1 - Math.tanh(x) ** 2)),
  rule('residual', 'accumulated-twice', 'dout', (d, x) => d * (3 - Math.tanh(x) ** 2)),
  bug('regularised', 'W', 'regulariser-missing', (values, y, d) =>
    subtract(layers.regularised.backward(values, y, d).W, times(values.W, layers.LAMBDA * d.data[0])),
  ),
  bug('regularised', 'W', 'regulariser-doubled', (values, y, d) =>
    add(layers.regularised.backward(values, y, d).W, times(values.W, layers.LAMBDA * d.data[0])),
  ),
];

const states: readonly Bug[] = [
  {
    ...bug('affine', 'W', 'accumulated-twice', (values, y, d, { backwards }) =>
      times(layers.affine.backward(values, y, d).W, 2 * backwards),
    ),
    broken: ['accumulates-grads'],
  },
  {
    ...bug('tanh', 'x', 'stale-cache', (_values, _y, d, { other }) =>
      combine([d, other.x], (p, x) => p * (1 - Math.tanh(x) ** 2)),
    ),
    broken: ['state-leak'],
  },
  // Forward leaves x² in x, of which backward takes the derivative.
  {
    ...rule('square', 'argument-mutated', '', (d, x) => 2 * d * x * x),
    broken: ['mutates-input'],
  },
  { ...bug('tanh', 'x', 'unknown', ({ x }, _y, d) => combine([d, map(x, Math.cos)], (p, c) => p * c)), name: 'cos' },
];

export const BUGS: readonly Bug[] = [
  ...scalings,
  ...places,
  ...nothing,
  ...activations,
  ...normalisation('batchNorm', 0),
  ...normalisation('layerNorm', 1),
  ...terms,
  ...states,
];
