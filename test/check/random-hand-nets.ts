// Random networks of right layers written by hand among built-in ones, from a seed. Two of three have whole numbers and
// halves for values, so that comparisons stand exactly at their ties, recorded or not.

import type { HandWritten } from '../../src/engine/hand-written';
import { randomStream } from '../../src/engine/random';
import { sizeOf, type DType } from '../../src/engine/tensor';
import * as hand from './hand-layers';
import { affine } from './layers';
import { Sketch, type RandomNet } from './random-nets';

/** Layers of one input whose result has its shape. */
const UNARY: readonly (() => HandWritten)[] = [
  hand.relu,
  () => hand.relu(1),
  hand.sigmoid,
  hand.plainRelu,
  () => hand.plainRelu(0.5),
  hand.plainAbs,
  ...[0, 0.5, 1].flatMap((up) => [0, 1].map((down) => () => hand.reluOfBoth(up, down))),
];

export function randomHandNet(seed: number, dtype: DType): RandomNet {
  const sketch = new Sketch(randomStream(seed, 'hand'), dtype, seed % 3 !== 0);
  const { random } = sketch;
  const rows = 1 + random.below(3);
  let h = sketch.input([rows, 2 + random.below(3)]);
  for (let depth = 1 + random.below(3); depth > 0; depth--) {
    h = random.uniform() < 0.6 ? handAffine(sketch, h, 2 + random.below(3)) : sketch.affine(h, 2 + random.below(3));
    h = activation(sketch, h);
  }
  loss(sketch, random.uniform() < 0.5 ? handAffine(sketch, h, 3) : sketch.affine(h, 3));
  return { net: sketch.net, kind: 'hand-written' };
}

function handAffine(sketch: Sketch, x: string, units: number): string {
  const inputs = sketch.shape(x)[1];
  return sketch.code('Affine', affine(), [x], {
    W: sketch.param([inputs, units], 1 / Math.sqrt(inputs)),
    b: sketch.param([units], 0.3),
  });
}

function activation(sketch: Sketch, x: string): string {
  const { random } = sketch;
  const shape = sketch.shape(x);
  const unary = (): string => sketch.code('Unary', sketch.pick(UNARY)(), [x]);
  const makers: (() => string)[] = [
    unary,
    unary,
    unary,
    () => sketch.apply(sketch.pick(['ReLU', 'Tanh', 'Abs']), [x]),
    () => sketch.code('Residual', hand.residual(), [x, unary()]),
    () => sketch.code('Larger', hand.larger(), [x, unary()]),
    () => sketch.code('Twice', hand.residual(), [x, x]),
    () => {
      const parts = sketch.code('Split', hand.split(), [x]);
      return sketch.apply('Mul', [`${parts}.h`, `${parts}.c`]);
    },
    () =>
      sketch.code('Norm', hand.layerNorm(), [x], {
        gamma: sketch.param(shape.slice(-1)),
        beta: sketch.param(shape.slice(-1)),
      }),
    () => {
      const mask = Array.from({ length: sizeOf(shape) }, () => random.below(2));
      return sketch.code('Dropout', hand.dropout(mask), [x]);
    },
  ];
  return sketch.pick(makers)();
}

function loss(sketch: Sketch, scores: string): void {
  const shape = sketch.shape(scores);
  const kinds: (() => string)[] = [
    () => sketch.code('Loss', hand.softmaxLoss(), [scores, sketch.labels([shape[0]], shape[1])]),
    () => sketch.apply('SoftmaxWithLoss', [scores, sketch.labels([shape[0]], shape[1])]),
    () => sketch.apply('MeanSquaredError', [scores, sketch.input(shape)]),
    () => sketch.code('Out', sketch.pick(UNARY)(), [scores]),
  ];
  sketch.pick(kinds)();
}
