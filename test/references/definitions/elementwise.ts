// Ops that map each element by itself, and those of two operands that broadcast.

import { Num, ONE, ZERO, each, exp, logistic, num, remembered, stretched, type Definition } from './decimal';
import type { Attributes } from '../../../src/engine/op';

type Unary = (x: Num, attributes: Attributes) => Num;

function unary(f: Unary): Definition {
  const byAttributes = new WeakMap<Attributes, (x: Num) => Num>();
  return ([x], attributes) => {
    const known = byAttributes.get(attributes) ?? remembered((element) => f(element, attributes));
    byAttributes.set(attributes, known);
    return x.data.map(known);
  };
}

const binary =
  (f: (x: Num, y: Num) => Num): Definition =>
  ([x, y], _attributes, out) =>
    each(out, (index) => f(stretched(x, index), stretched(y, index)));

/** erf x = 2/√π · exp(-x²) · Σ 2^n x^(2n+1) / (2n+1)!!, whose terms all have one sign. */
function erf(x: Num): Num {
  const square = x.times(x);
  let term = x;
  let total = x;
  for (let n = 1; term.abs().gt(total.abs().times('1e-64')); n++) {
    term = term.times(square.times(2)).div(2 * n + 1);
    total = total.plus(term);
  }
  return total.times(2).div(PI.sqrt()).times(square.neg().exp());
}

const PI = Num.acos(-1);

/** What GELU and SiLU multiply x with. */
export function gate(name: string, x: Num, { approximate }: Attributes): Num {
  if (name === 'SiLU') return logistic(x);
  if (approximate === 'none') return ONE.plus(erf(x.div(num(2).sqrt()))).div(2);
  const cube = x.pow(3).times('0.044715');
  return ONE.plus(x.plus(cube).times(num(2).div(PI).sqrt()).tanh()).div(2);
}

export const elementwise: Readonly<Record<string, Definition>> = {
  Add: binary((x, y) => x.plus(y)),
  Sub: binary((x, y) => x.minus(y)),
  Mul: binary((x, y) => x.times(y)),
  Div: binary((x, y) => x.div(y)),
  Maximum: binary((x, y) => (x.gt(y) ? x : y)),
  Minimum: binary((x, y) => (x.lt(y) ? x : y)),
  Neg: unary((x) => x.neg()),
  Exp: unary(exp),
  Log: unary((x) => x.ln()),
  Pow: unary((x, { exponent }) => x.pow(exponent as number)),
  Sqrt: unary((x) => x.sqrt()),
  Square: unary((x) => x.times(x)),
  Reciprocal: unary((x) => ONE.div(x)),
  Abs: unary((x) => x.abs()),
  Sin: unary((x) => x.sin()),
  Cos: unary((x) => x.cos()),
  Clamp: unary((x, { min, max }) => (x.lt(min as number) ? num(min as number) : x.gt(max as number) ? num(max as number) : x)),
  ReLU: unary((x) => (x.gt(0) ? x : ZERO)),
  LeakyReLU: unary((x, { alpha }) => (x.gt(0) ? x : x.times(alpha as number))),
  ELU: unary((x, { alpha }) => (x.gt(0) ? x : x.exp().minus(1).times(alpha as number))),
  Sigmoid: unary(logistic),
  Tanh: unary((x) => logistic(x.times(2)).times(2).minus(1)),
  Softplus: unary((x) => ONE.plus(x.exp()).ln()),
  GELU: unary((x, attributes) => x.times(gate('GELU', x, attributes))),
  SiLU: unary((x, attributes) => x.times(gate('SiLU', x, attributes))),
  Dropout: binary((x, mask) => x.times(mask)),
};
