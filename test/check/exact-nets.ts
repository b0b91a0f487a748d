// Networks whose slopes the check is to tell to the last digits, and how far it is from those of their definition.

import { checkGradients, DEFAULT_SETTINGS } from '../../src/check';
import type { Checked, CheckedTensor } from '../../src/check/checked';
import type { CheckSettings } from '../../src/check/problem';
import { KINK, UNCHECKED, roundingAllowance } from '../../src/check/verdict';
import type { Graph } from '../../src/engine/graph';
import { forward } from '../../src/engine/run';
import { largestOf } from '../../src/check/scale';
import { randomStream } from '../../src/engine/random';
import { filled } from '../../src/engine/tensor';
import { ExactLoss } from '../references/definitions/graph';
import type { Net } from './nets';
import { Sketch } from './random-nets';

const sketched = (seed: number, build: (sketch: Sketch) => void): Net => {
  const sketch = new Sketch(randomStream(seed, 'exact'), 'float64', false);
  build(sketch);
  return sketch.net;
};

/** x · W + b, then an activation, so many units wide. */
function dense(sketch: Sketch, x: string, units: number, activation: 'ReLU' | 'Sigmoid' | 'Tanh'): string {
  return sketch.apply(activation, [sketch.affine(x, units)]);
}

export const NETS: Readonly<Record<string, (seed: number) => Net>> = {
  'two layers with ReLU': (seed) =>
    sketched(seed, (sketch) => {
      const rows = 1 + sketch.random.below(4);
      const h = dense(sketch, sketch.input([rows, 4]), 5, 'ReLU');
      sketch.apply('SoftmaxWithLoss', [sketch.affine(h, 3), sketch.labels([rows], 3)]);
    }),
  'ten layers with Sigmoid': (seed) =>
    sketched(seed, (sketch) => {
      const rows = 1 + sketch.random.below(2);
      let h = sketch.input([rows, 3]);
      for (let depth = 0; depth < 10; depth++) h = dense(sketch, h, 3, 'Sigmoid');
      sketch.apply('MeanSquaredError', [h, sketch.input([rows, 3])]);
    }),
  'convolution and pooling': (seed) =>
    sketched(seed, (sketch) => {
      const x = sketch.input([1, 1, 6, 6]);
      const W = sketch.param([2, 1, 3, 3], 1 / 3);
      const maps = sketch.apply('Convolution', [x, W, sketch.param([2], 0.1)], {
        filters: 2,
        kernel: 3,
        stride: 1,
        padding: 0,
      });
      const pooled = sketch.apply('MaxPooling', [sketch.apply('ReLU', [maps])], { size: 2, padding: 0 });
      const scores = sketch.affine(sketch.apply('Flatten', [pooled], {}), 3);
      sketch.apply('SoftmaxWithLoss', [scores, sketch.labels([1], 3)]);
    }),
  'batch normalisation': (seed) =>
    sketched(seed, (sketch) => {
      const rows = 3 + sketch.random.below(3);
      const h = sketch.apply('Tanh', [sketch.normalise(sketch.affine(sketch.input([rows, 3]), 4), 'BatchNorm')]);
      sketch.apply('SumSquaredError', [sketch.affine(h, 2), sketch.input([rows, 2])]);
    }),
  'confident softmax': (seed) =>
    sketched(seed, (sketch) => {
      const rows = 1 + sketch.random.below(4);
      const h = dense(sketch, sketch.input([rows, 3]), 5, 'Tanh');
      const scores = sketch.apply('Affine', [h, sketch.param([5, 3], 15), sketch.param([3], 1)], {
        units: 3,
        bias: true,
      });
      sketch.apply('SoftmaxWithLoss', [scores, sketch.labels([rows], 3)]);
    }),
};

export interface Distance {
  readonly tensor: CheckedTensor;
  readonly name: string;
  /** Of the largest true slope. */
  readonly worst: number;
  /** Of elements that are over 1e-4 of the largest, of each itself. */
  readonly relative: number;
  /** The element's error over its bound. */
  readonly overBound: number;
}

export function checkedTensors(graph: Graph, settings: Partial<CheckSettings> = {}): readonly CheckedTensor[] {
  return checked(graph, settings).tensors;
}

export function checked(graph: Graph, settings: Partial<CheckSettings> = {}): Checked {
  const cotangent = filled(graph.values[graph.output].shape, 1, graph.dtype);
  const steps = checkGradients({ graph, cotangent, settings: { ...DEFAULT_SETTINGS, ...settings } });
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/**
 * How far every tensor's slopes are from those of the network's definition, kinks left out; and from those at the values
 * that the forward pass has computed, which the bounds are of.
 */
export function distances(net: Net): Distance[] {
  const graph = net.graph();
  const cotangent = filled(graph.values[graph.output].shape, 1);
  const exact = new ExactLoss(graph, cotangent);
  const computed = new ExactLoss(graph, cotangent, forward(graph));
  return checkedTensors(graph)
    .filter(({ status }) => status !== 'skipped')
    .map((tensor) => ({
      tensor,
      name: tensor.value.name,
      ...errorsOf(tensor, exact.slopes(tensor.value)),
      overBound: overBound(tensor, computed.slopes(tensor.value)),
    }));
}

/** Of a network at random, which may be larger: the largest error over its bound in each tensor. */
export function overBounds(net: Net): { readonly name: string; readonly overBound: number }[] {
  const graph = net.graph();
  const computed = new ExactLoss(graph, filled(graph.values[graph.output].shape, 1), forward(graph));
  return checkedTensors(graph)
    .filter(({ status }) => status !== 'skipped')
    .map((tensor) => ({ name: tensor.value.name, overBound: overBound(tensor, computed.slopes(tensor.value)) }));
}

function errorsOf(
  { numeric, verdicts }: CheckedTensor,
  slopes: readonly number[],
): Pick<Distance, 'worst' | 'relative'> {
  const largest = largestOf(slopes);
  let [worst, relative] = [0, 0];
  slopes.forEach((slope, i) => {
    if (verdicts[i] === UNCHECKED || verdicts[i] === KINK) return;
    const error = Math.abs(numeric[i] - slope);
    worst = Math.max(worst, error / (largest || 1));
    if (Math.abs(slope) > 1e-4 * largest) relative = Math.max(relative, error / Math.abs(slope));
  });
  return { worst, relative };
}

/** The report's bound allows for the rounding of the backward pass besides; taken away, its last bit is lost. */
function overBound({ numeric, bound, verdicts, analytic }: CheckedTensor, slopes: readonly number[]): number {
  const seen = largestOf(numeric);
  return slopes.reduce((most, slope, i) => {
    if (verdicts[i] === UNCHECKED || verdicts[i] === KINK || numeric[i] === slope) return most;
    const own = bound[i] * (1 + 2 ** -50) - roundingAllowance('float64', analytic[i], seen);
    return Math.max(most, Math.abs(numeric[i] - slope) / own);
  }, 0);
}
