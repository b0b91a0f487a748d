// The learning procedure: mini-batch gradient descent. Each step draws a batch, runs forward and backward, and moves
// every parameter against its gradient: W := W - rate · dL/dW.

import type { Graph, ValueId } from '../engine/graph';
import { randomStream, type Random } from '../engine/random';
import type { Tensor } from '../engine/tensor';
import { Passes, rowCount, type DataSet } from './passes';
import { shuffle, permutation } from './shuffle';

export interface Lesson {
  readonly graph: Graph;
  /** The cotangent of the loss. */
  readonly cotangent: Tensor;
  /** Batches and masks derive from it. */
  readonly seed: number;
  readonly rate: number;
  readonly steps: number;
  readonly batch: number;
  readonly data: DataSet;
  /** Rows that are never learnt from; may be empty. */
  readonly test: DataSet;
  /** The report's name of the tensor whose largest element per row is the prediction. */
  readonly scores: string;
}

/** How well the network does on a whole data set. */
export interface Score {
  /** The mean over its rows. */
  readonly loss: number;
  /** The part of the rows whose class is predicted; null where the loss has no classes. */
  readonly accuracy: number | null;
}

export interface TrainStep {
  /** Steps taken so far. */
  readonly step: number;
  /** The loss on this step's batch, before its update; null before the first step. */
  readonly loss: number | null;
  /** After the update, at the start, the end, and ten times in between. */
  readonly measured: Measured | null;
}

export interface Measured {
  readonly train: Score;
  readonly test: Score | null;
}

export interface Trained {
  /** The parameters by name. */
  readonly params: ReadonlyMap<string, Tensor>;
  readonly measured: Measured;
}

const MEASUREMENTS = 10;

/** Yields after every step, and while it measures, so that a run can be followed and ended. */
export function* train(lesson: Lesson): Generator<TrainStep, Trained> {
  const { graph, cotangent, seed, rate, steps, batch, data } = lesson;
  const learner = new Passes(graph, cotangent, data, batch);
  const examiner = new Examiner(lesson, learner);
  const batches = new Batches(rowCount(data), batch, randomStream(seed, 'train'));
  const masks = randomStream(seed, 'train/masks');
  const interval = Math.max(1, Math.round(steps / MEASUREMENTS));
  let measured = yield* examiner.measure(0, null);
  yield { step: 0, loss: null, measured };
  for (let step = 1; step <= steps; step++) {
    learner.load(data, batches.next());
    const loss = learner.learnForward(masks);
    descend(learner, rate);
    const due = step % interval === 0 || step === steps;
    if (due) measured = yield* examiner.measure(step, loss);
    yield { step, loss, measured: due ? measured : null };
  }
  return { params: new Map(learner.params.map((id) => [graph.values[id].name, learner.value(id)])), measured };
}

function descend(learner: Passes, rate: number): void {
  const gradients = learner.backward();
  for (const id of learner.params) {
    const gradient = gradients[id];
    if (!gradient) continue;
    const weights = learner.value(id).data;
    for (let i = 0; i < weights.length; i++) weights[i] -= rate * gradient.data[i];
  }
}

/** Deals the rows out in a random order, again and again, each time in another. */
class Batches {
  private readonly order: Uint32Array;
  private dealt = 0;

  constructor(
    rows: number,
    private readonly size: number,
    private readonly random: Random,
  ) {
    this.order = permutation(rows, random);
  }

  next(): Uint32Array {
    if (this.dealt + this.size > this.order.length) {
      shuffle(this.order, this.random);
      this.dealt = 0;
    }
    return this.order.subarray(this.dealt, (this.dealt += this.size));
  }
}

/** Measures loss and accuracy on whole data sets, in chunks, with the learner's current parameters. */
class Examiner {
  private readonly passes = new Map<number, Passes>();
  private readonly scores: ValueId;

  constructor(
    private readonly lesson: Lesson,
    private readonly learner: Passes,
  ) {
    const scores = lesson.graph.values.find(({ name }) => name === lesson.scores);
    if (!scores) throw new Error(`there is no tensor ${lesson.scores}`);
    this.scores = scores.id;
  }

  *measure(step: number, loss: number | null): Generator<TrainStep, Measured> {
    const { data, test } = this.lesson;
    const working: TrainStep = { step, loss, measured: null };
    const train = yield* this.score(data, working);
    return { train, test: test.size > 0 ? yield* this.score(test, working) : null };
  }

  private *score(set: DataSet, working: TrainStep): Generator<TrainStep, Score> {
    const rows = rowCount(set);
    let loss = 0;
    let correct: number | null = 0;
    for (let from = 0; from < rows; from += this.lesson.batch) {
      const count = Math.min(this.lesson.batch, rows - from);
      const passes = this.passesFor(count);
      passes.load(
        set,
        Uint32Array.from({ length: count }, (_, i) => from + i),
      );
      loss += passes.measureForward() * count;
      const right = passes.correct(this.scores);
      correct = right === null || correct === null ? null : correct + right;
      yield working;
    }
    return { loss: loss / rows, accuracy: correct === null ? null : correct / rows };
  }

  private passesFor(rows: number): Passes {
    const { graph, cotangent, data } = this.lesson;
    const passes = this.passes.get(rows) ?? new Passes(graph, cotangent, data, rows);
    this.passes.set(rows, passes);
    passes.copyParams(this.learner);
    return passes;
  }
}
