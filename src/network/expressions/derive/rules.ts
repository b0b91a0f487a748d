// Vector-Jacobian products as expressions: of each op, by operand, in the language in which people write `backward`.
// Broadcasting is not their concern: whatever is larger than its operand is summed afterwards.

import type { registry } from '../../../engine/ops';

type Rules = Readonly<Record<string, string>>;

export const RULES: Readonly<Partial<Record<keyof typeof registry, Rules>>> = {
  Add: { x: 'dout', y: 'dout' },
  Sub: { x: 'dout', y: '-dout' },
  Mul: { x: 'dout .* y', y: 'dout .* x' },
  Div: { x: 'dout ./ y', y: '-dout .* x ./ y .^ 2' },
  Neg: { x: '-dout' },
  Pow: { x: 'exponent * dout .* x .^ (exponent - 1)' },
  Square: { x: '2 * dout .* x' },
  Reciprocal: { x: '-dout .* out .^ 2' },
  Sqrt: { x: 'dout ./ (2 * out)' },
  Exp: { x: 'dout .* out' },
  Log: { x: 'dout ./ x' },
  Sin: { x: 'dout .* cos(x)' },
  Cos: { x: '-dout .* sin(x)' },
  Abs: { x: 'dout .* ((x > 0) - (x < 0))' },
  Maximum: { x: 'dout .* ((x > y) + 0.5 * (x == y))', y: 'dout .* ((y > x) + 0.5 * (x == y))' },
  Minimum: { x: 'dout .* ((x < y) + 0.5 * (x == y))', y: 'dout .* ((y < x) + 0.5 * (x == y))' },
  Clamp: { x: 'dout .* (x >= min) .* (x <= max)' },
  ReLU: { x: 'dout .* (x > 0)' },
  LeakyReLU: { x: 'dout .* ((x > 0) + alpha * (x <= 0))' },
  ELU: { x: 'dout .* ((x > 0) + (x <= 0) .* (out + alpha))' },
  Sigmoid: { x: 'dout .* out .* (1 - out)' },
  Tanh: { x: 'dout .* (1 - out .^ 2)' },
  Softplus: { x: 'dout .* sigmoid(x)' },
  SiLU: { x: 'dout .* sigmoid(x) .* (1 + x .* (1 - sigmoid(x)))' },
  BroadcastTo: { x: 'dout' },
};

/** Of ops that are not elementwise: their rules need dout in its full extent. */
export const WHOLE_RULES: Readonly<Partial<Record<keyof typeof registry, Rules>>> = {
  Softmax: { x: 'out .* (dout - sum(dout .* out, axis, true))' },
  LogSoftmax: { x: 'dout - softmax(x, axis) .* sum(dout, axis, true)' },
  Reshape: { x: 'reshape(dout, x.shape)' },
  Flatten: { x: 'reshape(dout, x.shape)' },
  Affine: { x: "dout * W'", W: "x' * dout", b: 'sum(dout, 0)' },
};

/** 1 ./ (1 + exp(z)), the sigmoid of -z as the book writes it. */
export const LOGISTIC = '-dout .* out .* (1 - out)';

/** x ./ y where the quotient has a name. */
export const QUOTIENT = '-dout .* out ./ y';
