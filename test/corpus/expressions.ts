// The same causes in layers that are written as expressions: a bug is another text for one gradient.

import type { Sizes } from './subjects';

export interface ExpressionBug {
  readonly code: string;
  readonly operand: string;
  readonly backward: string;
  readonly sizes?: (sizes: Sizes) => Sizes;
}

export interface ExpressionSubject {
  readonly name: string;
  readonly type: {
    readonly inputs: readonly string[];
    readonly params?: Readonly<
      Record<string, { readonly shape: readonly (string | number)[]; readonly normal: number }>
    >;
    readonly attributes?: Readonly<Record<string, number>>;
    readonly let?: Readonly<Record<string, string>>;
    readonly forward: string;
    readonly backward: Readonly<Record<string, string>>;
  };
  /** A loss of two operands; its target is of the shape of its scores. */
  readonly loss?: true;
  readonly bugs: readonly ExpressionBug[];
}

const square = ({ N, D }: Sizes): Sizes => ({ N, D, M: D });
const tall = ({ N, D, M }: Sizes): Sizes => ({ N: N + 1, D, M });

export const EXPRESSION_SUBJECTS: readonly ExpressionSubject[] = [
  {
    name: 'Affine',
    type: {
      inputs: ['x'],
      attributes: { units: 3 },
      params: { W: { shape: ['x.shape[1]', 'units'], normal: 1 }, b: { shape: ['units'], normal: 1 } },
      forward: 'x * W + b',
      backward: { x: "dout * W'", W: "x' * dout", b: 'sum(dout, 0)' },
    },
    bugs: [
      { code: 'sign-flipped', operand: 'W', backward: "-x' * dout" },
      { code: 'scaled', operand: 'W', backward: "2 * (x' * dout)" },
      { code: 'scaled', operand: 'x', backward: "0.5 * (dout * W')" },
      { code: 'transposed', operand: 'W', backward: "dout' * x" },
      { code: 'transposed', operand: 'W', backward: "(x' * dout)'", sizes: square },
      { code: 'missing-transpose', operand: 'x', backward: 'dout * W', sizes: square },
      { code: 'bias-mean', operand: 'b', backward: 'mean(dout, 0)', sizes: tall },
      { code: 'bias-one-row', operand: 'b', backward: 'dout[0]', sizes: tall },
      { code: 'bias-summed-over-all', operand: 'b', backward: '0 .* b + sum(dout)' },
      { code: 'zero-gradient', operand: 'W', backward: '0 .* W' },
      { code: 'divided-twice', operand: 'W', backward: "(x' * dout) / x.shape[0]", sizes: tall },
      { code: 'broadcast-not-summed', operand: 'b', backward: 'dout', sizes: tall },
    ],
  },
  {
    name: 'Relu',
    type: { inputs: ['x'], forward: 'relu(x)', backward: { x: 'dout .* (x > 0)' } },
    bugs: [
      { code: 'mask-from-dout', operand: 'x', backward: 'dout .* (dout > 0)' },
      { code: 'mask-inverted', operand: 'x', backward: 'dout .* (x <= 0)' },
      { code: 'mask-omitted', operand: 'x', backward: 'dout' },
      { code: 'upstream-ignored', operand: 'x', backward: '1 .* (x > 0)' },
    ],
  },
  {
    name: 'Sigmoid',
    type: { inputs: ['x'], forward: '1 ./ (1 + exp(-x))', backward: { x: 'dout .* out .* (1 - out)' } },
    bugs: [
      { code: 'sigmoid-from-x', operand: 'x', backward: 'dout .* x .* (1 - x)' },
      { code: 'sigmoid-factor-missing', operand: 'x', backward: 'dout .* out' },
      { code: 'sigmoid-factor-missing', operand: 'x', backward: 'dout .* (1 - out)' },
    ],
  },
  {
    name: 'Tanh',
    type: { inputs: ['x'], forward: 'tanh(x)', backward: { x: 'dout .* (1 - out .* out)' } },
    bugs: [
      { code: 'tanh-from-x', operand: 'x', backward: 'dout .* (1 - x .* x)' },
      { code: 'tanh-factor-missing', operand: 'x', backward: 'dout .* (1 - out)' },
    ],
  },
  {
    name: 'Softmax',
    type: {
      inputs: ['x'],
      let: { e: 'exp(x)' },
      forward: 'e ./ sum(e, 1, true)',
      backward: { x: 'out .* (dout - sum(dout .* out, 1, true))' },
    },
    bugs: [{ code: 'softmax-diagonal-only', operand: 'x', backward: 'dout .* out .* (1 - out)' }],
  },
  {
    name: 'Scale',
    type: {
      inputs: ['x'],
      params: { g: { shape: ['x.shape[1]'], normal: 1 } },
      forward: 'x .* g',
      backward: { x: 'dout .* g', g: 'sum(dout .* x, 0)' },
    },
    bugs: [{ code: 'broadcast-not-summed', operand: 'g', backward: 'dout .* x', sizes: tall }],
  },
  {
    name: 'Residual',
    type: { inputs: ['x'], let: { y: 'tanh(x)' }, forward: 'x + y', backward: { x: 'dout + dout .* (1 - y .* y)' } },
    bugs: [
      { code: 'fan-out-overwritten', operand: 'x', backward: 'dout .* (1 - y .* y)' },
      { code: 'fan-out-overwritten', operand: 'x', backward: 'dout' },
    ],
  },
  {
    name: 'BatchNorm',
    type: {
      inputs: ['x'],
      params: { gamma: { shape: ['x.shape[1]'], normal: 1 }, beta: { shape: ['x.shape[1]'], normal: 1 } },
      let: {
        centred: 'x - mean(x, 0)',
        std: 'sqrt(mean(centred .* centred, 0) + 0.00001)',
        hat: 'centred ./ std',
      },
      forward: 'hat .* gamma + beta',
      backward: {
        x: 'gamma .* (dout - mean(dout, 0) - hat .* mean(dout .* hat, 0)) ./ std',
        gamma: 'sum(dout .* hat, 0)',
        beta: 'sum(dout, 0)',
      },
    },
    bugs: [
      {
        code: 'batchnorm-mean-term',
        operand: 'x',
        backward: 'gamma .* (dout - hat .* mean(dout .* hat, 0)) ./ std',
        sizes: tall,
      },
      {
        code: 'batchnorm-variance-term',
        operand: 'x',
        backward: 'gamma .* (dout - mean(dout, 0)) ./ std',
        sizes: tall,
      },
    ],
  },
  {
    name: 'SoftmaxWithLoss',
    loss: true,
    type: {
      inputs: ['x', 't'],
      let: { e: 'exp(x)', y: 'e ./ sum(e, 1, true)' },
      forward: '-sum(t .* log(y)) / x.shape[0]',
      backward: { x: 'dout .* (y - t) / x.shape[0]', t: '-dout .* log(y) / x.shape[0]' },
    },
    bugs: [
      { code: 'softmax-target-missing', operand: 'x', backward: 'dout .* y / x.shape[0]' },
      { code: 'not-divided-by-batch', operand: 'x', backward: 'dout .* (y - t)', sizes: tall },
      { code: 'divided-by-size', operand: 'x', backward: 'dout .* (y - t) / (x.shape[0] * x.shape[1])' },
      { code: 'sign-flipped', operand: 'x', backward: 'dout .* (t - y) / x.shape[0]' },
    ],
  },
  {
    name: 'RegularisedLoss',
    loss: true,
    type: {
      inputs: ['x', 't'],
      params: { g: { shape: ['x.shape[1]'], normal: 1 } },
      let: { d: 'x .* g - t' },
      forward: '0.5 * sum(d .* d) + 0.05 * sum(g .* g)',
      backward: { x: 'dout .* d .* g', t: '-dout .* d', g: 'dout .* (sum(d .* x, 0) + 0.1 * g)' },
    },
    bugs: [
      { code: 'regulariser-missing', operand: 'g', backward: 'dout .* sum(d .* x, 0)' },
      { code: 'regulariser-doubled', operand: 'g', backward: 'dout .* (sum(d .* x, 0) + 0.2 * g)' },
    ],
  },
];

/** The whole text of a network around a layer, with a bug or none. */
export function networkOf(
  { type, loss }: ExpressionSubject,
  bug: ExpressionBug | null,
  { N, D, M }: Sizes,
  seed: number,
): string {
  const backward = bug ? { ...type.backward, [bug.operand]: bug.backward } : type.backward;
  const attributes = type.attributes ? { units: M } : {};
  const targets = Array.from({ length: N }, (_, n) => Array.from({ length: D }, (_, d) => (n % D === d ? 1 : 0)));
  const layer = { name: 'Layer', type: 'Custom', ...attributes };
  const network = {
    name: 'Corpus',
    seed,
    inputs: loss
      ? { x: { shape: [N, D], normal: 1 }, t: targets }
      : { x: { shape: [N, D], normal: 1 }, t: { shape: [N, M], normal: 1 } },
    layerTypes: { Custom: { ...type, backward } },
    layers: [
      { name: 'Before', type: 'Affine', inputs: 'x', units: D },
      ...(loss
        ? [{ ...layer, inputs: ['Before', 't'] }]
        : [
            layer,
            { name: 'After', type: 'Affine', units: M },
            { name: 'Loss', type: 'MeanSquaredError', inputs: ['After', 't'] },
          ]),
    ],
  };
  return JSON.stringify(network, null, 2);
}
