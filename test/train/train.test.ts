import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { GraphBuilder, type Graph, type ValueId } from '../../src/engine/graph';
import { layers } from '../../src/engine/layers/index';
import { reshape } from '../../src/engine/ops/reshape';
import { fromNested, scalar, tensor, type Nested, type Tensor } from '../../src/engine/tensor';
import { readNetwork } from '../../src/network/index';
import { filesBeside } from '../../src/platform/node/files';
import { rebatch } from '../../src/train/rebatch';
import { train, type Lesson, type Trained, type TrainStep } from '../../src/train/train';

/** y = x · W + b on one row, the squared error by t, and whatever `between` puts after y. */
function regression(between = (_builder: GraphBuilder, y: ValueId): ValueId => y): Graph {
  const builder = new GraphBuilder('float64');
  const x = builder.source('x', 'input', tensor([1, 2], [0, 0]));
  const W = builder.source('W', 'param', tensor([2, 1], [0.5, -1]));
  const b = builder.source('b', 'param', tensor([1], [0]));
  const t = builder.source('t', 'input', tensor([1, 1], [0]));
  const y = builder.apply(layers.Affine, [x, W, b], { units: 1, bias: true }, 'y.out', 'activation');
  const loss = builder.apply(layers.MeanSquaredError, [between(builder, y), t], {}, 'loss.out', 'activation');
  return builder.finish(loss);
}

function rows(...nested: Nested[]): Tensor {
  return fromNested(nested);
}

const X = rows([1, 0], [0, 1], [2, 1], [1, -1], [-1, 3]);
const T = rows([2], [1], [5], [1], [1]);

const LESSON: Lesson = {
  graph: regression(),
  cotangent: scalar(1),
  seed: 3,
  rate: 0.1,
  steps: 1,
  batch: 5,
  data: new Map([
    ['x', X],
    ['t', T],
  ]),
  test: new Map(),
  scores: 'y.out',
};

function run(lesson: Lesson): { steps: TrainStep[]; trained: Trained } {
  const generator = train(lesson);
  const steps: TrainStep[] = [];
  for (;;) {
    const { done, value } = generator.next();
    if (done) return { steps, trained: value };
    steps.push(value);
  }
}

/** The mean squared error of w · x + b, worked out by hand. */
function lossBy(w: readonly [number, number], b: number): number {
  const errors = Array.from(T.data, (t, n) => X.data[2 * n] * w[0] + X.data[2 * n + 1] * w[1] + b - t);
  return errors.reduce((sum, e) => sum + e * e, 0) / errors.length;
}

describe('gradient descent', () => {
  it('moves every parameter by -rate times its gradient', () => {
    const errors = Array.from(T.data, (t, n) => 0.5 * X.data[2 * n] - X.data[2 * n + 1] - t);
    const slope = (factor: (n: number) => number): number =>
      errors.reduce((sum, e, n) => sum + (2 * e * factor(n)) / errors.length, 0);
    const { params } = run(LESSON).trained;
    expect(params.get('W')?.data[0]).toBeCloseTo(0.5 - 0.1 * slope((n) => X.data[2 * n]), 12);
    expect(params.get('W')?.data[1]).toBeCloseTo(-1 - 0.1 * slope((n) => X.data[2 * n + 1]), 12);
    expect(params.get('b')?.data[0]).toBeCloseTo(-0.1 * slope(() => 1), 12);
  });

  it('leaves the network that it starts from as it was', () => {
    run(LESSON);
    const [W] = LESSON.graph.values.filter(({ name }) => name === 'W');
    expect(LESSON.graph.sources.get(W.id)?.data).toEqual(Float64Array.of(0.5, -1));
  });

  it('finds the line through points that lie on one', () => {
    const t = Float64Array.from({ length: 5 }, (_, n) => 2 * X.data[2 * n] - X.data[2 * n + 1] + 0.5);
    const data = new Map([...LESSON.data, ['t', tensor([5, 1], t)]]);
    const { params, measured } = run({ ...LESSON, data, steps: 2000 }).trained;
    expect(params.get('W')?.data[0]).toBeCloseTo(2, 6);
    expect(params.get('W')?.data[1]).toBeCloseTo(-1, 6);
    expect(params.get('b')?.data[0]).toBeCloseTo(0.5, 6);
    expect(measured.train).toMatchObject({ loss: expect.closeTo(0, 10) as number, accuracy: null });
  });

  it('gives the loss of each batch before its update', () => {
    const first = run(LESSON).steps.find(({ step }) => step === 1);
    expect(first?.loss).toBeCloseTo(lossBy([0.5, -1], 0), 12);
  });

  it('draws the same batches from the same seed, others from another', () => {
    const losses = (seed: number): (number | null)[] =>
      run({ ...LESSON, seed, batch: 2, steps: 20 }).steps.map(({ loss }) => loss);
    expect(losses(3)).toEqual(losses(3));
    expect(losses(3)).not.toEqual(losses(4));
  });

  it('deals out every row before it deals one again', () => {
    // With a rate of 0 the loss of a batch of one tells which row it was.
    const { steps } = run({ ...LESSON, rate: 0, batch: 1, steps: 10 });
    const losses = steps.filter(({ step, measured }) => step > 0 && measured).map(({ loss }) => loss);
    expect(new Set(losses.slice(0, 5)).size).toBe(5);
    expect(losses.slice(0, 5).toSorted()).toEqual(losses.slice(5).toSorted());
  });

  it('measures whole data sets at the start, at the end and ten times in all between', () => {
    const { steps } = run({ ...LESSON, test: LESSON.data, batch: 2, steps: 100 });
    const measured = steps.filter((step) => step.measured);
    expect(measured.map(({ step }) => step)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
    // Five rows in chunks of two: the last, smaller chunk counts for its one row.
    expect(measured[0].measured?.train.loss).toBeCloseTo(lossBy([0.5, -1], 0), 12);
    expect(measured[0].measured?.test).toEqual(measured[0].measured?.train);
  });

  it('drops other elements at every step, and none while it measures', () => {
    const graph = regression((builder, y) => {
      const mask = builder.source('Dropout1.mask', 'constant', tensor([1, 1], [2]));
      return builder.apply(layers.Dropout, [y, mask], { rate: 0.5 }, 'Dropout1.out', 'activation');
    });
    const { steps } = run({ ...LESSON, graph, rate: 0, steps: 20 });
    const losses = steps.filter(({ step, measured }) => step > 0 && measured).map(({ loss }) => loss);
    expect(new Set(losses).size).toBeGreaterThan(2);
    const measured = steps.flatMap(({ measured }) => (measured ? [measured.train.loss] : []));
    for (const loss of measured) expect(loss).toBeCloseTo(lossBy([0.5, -1], 0), 12);
  });
});

describe('a network over other rows', () => {
  it('keeps its values and has their shapes inferred anew', () => {
    const graph = regression();
    const wide = rebatch(
      graph,
      new Map([
        ['x', [7, 2]],
        ['t', [7, 1]],
      ]),
    );
    expect(wide.values.map(({ id, name }) => [id, name])).toEqual(graph.values.map(({ id, name }) => [id, name]));
    expect(wide.values.find(({ name }) => name === 'y.out')?.shape).toEqual([7, 1]);
  });

  it('differentiates parameters alone', () => {
    const graph = rebatch(regression(), new Map());
    const differentiable = graph.values.filter((value) => value.differentiable).map(({ name }) => name);
    expect(differentiable).toEqual(['W', 'b', 'y.out', 'loss.out']);
  });

  it('says at which node other rows do not fit', () => {
    const graph = regression((builder, y) => builder.apply(reshape, [y], { shape: [1, 1] }, 'z.out', 'activation'));
    expect(() =>
      rebatch(
        graph,
        new Map([
          ['x', [7, 2]],
          ['t', [7, 1]],
        ]),
      ),
    ).toThrow(expect.objectContaining({ name: 'NodeError', node: 1 }));
  });
});

describe('what cannot be learnt', () => {
  it('is a result that is no single number', () => {
    const graph = { ...regression(), output: 4 };
    expect(graph.values[4].name).toBe('y.out');
    expect(() => run({ ...LESSON, graph })).toThrow('loss: expected one element, found (5, 1)');
  });
});

describe('784-50-10 on handwritten digits', () => {
  it('classifies over 90 % of 1,000 digits that it never saw', async () => {
    const file = path.resolve(import.meta.dirname, '../../examples/two-layer.grad.json');
    const reading = await readNetwork(fs.readFileSync(file, 'utf8'), filesBeside(file));
    if (!reading.ok || !reading.network.train) throw new Error('two-layer.grad.json cannot be trained');
    const { steps, trained } = run({ ...reading.network.train, ...reading.network });
    const [before] = steps.flatMap(({ measured }) => measured ?? []);
    expect(before.test?.accuracy).toBeLessThan(0.3);
    expect(trained.measured.test?.accuracy).toBeGreaterThan(0.9);
    expect(trained.measured.train.accuracy).toBeGreaterThan(0.9);
    expect(trained.measured.train.loss).toBeLessThan(before.train.loss / 4);
  }, 120_000);
});
