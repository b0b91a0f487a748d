// Where the movement of a result is itself a sum whose terms cancel, as GELU's is at its minimum, a rule can be no more
// exact than a few roundings of those terms: how large they are together, of a movement by `d` of element j of operand k.

import type { Attributes } from '../../src/engine/op';
import { indexOf } from '../../src/engine/tensor';
import { exactly, flatOf, logistic, num, sum, type Exact, type Num } from '../references/definitions/decimal';
import { gate } from '../references/definitions/elementwise';
import { sumOfExp } from '../references/definitions/shapes';
import type { Tensor } from '../../src/engine/tensor';

interface Moved {
  readonly operands: readonly Exact[];
  readonly attributes: Attributes;
  readonly k: number;
  readonly j: number;
  readonly d: number;
}

type Terms = (moved: Moved, i: number) => Num;

/** x · s moves by d · s and by x · ds. */
const gated =
  (name: string): Terms =>
  ({ operands: [x], attributes, j, d }) => {
    const s = gate(name, x.data[j], attributes);
    const rise = gate(name, x.data[j].plus(num(d)), attributes).minus(s);
    return s.times(d).abs().plus(rise.times(x.data[j]).abs());
  };

/** An element moves itself, the mean and the deviation: (δ + 1/n + |n_i · n_j| / n) · gamma / D. */
const normalised =
  (sameGroup: (x: Exact, i: number, j: number) => boolean, featureOf: (x: Exact, i: number) => number): Terms =>
  ({ operands: [x, gamma], attributes, k, j, d }, i) => {
    if (k !== 0 || !sameGroup(x, i, j)) return num(0);
    const group = x.data.filter((_, at) => sameGroup(x, at, i));
    const mean = sum(group).div(group.length);
    const variance = sum(group.map((element) => element.minus(mean).pow(2))).div(group.length);
    const deviation = variance.plus(attributes.epsilon as number).sqrt();
    const along = [i, j].map((at) => x.data[at].minus(mean).div(deviation).abs());
    const share = along[0]
      .times(along[1])
      .plus(1)
      .div(group.length)
      .plus(i === j ? 1 : 0);
    return share.times(d).times(gamma.data[featureOf(x, i)]).div(deviation).abs();
  };

const channelOf = (x: Exact, i: number): number => indexOf(x.shape, i)[1];
const lastOf = (x: Exact, i: number): number => i % x.shape[x.shape.length - 1];
const rowOf = (x: Exact, i: number): number => flatOf(x.shape.slice(0, -1), indexOf(x.shape, i).slice(0, -1));

/** p - t, unless t is 0 or 1. */
const softLabels: Terms = ({ operands: [x, t], j, d }) => {
  if (x.data.length !== t.data.length || t.data.every((p) => p.isZero() || p.eq(1))) return num(0);
  const classes = x.shape[x.shape.length - 1];
  const start = j - (j % classes);
  const line = x.data.slice(start, start + classes);
  const whole = sum(t.data.slice(start, start + classes));
  const p = x.data[j].exp().div(sumOfExp(line));
  return p
    .times(whole)
    .plus(t.data[j])
    .times(Math.abs(d))
    .div(x.data.length / classes);
};

const softBits: Terms = ({ operands: [x, t], j, d }) => {
  if (t.data[j].isZero() || t.data[j].eq(1)) return num(0);
  return logistic(x.data[j])
    .plus(t.data[j])
    .times(Math.abs(d))
    .div(x.shape[0] ?? 1);
};

const TERMS: Readonly<Record<string, Terms>> = {
  GELU: gated('GELU'),
  SiLU: gated('SiLU'),
  BatchNorm: normalised((x, i, j) => channelOf(x, i) === channelOf(x, j), channelOf),
  LayerNorm: normalised((x, i, j) => rowOf(x, i) === rowOf(x, j), lastOf),
  SoftmaxWithLoss: softLabels,
  SigmoidWithLoss: softBits,
};

/** By element of the result; of an elementwise op only element j's own counts. */
export function termsOf(
  op: string,
  operands: readonly Tensor[],
  attributes: Attributes,
): (k: number, j: number, d: number, i: number) => number {
  const terms = TERMS[op];
  const exact = operands.map(exactly);
  return (k, j, d, i) => (terms ? terms({ operands: exact, attributes, k, j, d }, i).toNumber() : 0);
}
