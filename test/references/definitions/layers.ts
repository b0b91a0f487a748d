// Layers and losses.

import type { Attributes } from '../../../src/engine/op';
import { indexOf, sizeOf, type Shape } from '../../../src/engine/tensor';
import {
  ONE,
  ZERO,
  each,
  flatOf,
  largest,
  logistic,
  pairOf,
  sum,
  type Definition,
  type Exact,
  type Num,
} from './decimal';
import { sumOfExp } from './shapes';

/** The elements under a window at (row, column) of one channel, the padding left out, with their taps. */
function underWindow(
  x: Exact,
  [image, channel, row, column]: readonly number[],
  size: readonly [number, number],
  stride: readonly [number, number],
  padding: readonly [number, number],
): { readonly element: Num; readonly tap: readonly [number, number] }[] {
  const [, , height, width] = x.shape;
  const taps: { element: Num; tap: [number, number] }[] = [];
  for (let i = 0; i < size[0]; i++) {
    for (let j = 0; j < size[1]; j++) {
      const y = row * stride[0] - padding[0] + i;
      const z = column * stride[1] - padding[1] + j;
      if (y < 0 || y >= height || z < 0 || z >= width) continue;
      taps.push({ element: x.data[flatOf(x.shape, [image, channel, y, z])], tap: [i, j] });
    }
  }
  return taps;
}

const pooling =
  (reduce: (elements: readonly Num[], size: number) => Num): Definition =>
  ([x], attributes, out) => {
    const size = pairOf(attributes.size);
    const stride = pairOf(attributes.stride, size);
    const padding = pairOf(attributes.padding);
    return each(out, (index) => {
      const taps = underWindow(x, index, size, stride, padding);
      return reduce(
        taps.map(({ element }) => element),
        size[0] * size[1],
      );
    });
  };

const convolution: Definition = ([x, W, b], attributes, out) => {
  const [, channels, ...size] = W.shape;
  return each(out, ([image, filter, row, column]) => {
    let total = b ? b.data[filter] : ZERO;
    for (let channel = 0; channel < channels; channel++) {
      const at = [image, channel, row, column];
      const taps = underWindow(x, at, [size[0], size[1]], pairOf(attributes.stride), pairOf(attributes.padding));
      for (const { element, tap } of taps) {
        total = total.plus(element.times(W.data[flatOf(W.shape, [filter, channel, ...tap])]));
      }
    }
    return total;
  });
};

const affine: Definition = ([x, W, b], _attributes, out) => {
  const [inputs, units] = W.shape;
  return each(out, (_index, flat) => {
    const unit = flat % units;
    const row = (flat - unit) / units;
    const terms = Array.from({ length: inputs }, (_, k) => x.data[row * inputs + k].times(W.data[k * units + unit]));
    return sum(terms).plus(b ? b.data[unit] : ZERO);
  });
};

/** gamma · (x - mean) / sqrt(variance + epsilon) + beta, over those elements that `groupOf` says belong together. */
function normalised(
  [x, gamma, beta]: readonly Exact[],
  { epsilon }: Attributes,
  groupOf: (index: readonly number[]) => number,
  featureOf: (index: readonly number[]) => number,
): readonly Num[] {
  const groups = new Map<number, Num[]>();
  x.data.forEach((element, flat) => {
    const group = groupOf(indexOf(x.shape, flat));
    groups.set(group, [...(groups.get(group) ?? []), element]);
  });
  const moments = new Map(
    [...groups].map(([group, elements]) => {
      const mean = sum(elements).div(elements.length);
      const variance = sum(elements.map((element) => element.minus(mean).pow(2))).div(elements.length);
      return [group, { mean, deviation: variance.plus(epsilon as number).sqrt() }];
    }),
  );
  return each(x.shape, (index, flat) => {
    const { mean, deviation } = moments.get(groupOf(index))!;
    const feature = featureOf(index);
    return x.data[flat].minus(mean).div(deviation).times(gamma.data[feature]).plus(beta.data[feature]);
  });
}

/** The target's probability of a class, and how many rows and classes there are. */
function targets(scores: Shape, t: Exact): { rows: number; classes: number; of: (row: number, c: number) => Num } {
  const classes = scores[scores.length - 1];
  const rows = sizeOf(scores) / classes;
  const indices = t.data.length === rows && !(rows === 1 && t.shape.length > 0 && sizeOf(t.shape) === classes);
  return {
    rows,
    classes,
    of: (row, c) => (indices ? (t.data[row].eq(c) ? ONE : ZERO) : t.data[row * classes + c]),
  };
}

/** -Σ t · log p / N, by rows; where t is 0 nothing is added. */
function crossEntropy(scores: Exact, t: Exact, logOf: (row: readonly Num[], c: number) => Num): readonly Num[] {
  const { rows, classes, of } = targets(scores.shape, t);
  let total = ZERO;
  for (let row = 0; row < rows; row++) {
    const line = scores.data.slice(row * classes, (row + 1) * classes);
    for (let c = 0; c < classes; c++) {
      const weight = of(row, c);
      if (!weight.isZero()) total = total.minus(weight.times(logOf(line, c)));
    }
  }
  return [total.div(rows)];
}

const squares = ([y, t]: readonly Exact[]): Num => sum(y.data.map((element, i) => element.minus(t.data[i]).pow(2)));

export const layers: Readonly<Record<string, Definition>> = {
  Affine: affine,
  Convolution: convolution,
  MaxPooling: pooling(largest),
  AveragePooling: pooling((elements, size) => sum(elements).div(size)),
  BatchNorm: (operands, attributes) =>
    normalised(
      operands,
      attributes,
      (index) => index[1],
      (index) => index[1],
    ),
  LayerNorm: (operands, attributes) =>
    normalised(
      operands,
      attributes,
      (index) => flatOf(operands[0].shape.slice(0, -1), index.slice(0, -1)),
      (index) => index[index.length - 1],
    ),
  SoftmaxWithLoss: ([x, t]) => crossEntropy(x, t, (line, c) => line[c].minus(sumOfExp(line).ln())),
  CrossEntropyError: ([y, t]) => crossEntropy(y, t, (line, c) => line[c].ln()),
  SigmoidWithLoss([x, t]) {
    const losses = x.data.map((z, i) => {
      const s = logistic(z);
      return t.data[i].times(s.ln()).plus(ONE.minus(t.data[i]).times(logistic(z.neg()).ln()));
    });
    return [sum(losses).neg().div(x.shape[0] ?? 1)];
  },
  MeanSquaredError: (operands) => [squares(operands).div(operands[0].data.length)],
  SumSquaredError: (operands) => {
    const { shape } = operands[0];
    return [squares(operands).div(2 * (shape.length > 1 ? shape[0] : 1))];
  },
};

