// Random networks of correct ops: perceptrons, convolutions, sequences and free expressions, from a seed. Half of them
// have whole numbers and halves for values, so that switches stand exactly at their ties.

import type { HandWritten } from '../../src/engine/hand-written';
import { registry } from '../../src/engine/ops';
import type { Attributes } from '../../src/engine/op';
import { randomStream, type Random } from '../../src/engine/random';
import { sizeOf, tensor, type DType, type Shape, type Tensor } from '../../src/engine/tensor';
import { Net } from './nets';

type Name = keyof typeof registry;

const ACTIVATIONS: readonly Name[] = [
  'ReLU',
  'LeakyReLU',
  'ELU',
  'Sigmoid',
  'Tanh',
  'Softplus',
  'GELU',
  'SiLU',
  'Abs',
  'Sin',
  'Cos',
];

/** Attributes of ops whose networks give none of their own. */
const ATTRIBUTES: Partial<Record<Name, Attributes>> = {
  LeakyReLU: { alpha: 0.01 },
  ELU: { alpha: 1 },
  GELU: { approximate: 'none' },
  Softmax: { axis: -1 },
  LogSoftmax: { axis: -1 },
  BatchNorm: { epsilon: 1e-5 },
  LayerNorm: { epsilon: 1e-5 },
  Dropout: { rate: 0.5 },
};

export interface RandomNet {
  readonly net: Net;
  readonly kind: string;
}

export function randomNet(seed: number, dtype: DType): RandomNet {
  const kinds = [perceptron, convolutional, sequence, expression, expression];
  const build = kinds[seed % kinds.length];
  const sketch = new Sketch(randomStream(seed, 'net'), dtype, seed % 2 === 1);
  build(sketch);
  return { net: sketch.net, kind: build.name };
}

/** A net that grows by layers with values drawn as needed. */
export class Sketch {
  readonly net: Net;
  private count = 0;

  constructor(
    readonly random: Random,
    private readonly dtype: DType,
    private readonly tied: boolean,
  ) {
    this.net = new Net(dtype);
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.random.below(choices.length)];
  }

  draw(shape: Shape, scale = 1): Tensor {
    const values = Array.from({ length: sizeOf(shape) }, () =>
      this.tied ? (this.random.below(5) - 2) / 2 : scale * this.random.normal(),
    );
    return tensor(shape, values, this.dtype);
  }

  whole(shape: Shape, below: number): Tensor {
    return tensor(
      shape,
      Array.from({ length: sizeOf(shape) }, () => this.random.below(below)),
      this.dtype,
    );
  }

  input(shape: Shape, scale = 1): string {
    const name = `x${++this.count}`;
    this.net.input(name, this.draw(shape, scale));
    return name;
  }

  labels(shape: Shape, below: number): string {
    const name = `t${++this.count}`;
    this.net.input(name, this.whole(shape, below), false);
    return name;
  }

  param(shape: Shape, scale = 1): string {
    const name = `p${++this.count}`;
    this.net.param(
      name,
      this.random.uniform() < 0.1
        ? tensor(shape, new Float64Array(sizeOf(shape)), this.dtype)
        : this.draw(shape, scale),
    );
    return name;
  }

  constant(value: number): string {
    const name = `c${++this.count}`;
    this.net.constant(name, value);
    return name;
  }

  apply(type: Name, inputs: readonly string[], attributes: Attributes = ATTRIBUTES[type] ?? {}): string {
    const name = `${type}${++this.count}`;
    this.net.layer(name, registry[type], inputs, attributes);
    return name;
  }

  /** A hand-written layer; its params are names of sources. */
  code(
    type: string,
    code: HandWritten,
    inputs: readonly string[],
    params: Readonly<Record<string, string>> = {},
  ): string {
    const name = `${type}${++this.count}`;
    this.net.handLayer(name, code, inputs, params);
    return name;
  }

  shape(name: string): Shape {
    return this.net.shapeOf(name);
  }

  affine(x: string, units: number): string {
    const inputs = this.shape(x)[1];
    return this.apply('Affine', [x, this.param([inputs, units], 1 / Math.sqrt(inputs)), this.param([units], 0.3)], {
      units,
      bias: true,
    });
  }

  normalise(x: string, type: 'BatchNorm' | 'LayerNorm'): string {
    const shape = this.shape(x);
    const features = type === 'BatchNorm' ? shape[1] : shape[shape.length - 1];
    return this.apply(type, [x, this.param([features]), this.param([features])]);
  }

  /** A value that is above 0 everywhere. */
  positive(x: string): string {
    return this.random.uniform() < 0.5
      ? this.apply('Softplus', [x])
      : this.apply('Add', [this.apply('Square', [x]), this.constant(0.5)]);
  }
}

function perceptron(sketch: Sketch): void {
  const { random } = sketch;
  const rows = 2 + random.below(4);
  let h = sketch.input([rows, 2 + random.below(5)]);
  for (let depth = 1 + random.below(3); depth > 0; depth--) {
    h = sketch.affine(h, 2 + random.below(5));
    if (random.uniform() < 0.3) h = sketch.normalise(h, sketch.pick(['BatchNorm', 'LayerNorm']));
    h = sketch.apply(sketch.pick(ACTIVATIONS), [h]);
    if (random.uniform() < 0.2) h = dropout(sketch, h);
  }
  loss(sketch, sketch.affine(h, 3));
}

function convolutional(sketch: Sketch): void {
  const { random } = sketch;
  const images = 1 + random.below(3);
  const channels = 1 + random.below(2);
  const filters = 2 + random.below(2);
  let h = sketch.input([images, channels, 5, 6]);
  const weights = sketch.param([filters, channels, 3, 3], 1 / 3);
  h = sketch.apply('Convolution', [h, weights, sketch.param([filters], 0.1)], {
    filters,
    kernel: 3,
    stride: 1,
    padding: random.below(2),
  });
  if (random.uniform() < 0.4) h = sketch.normalise(h, 'BatchNorm');
  h = sketch.apply(sketch.pick(ACTIVATIONS), [h]);
  const pooling = { size: 2, stride: sketch.pick([1, 2]), padding: random.below(2) };
  h = sketch.apply(sketch.pick(['MaxPooling', 'AveragePooling']), [h], pooling);
  h = sketch.apply('Flatten', [h]);
  loss(sketch, sketch.affine(h, 3));
}

function sequence(sketch: Sketch): void {
  const { random } = sketch;
  const rows = 2 + random.below(3);
  const units = 3 + random.below(3);
  const words = sketch.labels([rows], 6);
  let h = sketch.apply('Embedding', [words, sketch.param([6, units])], { vocabulary: 6, units });
  const scores = sketch.apply('MatMul', [h, sketch.apply('Transpose', [h])]);
  h = sketch.apply('MatMul', [sketch.apply('Softmax', [scores]), h]);
  h = sketch.normalise(h, 'LayerNorm');
  h = sketch.apply('Gather', [h, sketch.labels([2], rows)], { axis: 0 });
  h = sketch.apply(sketch.pick(['GELU', 'SiLU', 'LogSoftmax', 'Tanh']), [h]);
  loss(sketch, sketch.affine(h, 3));
}

/** Ops of all kinds on what is there, whatever their shapes allow; the last value is the output, of any shape. */
function expression(sketch: Sketch): void {
  const { random } = sketch;
  const shape = sketch.pick([[3, 4], [2, 3], [4], [2, 2, 3], []] as const);
  const pool = [sketch.input(shape), sketch.param(shape), sketch.param(shape.slice(-1))];
  for (let nodes = 3 + random.below(6); nodes > 0; nodes--) pool.push(anyNode(sketch, pool));
  const [last, before] = [pool[pool.length - 1], pool[pool.length - 2]];
  if (sizeOf(sketch.shape(before)) > 0)
    sketch.apply('Add', [sketch.apply('Sum', [last], {}), sketch.apply('Mean', [before], {})]);
}

function anyNode(sketch: Sketch, pool: readonly string[]): string {
  const { random } = sketch;
  const x = sketch.pick(pool);
  const shape = sketch.shape(x);
  const same = sketch.pick(pool.filter((name) => String(sketch.shape(name)) === String(shape)));
  const axes =
    shape.length > 0 && random.uniform() < 0.7
      ? { axis: [random.below(shape.length)], keepDims: random.uniform() < 0.5 }
      : {};
  const makers: (() => string)[] = [
    () => sketch.apply(sketch.pick(ACTIVATIONS), [x]),
    () => sketch.apply(sketch.pick(['Neg', 'Square', 'Sigmoid', 'Sin', 'Cos']), [x]),
    () => sketch.apply('Exp', [sketch.apply('Tanh', [x])]),
    () => sketch.apply(sketch.pick(['Log', 'Sqrt', 'Reciprocal']), [sketch.positive(x)]),
    () => sketch.apply('Pow', [sketch.positive(x)], { exponent: sketch.pick([0.5, 3, -1.5, 2]) }),
    () => sketch.apply(sketch.pick(['Add', 'Sub', 'Mul', 'Maximum', 'Minimum']), [x, same]),
    () => sketch.apply(sketch.pick(['Maximum', 'Minimum']), [x, same]),
    () => sketch.apply('Div', [same, sketch.positive(x)]),
    () => sketch.apply('Clamp', [x], { min: -1, max: 0.5 }),
    () => sketch.apply(sketch.pick(['Sum', 'Mean', 'Max', 'Min']), [x], axes),
    () => sketch.apply(sketch.pick(['Add', 'Mul', 'Sub', 'Maximum']), [x, sketch.constant(sketch.pick([0, 0.5, -1]))]),
  ];
  if (shape.length > 0) {
    makers.push(
      () => sketch.apply('Transpose', [x], {}),
      () => sketch.apply('Reshape', [x], { shape: [-1] }),
      () => sketch.apply('Concat', [x, same], { axis: 0 }),
      () => sketch.apply('Slice', [x], { from: 0, to: Math.max(1, shape[0] - 1) }),
      () => sketch.apply(sketch.pick(['Softmax', 'LogSoftmax']), [x]),
      () => sketch.apply('BroadcastTo', [x], { shape: [2, ...shape] }),
    );
  }
  return sketch.pick(makers)();
}

function dropout(sketch: Sketch, x: string): string {
  const mask = `mask of ${x}`;
  const shape = sketch.shape(x);
  sketch.net.constant(
    mask,
    tensor(
      shape,
      Array.from({ length: sizeOf(shape) }, () => 2 * sketch.random.below(2)),
    ),
  );
  return sketch.apply('Dropout', [x, mask]);
}

function loss(sketch: Sketch, scores: string): void {
  const shape = sketch.shape(scores);
  const [rows, classes] = shape;
  const kinds: (() => string)[] = [
    () => sketch.apply('SoftmaxWithLoss', [scores, sketch.labels([rows], classes)]),
    () => sketch.apply('SigmoidWithLoss', [scores, sketch.labels(shape, 2)]),
    () => sketch.apply('MeanSquaredError', [scores, sketch.input(shape)]),
    () => sketch.apply('SumSquaredError', [scores, sketch.input(shape)]),
    () => sketch.apply('CrossEntropyError', [sketch.apply('Softmax', [scores]), sketch.labels([rows], classes)]),
  ];
  sketch.pick(kinds)();
}
