// Softmax by itself, and softmax in a loss.

import { sameShape, type Tensor } from '../../engine/tensor';
import { elementwise, prediction, valueOf, type Hypothesis } from './hypothesis';
import { combine, factorOf, residualOf, stretchedTo, summedOver, times, TOLERANCE } from './match';

const SAME = 1e-9;

export const softmax: Hypothesis = function* (given) {
  const it = elementwise(given);
  if (it) yield* alone(it.x, it.y, it.dout);
  else yield* inLoss(given);
};

function* alone(x: Tensor, y: Tensor, dout: Tensor): ReturnType<Hypothesis> & Generator<ReturnType<typeof prediction>> {
  const axis = x.shape.findIndex((_, at) => residualOf(y, softmaxOf(x, at)) <= SAME);
  if (axis < 0) return;
  const formulas: [string, Tensor][] = [
    ['dout * y * (1 - y)', combine([dout, y], (d, p) => d * p * (1 - p))],
    ['dout * y', combine([dout, y], (d, p) => d * p)],
  ];
  for (const [formula, value] of formulas) yield prediction('softmax-diagonal-only', value, { formula }, formula);
  for (let other = 0; other < x.shape.length; other++) {
    if (other === axis) continue;
    const inner = stretchedTo(
      summedOver(
        combine([dout, y], (d, p) => d * p),
        other,
      ),
      x.shape,
    );
    const value = combine([dout, y, inner], (d, p, s) => p * (d - s));
    yield prediction('axis-swapped', value, { axis: other, expected: axis }, `softmax ${other}`);
  }
}

/** dx = g · (y - t) for some number g, of which the target has been forgotten: g · y. */
function* inLoss(given: Parameters<Hypothesis>[0]): Generator<ReturnType<typeof prediction>> {
  const { truth, found, inputs, operand, outputs } = given;
  const x = valueOf(given);
  const [out] = outputs.values();
  if (outputs.size !== 1 || out.data.length !== 1 || !sameShape(found.shape, x.shape) || x.shape.length === 0) return;
  for (let axis = 0; axis < x.shape.length; axis++) {
    const y = softmaxOf(x, axis);
    for (const [name, given] of inputs) {
      const t = name === operand ? null : targetOf(given, x, axis);
      if (!t) continue;
      const difference = combine([y, t], (p, q) => p - q);
      const share = factorOf(truth, difference);
      if (residualOf(times(difference, share), truth) > TOLERANCE) continue;
      const factor = factorOf(found, times(y, share));
      if (Math.abs(factor) > TOLERANCE) {
        yield prediction('softmax-target-missing', times(y, share * factor), { formula: 'y instead of y - t', factor });
      }
      const sum = combine([y, t], (p, q) => share * (p + q));
      yield prediction('softmax-target-missing', sum, { formula: 'y + t instead of y - t' }, 'sum');
      yield prediction('softmax-target-missing', times(t, -share), { formula: '-t instead of y - t' }, 'target alone');
    }
  }
}

/** Probabilities, or class indices made so. */
function targetOf(t: Tensor, x: Tensor, axis: number): Tensor | null {
  if (sameShape(t.shape, x.shape)) return t;
  const rows = x.data.length / x.shape[axis];
  if (t.data.length !== rows || axis !== x.shape.length - 1) return null;
  const classes = x.shape[axis];
  return { shape: x.shape, data: x.data.map((_, i) => (t.data[Math.floor(i / classes)] === i % classes ? 1 : 0)) };
}

function softmaxOf(x: Tensor, axis: number): Tensor {
  const top = Array.from(x.data).reduce((largest, value) => Math.max(largest, value), -Infinity);
  const e = combine([x], (value) => Math.exp(value - top));
  return combine([e, stretchedTo(summedOver(e, axis), x.shape)], (p, sum) => p / sum);
}
